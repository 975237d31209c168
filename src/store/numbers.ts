/** Phone numbers as cells: the digits of an E.164 number as an integer, half the size of its text in rows and indexes. */
import type { Cell } from './sql.ts';

const e164 = /^\+[1-9]\d{1,14}$/;

export type NumberCell = number | string;

export function numberCell(number: string): NumberCell {
  return e164.test(number) ? Number(number) : number;
}

export function numberOf(cell: Cell | undefined): string {
  return typeof cell === 'number' ? `+${cell}` : String(cell);
}
