/**
 * Each contact's current state.
 *
 * Owns: the tables contact, contact_id and state, and which contacts are known to have their id stored.
 * 1. A contact without a state row is exactly `freshContact` of its target and round.
 * 2. State rows are only added; the contact names the one that holds.
 */
import { contactId, freshContact } from '../run/contact-state.ts';
import type { ContactStatus } from '../run/events.ts';
import type { CommitContact, ContactRow } from '../run/ports.ts';
import type { ContactState } from '../run/state.ts';
import { Marks } from './marks.ts';
import { placeOf, rowKey, rowsEnd } from './rows.ts';
import type { Cell, Row, Sql, Upsert } from './sql.ts';

/** By their place here the store knows them: add at the end only. Those from `reached` on are final. */
export const contactStatuses: readonly ContactStatus[] = [
  'queued',
  'placed',
  'open',
  'retrying',
  'reading',
  'reached',
  'unreached',
  'failed',
  'skipped',
];
const firstFinal = contactStatuses.indexOf('reached');

const scheduledStatuses = [contactStatuses.indexOf('placed'), contactStatuses.indexOf('open')].join(', ');

/** States per page when many are read. */
const pageRows = 256;

const contactUpsert: Upsert = {
  into: 'INSERT INTO contact (id, target, round, status, wake_at, state) VALUES',
  columns: 6,
  after: 'ON CONFLICT (id) DO UPDATE SET status = excluded.status, wake_at = excluded.wake_at, state = excluded.state',
};
const idInsert: Upsert = { into: 'INSERT OR IGNORE INTO contact_id (run, id, place) VALUES', columns: 3, after: '' };
const stateInsert: Upsert = { into: 'INSERT INTO state (id, data) VALUES', columns: 2, after: '' };

/** A fresh contact needs no more than its target's id. */
const columns = `c.id, c.target, c.round, c.wake_at, s.data, CASE WHEN s.id IS NULL THEN t.data ->> 'id' END`;
const joined = `FROM contact c LEFT JOIN state s ON s.id = c.state
  LEFT JOIN target t ON s.id IS NULL AND t.id = c.id - c.id % 4294967296 + c.target`;

export class Contacts {
  readonly #sql: Sql;
  readonly #named = new Marks();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Inside a transaction. */
  put(run: number, contacts: readonly CommitContact[]): void {
    const rows: Cell[] = [];
    const ids: Cell[] = [];
    const states: Cell[] = [];
    let state = this.#sql.number('SELECT coalesce(max(id), 0) FROM state');
    for (const contact of contacts) {
      const { index, targetIndex, round, wakeAt } = contact;
      if (!this.#named.has(run, index)) {
        ids.push(run, contact.id, index);
        this.#named.add(run, index);
      }
      let row: number | null = null;
      if (contact.state !== null) {
        state += 1;
        row = state;
        states.push(state, JSON.stringify(contact.state));
      }
      rows.push(rowKey(run, index), targetIndex, round, statusCell(contact.status), wakeAt, row);
    }
    this.#sql.insert(idInsert, ids);
    this.#sql.insert(stateInsert, states);
    this.#sql.insert(contactUpsert, rows);
  }

  /** After a rollback: what was put may not be stored. */
  forget(): void {
    this.#named.clear();
  }

  contact(run: number, index: number): ContactState | null {
    const row = this.#sql.get(`SELECT ${columns} ${joined} WHERE c.id = ?`, [rowKey(run, index)]);
    return row === undefined ? null : this.#stateOf(row);
  }

  *contacts(
    run: number,
    filter: { readonly open?: boolean; readonly round?: string } = {},
  ): IterableIterator<ContactRow> {
    const { open = false, round } = filter;
    const where = `${open ? `AND c.status < ${firstFinal}` : ''} ${round === undefined ? '' : 'AND c.round = ?'}`;
    const text = `SELECT ${columns} ${joined} WHERE c.id >= ? AND c.id < ? ${where} ORDER BY c.id LIMIT ${pageRows}`;
    let from = rowKey(run, 0);
    for (;;) {
      const page: readonly Row[] = this.#sql.all(text, [from, rowsEnd(run), ...(round === undefined ? [] : [round])]);
      for (const row of page) yield this.#rowOf(row);
      if (page.length < pageRows) return;
      from = Number(page.at(-1)?.[0]) + 1;
    }
  }

  /** Contacts with something scheduled or under way, and their numbers. */
  *scheduled(run: number): IterableIterator<{ readonly index: number; readonly number: string }> {
    const text = `SELECT c.id, t.data ->> 'phone' FROM contact c JOIN target t ON t.id = c.id - c.id % 4294967296 + c.target
      WHERE c.id >= ? AND c.id < ? AND c.status IN (${scheduledStatuses}) ORDER BY c.id LIMIT ${pageRows}`;
    let from = rowKey(run, 0);
    for (;;) {
      const page: readonly Row[] = this.#sql.all(text, [from, rowsEnd(run)]);
      for (const [id, number] of page) yield { index: placeOf(Number(id)), number: String(number) };
      if (page.length < pageRows) return;
      from = Number(page.at(-1)?.[0]) + 1;
    }
  }

  index(run: number, id: string): number | null {
    const row = this.#sql.get('SELECT place FROM contact_id WHERE run = ? AND id = ?', [run, id]);
    return row === undefined ? null : Number(row[0]);
  }

  /** Inside a transaction. For who is forgotten. */
  rename(run: number, id: { readonly from: string; readonly to: string }): void {
    this.#sql.run('UPDATE contact_id SET id = ? WHERE run = ? AND id = ?', [id.to, run, id.from]);
  }

  /** Inside a transaction. A fresh contact stays one: it has no state of its own. */
  replace(run: number, index: number, state: ContactState): void {
    const key = rowKey(run, index);
    const row = this.#sql.get('SELECT state FROM contact WHERE id = ?', [key]);
    if (row === undefined || row[0] === null) return;
    const id = this.#sql.number('SELECT coalesce(max(id), 0) + 1 FROM state');
    this.#sql.run('INSERT INTO state (id, data) VALUES (?, ?)', [id, JSON.stringify(state)]);
    this.#sql.run('UPDATE contact SET state = ? WHERE id = ?', [id, key]);
  }

  /** Inside a transaction. What contacts were before they became what they are. */
  dropOldStates(): void {
    this.#sql.exec('DELETE FROM state WHERE id NOT IN (SELECT state FROM contact WHERE state IS NOT NULL)');
  }

  /** How many stand in each status. */
  counts(run: number): Readonly<Record<string, number>> {
    const text = 'SELECT status, count(*) FROM contact WHERE id >= ? AND id < ? GROUP BY status ORDER BY status';
    const rows = this.#sql.all(text, [rowKey(run, 0), rowsEnd(run)]);
    return Object.fromEntries(rows.map(([status, count]) => [contactStatuses[Number(status)], Number(count)]));
  }

  #rowOf(row: Row): ContactRow {
    const [id, target, , wakeAt] = row;
    return {
      index: placeOf(Number(id)),
      targetIndex: Number(target),
      wakeAt: wakeAt === null ? null : Number(wakeAt),
      state: this.#stateOf(row),
    };
  }

  #stateOf(row: Row): ContactState {
    const [, , round, , data, target] = row;
    if (data !== null) return this.#sql.parse<ContactState>(data);
    const of = { target: String(target), round: String(round) };
    return freshContact({ ...of, id: contactId(of.round, of.target) });
  }
}

function statusCell(status: string): number {
  const place = contactStatuses.indexOf(status as ContactStatus);
  if (place < 0) throw new Error(`no contact status ${status}`);
  return place;
}
