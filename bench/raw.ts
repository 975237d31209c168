/** The limit: the same event rows inserted bare, in batches of prepared statements, with the same durability. */
import { createRequire } from 'node:module';
import type { Store } from '../src/run/ports.ts';

interface Bare {
  prepare(sql: string): { run(...values: unknown[]): unknown };
  exec(sql: string): void;
  close(): void;
}

const batchRows = 1_000;

/** Seconds that the inserts took; reading the rows is not counted. */
export function rawInserts(of: { readonly store: Store; readonly run: string; readonly file: string }): number {
  const Libsql = createRequire(import.meta.url)('libsql') as new (file: string) => Bare;
  const database = new Libsql(of.file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE events (seq INTEGER PRIMARY KEY, at INTEGER, type TEXT, contact TEXT, attempt INTEGER, step TEXT, gate TEXT, data TEXT)',
  );
  const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  let took = 0;
  let batch: unknown[][] = [];
  const flush = (): void => {
    const from = performance.now();
    database.exec('BEGIN IMMEDIATE');
    for (const row of batch) insert.run(...row);
    database.exec('COMMIT');
    took += performance.now() - from;
    batch = [];
  };
  for (const event of of.store.events(of.run)) {
    const about = event as { contact?: string; attempt?: number; step?: string; gate?: string };
    batch.push([
      event.seq,
      event.at,
      event.type,
      about.contact ?? null,
      about.attempt ?? null,
      about.step ?? null,
      about.gate ?? null,
      JSON.stringify(event.data),
    ]);
    if (batch.length === batchRows) flush();
  }
  flush();
  database.close();
  return took / 1000;
}
