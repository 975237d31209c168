/** A table of words, columns apart by two spaces. Pure. */
import { displayWidth, oneLine } from './view/width.ts';

const gap = '  ';

/** Columns are as wide as their widest cell; the last is not filled. Empty columns are left out. */
export function tableLines(table: {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): readonly string[] {
  const shown = table.head.map((_, column) => column).filter((column) => table.rows.some((row) => row[column] !== ''));
  const cells = [table.head, ...table.rows].map((row) => shown.map((column) => oneLine(row[column] ?? '')));
  const widths = shown.map((_, at) => Math.max(...cells.map((row) => displayWidth(row[at] ?? ''))));
  return cells.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - displayWidth(cell)))
      .join(gap)
      .trimEnd(),
  );
}
