/** Values of the environment, and members of files that name them. Pure. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Without the white space around it; undefined where it says nothing. */
export function present(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

/** The variable that the whole value `${NAME}` stands for; null: it stands for itself. */
export function referenceIn(value: string): string | null {
  return /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value.trim())?.[1] ?? null;
}

/** A value as it is meant: its variable's where it stands for one. */
export function resolved(value: unknown, env: Env): string | undefined {
  if (typeof value !== 'string') return undefined;
  const variable = referenceIn(value);
  return present(variable === null ? value : env[variable]);
}
