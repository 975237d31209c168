/** The names that a template or an expression may read, with their types. */

export type ScopeType = ScopeShape & {
  /** Expressions may read it, templates may not. */
  readonly secret?: boolean;
};

type ScopeShape =
  | { readonly kind: 'double'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'string'; readonly enum?: readonly string[] }
  | { readonly kind: 'bool' }
  | { readonly kind: 'dyn' }
  /** `of`: the type of the elements; absent: any. */
  | { readonly kind: 'list'; readonly of?: ScopeType }
  /** `open`: other fields may exist, of any type. */
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, ScopeType>>; readonly open?: boolean };

export type ScopeNames = Readonly<Record<string, ScopeType>>;

export type Looked =
  | { readonly ok: true; readonly type: ScopeType }
  /** `at`: the index in the path of the first name that does not exist; `known`: what there is instead. */
  | { readonly ok: false; readonly at: number; readonly known: readonly string[] };

/** Where a name of `rounds` is asked for in the first of them. */
export const noRoundBefore = 'No round comes before this one; a round sees those before it.';

const any: ScopeType = { kind: 'dyn' };

/** Follows a path such as ['answers', '*', 'price'] through the types. Own names only. */
export function lookUpType(names: ScopeNames, path: readonly string[]): Looked {
  let type: ScopeType = { kind: 'object', fields: names };
  for (const [at, name] of path.entries()) {
    if (type.kind === 'dyn') return { ok: true, type };
    if (type.kind === 'list' && /^(\*|\d+)$/.test(name)) type = type.of ?? any;
    else if (type.kind === 'object' && name === '*') type = any;
    else if (type.kind !== 'object') return { ok: false, at, known: [] };
    else {
      const field: ScopeType | undefined = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
      if (field === undefined && type.open !== true) return { ok: false, at, known: Object.keys(type.fields) };
      type = field ?? any;
    }
  }
  return { ok: true, type };
}
