/** Phone numbers that were typed. */
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { parsePhone } from '../spec/phone.ts';

/** E.164, each once; fails with the first that is none. */
export function parseNumbers(words: readonly string[]): Result<readonly string[], Failure> {
  const numbers = new Set<string>();
  for (const word of words) {
    const parsed = parsePhone(word);
    if (!parsed.ok) return fail({ ...parsed.error, code: 'bad-number' });
    numbers.add(parsed.value.e164);
  }
  return ok([...numbers]);
}
