/**
 * A contact rule: what must hold before somebody is called or written to, with where it comes from.
 *
 * The rules come from rules/contact-rules.yaml and from the workspace's own file. All rows that speak for a mission's purpose
 * hold together, so the strictest decides; rows of one id are one rule to people.
 */
export type Purpose = 'inquiry' | 'informational' | 'solicitation';

export interface ContactRule {
  readonly id: string;
  readonly purposes: readonly Purpose[];
  /** Absent: the program enforces it by itself. */
  readonly value?: RuleValue;
  readonly source: string;
  /** When it was last compared with its source, `2026-11-24`. */
  readonly date: string;
  readonly description: string;
  /** No mission may loosen it; what to do instead. */
  readonly fixed?: string;
  readonly from: 'program' | 'workspace';
}

/** Exactly one of them is there. */
export interface RuleValue {
  readonly hours?: readonly HoursRule[];
  readonly defaultHours?: { readonly between: MinutesRange; readonly days: readonly number[] };
  /** Per number in any 24 hours: where a mission says nothing, and the most that it may say. */
  readonly attempts?: { readonly default?: number; readonly most?: number };
  /** Kinds of consent, one of which a call by an AI voice needs. */
  readonly consent?: readonly string[];
  readonly disclosure?: Severity;
  readonly recording?: Severity;
  /** Messages left per contact. */
  readonly voicemails?: number;
  readonly againAfterMs?: number;
}

export type Severity = 'warning' | 'error';

/** One restriction of the hours at the place of the person called. */
export interface HoursRule {
  /** Codes like `TX`; absent: everywhere. */
  readonly states?: readonly string[] | 'unknown';
  /** ISO weekdays on which `between` holds; the others are not restricted. */
  readonly days: readonly number[];
  readonly between?: MinutesRange;
  /** ISO weekdays on which it stays shut. */
  readonly closed: readonly number[];
}

/** Minutes since local midnight; `to` is exclusive, at most 1440. */
export interface MinutesRange {
  readonly from: number;
  readonly to: number;
}

/** Rows less those of the ids that a mission loosens; a fixed rule stays. */
export function rulesInForce(
  rules: readonly ContactRule[],
  override: readonly (string | undefined)[],
): readonly ContactRule[] {
  if (override.length === 0) return rules;
  const fixed = new Set(rules.filter((rule) => rule.fixed !== undefined).map(({ id }) => id));
  return rules.filter(({ id }) => fixed.has(id) || !override.includes(id));
}

/** What several rows of one kind come to. */
export function values<Kind extends keyof RuleValue>(
  rules: readonly ContactRule[],
  kind: Kind,
): readonly NonNullable<RuleValue[Kind]>[] {
  return rules.flatMap((rule) => {
    const value = rule.value?.[kind];
    return value === undefined ? [] : [value as NonNullable<RuleValue[Kind]>];
  });
}

/** Attempts per number in any 24 hours: what a mission asks for, else what is usual, and never more than the rules allow. */
export function attemptsPerDay(
  rules: { readonly all: readonly ContactRule[]; readonly inForce: readonly ContactRule[] },
  asked: number | undefined,
): number {
  const usual = Math.min(...values(rules.all, 'attempts').flatMap((value) => value.default ?? []));
  return Math.min(asked ?? usual, attemptsMost(rules.inForce));
}

/** How many attempts per number and day a mission may ask for at the most. */
export function attemptsMost(inForce: readonly ContactRule[]): number {
  return Math.min(...values(inForce, 'attempts').flatMap((value) => value.most ?? []));
}

/** Hours and days where a schedule says none; rows that are loosened leave the whole day. */
export function hoursByDefault(inForce: readonly ContactRule[]): {
  readonly between: MinutesRange;
  readonly days: readonly number[];
} {
  const found = values(inForce, 'defaultHours');
  return {
    between: {
      from: Math.max(0, ...found.map(({ between }) => between.from)),
      to: Math.min(1440, ...found.map(({ between }) => between.to)),
    },
    days: [1, 2, 3, 4, 5, 6, 7].filter((day) => found.every(({ days }) => days.includes(day))),
  };
}

/** Null: nothing speaks of it. */
export function severityOf(inForce: readonly ContactRule[], kind: 'disclosure' | 'recording'): Severity | null {
  const found = values(inForce, kind);
  return found.includes('error') ? 'error' : (found[0] ?? null);
}
