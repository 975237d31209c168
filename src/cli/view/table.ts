/** A table in columns that fits a width: the last flexible column is cut, numbers stand right. Pure. */
import { cut, displayWidth, oneLine, padTo } from './width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const gap = '  ';
const narrowestMin = 4;

/** Lines without a frame: the titles, then the rows. Widest columns give way first. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const cells = rows.map((row) => row.map(oneLine));
  const natural = columns.map((column, at) =>
    Math.min(
      width,
      cells.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), displayWidth(column.title)),
    ),
  );
  const widths = narrowed(natural, width - gap.length * (columns.length - 1));
  const line = (row: readonly string[]): string =>
    cut(
      columns.map((column, at) => aligned(row[at] ?? '', { width: widths[at] ?? 0, align: column.align })).join(gap),
      width,
    ).trimEnd();
  return [line(columns.map((column) => column.title)), ...cells.map(line)];
}

function narrowed(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const current = widths[widest] ?? 0;
    if (current <= narrowestMin) break;
    widths[widest] = current - 1;
  }
  return widths;
}

function aligned(text: string, as: { readonly width: number; readonly align: TableColumn['align'] }): string {
  const kept = cut(text, as.width);
  return as.align === 'right' ? ' '.repeat(Math.max(0, as.width - displayWidth(kept))) + kept : padTo(kept, as.width);
}
