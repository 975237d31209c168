/** Making a thing at the service, and saying its id. */
import { fail, ok } from '../../../lib/result.ts';
import { type ApiResult, type ApiSession, textIn, unwrapped, withoutId } from './session.ts';

/** What was made: its id, and the answer that said so. */
export interface Created {
  readonly id: string;
  readonly answer: object;
}

export interface Creating {
  readonly path: string;
  readonly body: object;
  /** What it is called. */
  readonly what: string;
  /** Under which of these names it comes back, and under which its id. */
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

export async function created(
  api: ApiSession,
  { path, body, what, names, ids }: Creating,
): Promise<ApiResult<Created>> {
  const answer = await api.ask({ method: 'POST', path, body });
  if (!answer.ok) return answer;
  const id = textIn(unwrapped(answer.value, ...names), ...ids);
  if (id === null) return fail(withoutId(what));
  api.say(`Created ${what}: ${id}`);
  return ok({ id, answer: answer.value });
}

export function answerOf(made: ApiResult<Created>): ApiResult {
  return made.ok ? ok(made.value.answer) : made;
}
