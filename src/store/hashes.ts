/**
 * Keyed hashes of phone numbers: what is left of a person who was forgotten. The key is the store's own, so that nobody who
 * tries all numbers elsewhere finds out whose they are.
 */
import { createHmac } from 'node:crypto';
import { type NumberCell, numberCell } from './numbers.ts';
import type { Sql } from './sql.ts';

const hashPrefix = 'forgotten:';
const hashDigits = 32;

export class Hashes {
  readonly #sql: Sql;
  #key: string | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The random text that keys them. */
  private get key(): string {
    this.#key ??= String(this.#sql.get('SELECT value FROM secret')?.[0]);
    return this.#key;
  }

  /** For hashes of others, which tell nothing of these. */
  get salt(): string {
    return createHmac('sha256', this.key).update('results').digest('hex');
  }

  /** The number as rows have it once its person was forgotten. */
  hashOf(number: string): string {
    return `${hashPrefix}${this.#digest(`number ${number}`)}`;
  }

  /** A name for somebody who has none any more: the same in all of a run. */
  pseudonym(run: string, target: string): string {
    return `forgotten-${this.#digest(`target ${run} ${target}`).slice(0, 12)}`;
  }

  isForgotten(number: string): boolean {
    return this.#sql.get('SELECT 1 FROM forgotten WHERE hash = ?', [this.hashOf(number)]) !== undefined;
  }

  /** How rows about the number are written from now on. */
  cellOf(number: string): NumberCell {
    return this.isForgotten(number) ? this.hashOf(number) : numberCell(number);
  }

  /** The numbers by how rows have them. */
  cellsOf(numbers: Iterable<string>): Map<NumberCell, string> {
    const none = this.#sql.get('SELECT 1 FROM forgotten LIMIT 1') === undefined;
    return new Map(Array.from(numbers, (number) => [none ? numberCell(number) : this.cellOf(number), number]));
  }

  #digest(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('hex').slice(0, hashDigits);
  }
}

/** True for the cell of somebody who was forgotten. */
export function isHash(cell: unknown): boolean {
  return typeof cell === 'string' && cell.startsWith(hashPrefix);
}
