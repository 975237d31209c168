/** Text as a terminal shows it: cleaned of what would act on the terminal, and measured in cells. */
import { stripVTControlCharacters } from 'node:util';

/** Made when it is first needed: that takes ten milliseconds, and most text is plain. */
let segmenter: Intl.Segmenter | null = null;
const printable = /^[\u0020-\u007e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;
const zeroWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]/u;
/** East Asian wide and full-width forms, and pictures. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u;

/** One line without control characters: what people say and files hold must not steer the terminal. */
export function oneLine(text: string): string {
  if (printable.test(text)) return text;
  return stripVTControlCharacters(text).replace(controls, ' ').trim();
}

/** How many cells the text takes; colours take none. */
export function displayWidth(text: string): number {
  if (printable.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmentsOf(stripVTControlCharacters(text))) width += cells(segment);
  return width;
}

/** At most `width` cells, an ellipsis in the last where something was cut. Colours are not expected here. */
export function cut(text: string, width: number): string {
  if (width <= 0) return '';
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmentsOf(text)) {
    const more = cells(segment);
    if (used + more > width - 1) break;
    kept += segment;
    used += more;
  }
  return `${kept.trimEnd()}…`;
}

/** Exactly `width` cells: cut, or filled with spaces. */
export function padTo(text: string, width: number): string {
  const kept = cut(text, width);
  return kept + ' '.repeat(Math.max(0, width - displayWidth(kept)));
}

/** Broken at spaces into lines of at most `width` cells; a word that is longer is cut. */
export function wrap(text: string, width: number): readonly string[] {
  return flow(text, width).map((line) => cut(line, width));
}

/** The same, but a longer word stays whole on a line of its own: it may be a path. */
export function flow(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
  }
  return line === '' ? lines : [...lines, line];
}

function cells(segment: string): number {
  if (zeroWidth.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

function segmentsOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}
