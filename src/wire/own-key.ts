/**
 * Takes the account's own key out of what a server says: servers quote what they were sent, and whatever they say may end in a journal,
 * a results file, a log or on a screen. Pure.
 */
import { hidden, secretCharsMin } from './secrets.ts';

const base64CharsMin = 8;
/** Escaped once by each layer that the text went through. */
const escapesMax = 8;

/** As it is, escaped as in JSON or in an address, or in base64. JSON stays JSON. */
export function keyHider(key: string | undefined): (text: string) => string {
  if (key === undefined || key.length < secretCharsMin) return (text) => text;
  const plain = [...key].map(anyWay).join('');
  const encoded = base64Cores(key).flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]);
  const forms = [plain, ...[...new Set(encoded)].map(literally)];
  const pattern = new RegExp(forms.join('|'), 'g');
  return (text) => text.replace(pattern, hidden);
}

/** One character: `a`, `\a`, `\u0061`, `%61`. */
function anyWay(char: string): string {
  const hex = char
    .charCodeAt(0)
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  return `\\\\{0,${escapesMax}}(?:${literally(char)}|u00${hex}|%${hex})`;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** The characters of base64 that stand for the key alone, wherever in the encoded text it begins: after `Bearer `, say. */
function base64Cores(key: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(key)]);
    const begin = Math.ceil((before * 8) / 6);
    const core = bytes.toString('base64').slice(begin, Math.floor((bytes.length * 8) / 6));
    return core.length < base64CharsMin ? [] : [core];
  });
}
