/** Opening the store's file: durable and for several processes; where it may only be read, for reading. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { StoreError } from '../run/store-error.ts';
import { Sql } from './sql.ts';

/** How long a write waits for another process's. */
const busyMs = 10_000;
const pageBytes = 4_096;
/** The log is copied into the file when it has grown so far; doing so stops the writer for a moment. */
const checkpointBytes = 16 * 2 ** 20;
const cacheKibibytes = 65_536;

/** Before the file is made ready for several processes. */
const firstPragmas: readonly string[] = [`busy_timeout = ${busyMs}`, `page_size = ${pageBytes}`];

const pragmas: readonly string[] = [
  // Durable when COMMIT returns, also over a loss of power.
  'synchronous = FULL',
  `wal_autocheckpoint = ${checkpointBytes / pageBytes}`,
  `cache_size = -${cacheKibibytes}`,
];

/** Where nothing can be written. */
const readPragmas: readonly string[] = [`busy_timeout = ${busyMs}`, `cache_size = -${cacheKibibytes}`];

/** `more`: further pragmas. Throws StoreError. */
export function openFile(file: string, more: readonly string[]): Sql {
  try {
    return openToWrite(file, more);
  } catch (thrown) {
    if (!(thrown instanceof StoreError) || thrown.failure.code !== 'read-only' || !isReadable(file)) throw thrown;
    // A log beside it tells of a process that writes it, or was killed: it belongs to what is read.
    if (existsSync(`${file}-wal`)) return Sql.openForReading(file, readPragmas);
    return Sql.openUnchanging(file, readPragmas);
  }
}

function openToWrite(file: string, more: readonly string[]): Sql {
  const sql = Sql.open(file, firstPragmas);
  try {
    keepLog(sql);
    for (const pragma of [...pragmas, ...more]) sql.exec(`PRAGMA ${pragma}`);
    return sql;
  } catch (thrown) {
    sql.close();
    throw thrown;
  }
}

const askAgainMs = 10;

/**
 * Of processes that make the same file at once only one can change how it is journaled; SQLite refuses the others at once
 * instead of letting them wait, since two that wait for each other would wait for ever.
 */
function keepLog(sql: Sql): void {
  const until = performance.now() + busyMs;
  for (;;) {
    try {
      sql.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (thrown) {
      if (!(thrown instanceof StoreError) || thrown.failure.code !== 'locked' || performance.now() >= until)
        throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, askAgainMs);
    }
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
