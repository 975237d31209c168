/**
 * The events of the runs. A commit's events are stored as a few rows of JSON, some hundred events each: writing costs what
 * their bytes cost, and they are only ever read in order.
 */
import type { JournalEvent } from '../run/events.ts';
import { rowKey, rowsEnd } from './rows.ts';
import type { Row, Sql } from './sql.ts';

/** Events per row at the most. A reader that wants one event parses its whole row. */
const rowEventsMax = 256;
/** Rows read at a time. */
const pageRows = 8;

export interface EventRange {
  readonly after?: number;
  readonly limit?: number;
  readonly contact?: string;
}

export class Journal {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  append(run: number, events: readonly JournalEvent[]): void {
    for (let from = 0; from < events.length; from += rowEventsMax) {
      const some = events.length <= rowEventsMax ? events : events.slice(from, from + rowEventsMax);
      const last = some.at(-1)?.seq ?? 0;
      this.#sql.run('INSERT INTO journal (id, events) VALUES (?, ?)', [rowKey(run, last), JSON.stringify(some)]);
    }
  }

  *events(run: number, range: EventRange = {}): IterableIterator<JournalEvent> {
    const { after = 0, limit = Number.POSITIVE_INFINITY, contact } = range;
    let given = 0;
    for (const events of this.#rows(run, { after, ...(contact === undefined ? {} : { contact }) })) {
      for (const event of events) {
        if (given >= limit) return;
        if (event.seq <= after || (contact !== undefined && !('contact' in event && event.contact === contact)))
          continue;
        given += 1;
        yield event;
      }
    }
  }

  /** Inside a transaction. Changes events in place: for who is forgotten, and for nothing else. Returns how many it changed. */
  rewrite(
    run: number,
    by: { readonly concerns: (text: string) => boolean; readonly change: (event: JournalEvent) => JournalEvent },
  ): number {
    const text = `SELECT id, events FROM journal WHERE id >= ? AND id < ? ORDER BY id LIMIT ${pageRows}`;
    let changed = 0;
    let from = rowKey(run, 0);
    for (;;) {
      const page: readonly Row[] = this.#sql.all(text, [from, rowsEnd(run)]);
      for (const [id = null, events] of page) {
        if (!by.concerns(String(events))) continue;
        const before = this.#sql.parse<readonly JournalEvent[]>(events);
        const after = before.map(by.change);
        const count = after.filter((event, at) => JSON.stringify(event) !== JSON.stringify(before[at])).length;
        if (count === 0) continue;
        changed += count;
        this.#sql.run('UPDATE journal SET events = ? WHERE id = ?', [JSON.stringify(after), id]);
      }
      if (page.length < pageRows) return changed;
      from = Number(page.at(-1)?.[0]) + 1;
    }
  }

  *#rows(
    run: number,
    range: { readonly after: number; readonly contact?: string },
  ): IterableIterator<readonly JournalEvent[]> {
    const { contact } = range;
    // Looking for the text first spares the parsing of rows without the contact.
    const named = contact === undefined ? '' : 'AND instr(events, ?) > 0';
    const needle = contact === undefined ? [] : [`"contact":${JSON.stringify(contact)}`];
    const text = `SELECT id, events FROM journal WHERE id > ? AND id < ? ${named} ORDER BY id LIMIT ${pageRows}`;
    let from = rowKey(run, range.after);
    for (;;) {
      const page: readonly Row[] = this.#sql.all(text, [from, rowsEnd(run), ...needle]);
      for (const row of page) yield this.#sql.parse<readonly JournalEvent[]>(row[1]);
      if (page.length < pageRows) return;
      from = Number(page.at(-1)?.[0]);
    }
  }
}
