/**
 * Expected failures are values. A `Failure` carries a literal `code` that callers match on; a thrown error is a bug.
 */
export interface Failure<Code extends string = string> {
  readonly code: Code;
  /** What happened, as a sentence for a person. */
  readonly message: string;
  /** What to do next, as a sentence for a person. */
  readonly help?: string;
}

export type Result<Value, Fail = Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Fail };

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

export const fail = <Fail>(error: Fail): { readonly ok: false; readonly error: Fail } => ({ ok: false, error });

/** Marks a branch that the types rule out; reaching it is a bug. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
