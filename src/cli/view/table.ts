/** A table in columns that fits a width: titles give way first, then the widest cells; numbers stand right. Pure. */
import { cut, displayWidth, oneLine, padTo } from './width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const gap = '  ';
const cellMin = 4;
const titleMin = 6;

/** Lines without a frame: the titles, then the rows. */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const cells = rows.map((row) => row.map(oneLine));
  const widest = (at: number): number => cells.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? '')), 0);
  const widths = narrowed(
    columns.map((column, at) => ({ title: displayWidth(column.title), cell: Math.min(width, widest(at)) })),
    width - gap.length * (columns.length - 1),
  );
  const line = (row: readonly string[]): string =>
    cut(
      columns.map((column, at) => aligned(row[at] ?? '', { width: widths[at] ?? 0, align: column.align })).join(gap),
      width,
    ).trimEnd();
  return [line(columns.map((column) => column.title)), ...cells.map(line)];
}

interface Needs {
  readonly title: number;
  readonly cell: number;
}

/** Takes cell by cell from the widest column: first from those that only their title makes wide, then from all. */
function narrowed(needs: readonly Needs[], room: number): readonly number[] {
  const widths = needs.map(({ title, cell }) => Math.max(title, cell));
  const narrow = (floorOf: (need: Needs) => number): void => {
    for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over -= 1) {
      const spare = widths.map((width, at) => (width > floorOf(needs[at] ?? { title: 0, cell: 0 }) ? width : 0));
      const most = Math.max(...spare);
      if (most === 0) return;
      widths[spare.indexOf(most)] = most - 1;
    }
  };
  narrow(({ title, cell }) => Math.max(cell, Math.min(title, titleMin)));
  narrow(() => cellMin);
  return widths;
}

function aligned(text: string, as: { readonly width: number; readonly align: TableColumn['align'] }): string {
  const kept = cut(text, as.width);
  return as.align === 'right' ? ' '.repeat(Math.max(0, as.width - displayWidth(kept))) + kept : padTo(kept, as.width);
}
