/** Turns an agent's reply into what can be read aloud, or sent as a text: no markup, no raw JSON, not too long. Pure. */
import { field } from '../wire/failure.ts';

export const spokenCharsMax = 2_000;
export const textCharsMax = 1_500;
/** Longer replies are not read to their end: nobody listens that long. */
const readCharsMax = 20_000;

/** Said where the agent answered nothing. */
export const done = 'Done.';
const unspeakable = 'I have an answer, but it is not something that I can read aloud.';

/** What an agent says that has nothing to say. */
const nothing = /^\W*(?:HEARTBEAT_OK)?\W*$/;

export function isNothing(reply: string): boolean {
  return nothing.test(reply.slice(0, 100)) && reply.trim().length < 100;
}

/** For a voice: one paragraph of at most 2,000 characters, without links. */
export function forVoice(reply: string): string {
  if (isNothing(reply)) return done;
  const lines = withoutMarkup(reply, { links: false });
  const spoken = lines.map((line) => (/[.!?…:;,]$/.test(line) ? line : `${line}.`)).join(' ');
  return spoken === '' ? unspeakable : shortened(spoken, spokenCharsMax);
}

/** For a text: its lines stay, and its links. Null: there is nothing to send. */
export function forText(reply: string): string | null {
  if (isNothing(reply)) return null;
  const text = withoutMarkup(reply, { links: true }).join('\n');
  return text === '' ? null : shortened(text, textCharsMax);
}

function withoutMarkup(reply: string, { links }: { readonly links: boolean }): readonly string[] {
  const text = insideJson(reply.slice(0, readCharsMax));
  const plain = withoutData(withoutBlocks(text))
    .replace(/!\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/\[([^\]\n]+)\]\(([^)\s]*)[^)\n]*\)/g, links ? '$1 ($2)' : '$1')
    .replace(/<(https?:\/\/[^>\s]+)>/g, '$1')
    .replace(/<\/?[a-z][^<>\n]{0,200}>/gi, '');
  return plain
    .split(/\r?\n/)
    .map((line) => (links ? cleanLine(line) : withoutLinks(cleanLine(line))))
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}

function withoutLinks(line: string): string {
  return line.replace(/(?:https?:\/\/|\bwww\.)\S*/gi, (found) => `a link${/[.,;:!?)]*$/.exec(found)?.[0] ?? ''}`);
}

/** A reply that is JSON as a whole stands for the words in it. */
function insideJson(text: string): string {
  const bare = text
    .trim()
    .replace(/^```\w*\s*\n([\s\S]*?)\n?```$/, '$1')
    .trim();
  if (!/^[[{]/.test(bare)) return text;
  let data: unknown;
  try {
    data = JSON.parse(bare);
  } catch {
    // It only begins like JSON: what is data in it goes below.
    return text;
  }
  for (const name of ['reply', 'text', 'message', 'answer', 'summary', 'content']) {
    const words = field(data, name);
    if (typeof words === 'string') return words;
  }
  return '';
}

/** Code cannot be said. */
function withoutBlocks(text: string): string {
  return text.replace(/(^|\n)[ \t]*(```|~~~)[\s\S]*?(?:\n[ \t]*\2[ \t]*(?=\n|$)|$)/g, '$1');
}

/** Objects of JSON within a sentence, innermost first, and the lists of nothing that are left. */
function withoutData(text: string): string {
  let plain = text;
  for (let depth = 0; depth < 8; depth += 1) {
    const next = plain.replace(/\{\s*(?:"[^"{}\n]*"\s*:[^{}]*)?\}/g, '').replace(/\[[\s,]*\]/g, '');
    if (next === plain) break;
    plain = next;
  }
  return plain;
}

function cleanLine(line: string): string {
  return line
    .replace(/^\s*>+\s?/, '')
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/^\s*(?:[-*+•–]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/, '')
    .replace(/^\s*\|?[\s:|-]+\|?\s*$/, '')
    .replace(/^\s*\|(.*?)\|?\s*$/, (_, cells: string) =>
      cells
        .split('|')
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join(', '),
    )
    .replace(/(?<![\p{L}\p{N}])_{1,3}([^_\n]+)_{1,3}(?![\p{L}\p{N}])/gu, '$1')
    .replace(/[*`~|]/g, '')
    .replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{fe0f}|\u{200d}|\u{20e3}/gu, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:!?])/g, '$1')
    .trim();
}

/** Ends with a sentence where one ends late enough, else with a word. */
function shortened(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const head = text.slice(0, charsMax - 1);
  const sentence = Math.max(...['. ', '! ', '? ', '.\n'].map((end) => head.lastIndexOf(end)));
  if (sentence > charsMax / 2) return head.slice(0, sentence + 1);
  const word = head.search(/\s\S*$/);
  const whole = word > charsMax / 2 ? head.slice(0, word) : head.replace(/[\ud800-\udbff]$/, '');
  return `${whole.trimEnd()}…`;
}
