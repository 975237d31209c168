/**
 * Finding what a run has at the service by a name of its own, and making what is missing.
 *
 * 1. It is looked for before it is made, so that it may be asked for again after a crash anywhere.
 * 2. What was made and whose answer was lost is looked for again, and not made again here: the request may still be on its way.
 * 3. Of two with the same name the oldest is ours, for whoever looks (`oldest`).
 */
import { idOf, inside } from '../wire/fields.ts';
import { type Asked, type Service, unreadable } from './service.ts';

export interface Ensuring<Value> {
  /** Null: there is none. */
  readonly find: () => Promise<Asked<Value | null>>;
  readonly make: () => Promise<Asked<Value>>;
}

export async function ensure<Value>({ find, make }: Ensuring<Value>): Promise<Asked<Value>> {
  const found = await find();
  if (!found.ok || found.value !== null) return found as Asked<Value>;
  const made = await make();
  if (made.ok || made.error.code !== 'lost') return made;
  const again = await find();
  return again.ok && again.value === null ? made : (again as Asked<Value>);
}

export interface Making {
  readonly path: string;
  readonly body: unknown;
  /** Under which name it comes back. */
  readonly name: string;
}

/** Makes it, once, and gives what came back; `id` is what its id is called. */
export async function making(service: Service, { path, body, name }: Making, id = 'id'): Promise<Asked<unknown>> {
  const answer = await service.once({ method: 'POST', path, body });
  if (!answer.ok) return answer;
  const made = inside(answer.value, name);
  return idOf(made, id) === undefined ? unreadable(`id of the ${name}`, answer.serviceAt) : { ...answer, value: made };
}
