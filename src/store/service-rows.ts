/** What is kept for a service across a network: how far each run was mirrored, and what its socket said. */
import { dayMs } from '../lib/time.ts';
import type { Heard, MirrorCursor, ServiceStore } from '../run/service-port.ts';
import type { Sql } from './sql.ts';

/** Hints older than that are dropped: whoever has not read them by then has polled. */
const heardForMs = dayMs;

export interface ServiceRowsParts {
  readonly sql: Sql;
  /** The run's key. Throws where there is none. */
  readonly runId: (name: string) => number;
  /** One transaction of a store that no other program has migrated. */
  readonly write: <Value>(work: () => Value) => Value;
}

export function serviceRows({ sql, runId, write }: ServiceRowsParts): ServiceStore {
  return {
    mirrored(name) {
      const row = sql.get('SELECT seq, done, state FROM mirror WHERE run = ?', [runId(name)]);
      if (row === undefined) return null;
      return { seq: Number(row[0]), done: row[1] === 1, state: sql.parse<MirrorCursor['state']>(row[2]) };
    },
    saveMirrored(name, { seq, done, state }) {
      const values = [runId(name), seq, done ? 1 : 0, JSON.stringify(state)];
      write(() => sql.run('INSERT OR REPLACE INTO mirror (run, seq, done, state) VALUES (?, ?, ?, ?)', values));
    },
    unmirrored() {
      const rows = sql.all(
        `SELECT name FROM run LEFT JOIN mirror ON mirror.run = run.id
          WHERE provider = 'clawdtalk' AND coalesce(mirror.done, 0) = 0 ORDER BY run.id`,
      );
      return rows.map(([name]) => String(name));
    },
    hear(account, { at, push }) {
      write(() => {
        sql.run('DELETE FROM heard WHERE at < ?', [at - heardForMs]);
        sql.run('INSERT INTO heard (account, at, push) VALUES (?, ?, ?)', [account, at, JSON.stringify(push)]);
      });
    },
    heard(account, after) {
      const rows = sql.all('SELECT id, at, push FROM heard WHERE account = ? AND id > ? ORDER BY id', [account, after]);
      return rows.map(([id, at, push]) => ({
        id: Number(id),
        at: Number(at),
        push: sql.parse<Heard['push']>(push),
      }));
    },
    heardLast: (account) => sql.number('SELECT coalesce(max(id), 0) FROM heard WHERE account = ?', [account]),
  };
}
