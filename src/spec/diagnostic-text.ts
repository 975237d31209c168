/** Diagnostics as a person reads them: place, excerpt, caret, fix. */
import pc from 'picocolors';
import type { Diagnostic } from './diagnostic.ts';

/** A longer line is cut around the place that matters. */
const excerptCharsMax = 100;
const excerptCharsBefore = 50;

/**
 * Several lines, without one at the end:
 *
 *     error[bad-duration] plumbers.yaml:12:12
 *       12 │     every: 15 minutes
 *          │            ^^^^^^^^^^
 *       This is not a duration.
 *       Write it like 90s, 15m, 2h or 3d.
 */
export function formatDiagnostic(diagnostic: Diagnostic, options: { readonly colour: boolean }): string {
  const colours = pc.createColors(options.colour);
  const { severity, code, file, line, column, message, help } = diagnostic;
  const paint = severity === 'error' ? colours.red : colours.yellow;
  const lines = [
    `${paint(colours.bold(`${severity}[${code}]`))} ${colours.cyan(visible(`${file}:${line}:${column}`))}`,
  ];
  const marked = excerptOf(diagnostic);
  if (marked !== null) {
    const number = String(line);
    const gutter = ' '.repeat(number.length);
    lines.push(`  ${colours.dim(`${number} │`)} ${marked.text}`);
    lines.push(`  ${colours.dim(`${gutter} │`)} ${' '.repeat(marked.before)}${paint('^'.repeat(marked.width))}`);
  }
  lines.push(...indented(message));
  if (help !== '') lines.push(...indented(help).map((each) => colours.green(each)));
  return lines.join('\n');
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${visible(line)}`);
}

interface Marked {
  readonly text: string;
  /** Columns on the screen before the caret, and under it. */
  readonly before: number;
  readonly width: number;
}

/** Columns count characters, a screen counts cells: a Chinese character fills two. */
function excerptOf({ excerpt, column, length }: Diagnostic): Marked | null {
  if (excerpt === undefined || excerpt.trim() === '') return null;
  // Cut before it is split into characters: a line may be a hundred megabytes long.
  const near = excerpt.slice(0, 2 * (column + excerptCharsMax));
  const characters = [...near];
  const from = column - 1 > excerptCharsMax - 20 ? column - 1 - excerptCharsBefore : 0;
  const shown = characters.slice(from, from + excerptCharsMax);
  const at = Math.min(column - 1 - from, shown.length);
  const before = (from > 0 ? 1 : 0) + cells(shown.slice(0, at));
  const width = Math.max(1, cells(shown.slice(at, at + (length ?? 1))));
  const cut = from + excerptCharsMax < characters.length;
  return { text: `${from > 0 ? '…' : ''}${visible(shown.join(''))}${cut ? '…' : ''}`, before, width };
}

function cells(characters: readonly string[]): number {
  return characters.reduce(
    (sum, character) =>
      sum +
      (/^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
}

/** A file's text must not steer the terminal that shows it. */
function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\ufffd');
}
