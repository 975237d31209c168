/**
 * JSON that comes from somebody else and goes back to them: numbers keep the digits that they were written with, where JavaScript's
 * own would not (`1.0`, an id of nineteen digits). What JavaScript writes the same way is an ordinary number.
 */
import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';
import { type Failure, fail, ok, type Result } from './result.ts';

/** Of keys that stand twice in an object the last one counts, as with JSON.parse. */
export function parseExact(text: string): Result<unknown, Failure<'bad-json'>> {
  try {
    return ok(parse(text, null, { parseNumber, onDuplicateKey: ({ newValue }) => newValue }));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return fail({ code: 'bad-json', message: thrown.message });
    if (thrown instanceof RangeError) return fail({ code: 'bad-json', message: 'it is nested too deeply' });
    throw thrown;
  }
}

function parseNumber(source: string): number | LosslessNumber {
  const number = Number(source);
  return String(number) === source ? number : new LosslessNumber(source);
}

/** On one line unless `indent` says how many spaces a level takes, or which. */
export function exactText(value: unknown, indent?: number | string): string {
  return stringify(value, null, indent) ?? 'null';
}

/** As Python's `json.dumps(value, indent=2)` writes it: its numbers, and nothing but ASCII. */
export function asciiText(value: unknown): string {
  const numbers = { test: isNumber, stringify: (number: unknown) => pythonNumber(String(number)) };
  return (stringify(value, null, 2, [numbers]) ?? 'null').replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function isNumber(value: unknown): value is number | LosslessNumber {
  return typeof value === 'number' || isLosslessNumber(value);
}

const shortestExponentMin = -4;
const shortestExponentMax = 16;

/** A number of a JSON text as Python reads it and writes it again: `1.50` → `1.5`, `1e3` → `1000.0`, whole ones as they are. */
export function pythonNumber(source: string): string {
  if (/^-?\d+$/.test(source)) return source === '-0' ? '0' : source;
  const number = Number(source);
  // Python would write Infinity, which is no JSON.
  if (!Number.isFinite(number)) return source;
  const [digits = '', power = '0'] = number.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= shortestExponentMin && exponent < shortestExponentMax) {
    const plain = Object.is(number, -0) ? '-0' : String(number);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
