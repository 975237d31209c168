/** Values as Python puts them into a text: what scripts that read the older client's lines expect. */
import { isNumber, pythonNumber } from '../../../lib/exact-json.ts';
import { field } from '../../../wire/failure.ts';

/** `str(value)`. */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonLiteral(value);
}

/** `str(of.get(name, absent))`. */
export function memberText(of: unknown, name: string, absent: unknown = null): string {
  const value = field(of, name);
  return pythonText(value === undefined ? absent : value);
}

/** `repr(value)`. */
function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isNumber(value)) return pythonNumber(String(value));
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(', ')}]`;
  const members = Object.entries(value).map(([name, member]) => `${quoted(name)}: ${pythonLiteral(member)}`);
  return `{${members.join(', ')}}`;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** In single quotes, but in double ones where only a single one stands in the text. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is escaped
  const escaped = text.replace(/[\\\n\r\t\u0000-\u001f\u007f-\u00a0]/g, (unit) => {
    const code = unit.charCodeAt(0).toString(16).padStart(2, '0');
    return escapes[unit] ?? `\\x${code}`;
  });
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}
