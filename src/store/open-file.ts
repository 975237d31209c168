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

const pragmas: readonly string[] = [
  `busy_timeout = ${busyMs}`,
  `page_size = ${pageBytes}`,
  'journal_mode = WAL',
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
    return Sql.open(file, [...pragmas, ...more]);
  } catch (thrown) {
    if (!(thrown instanceof StoreError) || thrown.failure.code !== 'read-only' || !isReadable(file)) throw thrown;
    // A log beside it tells of a process that writes it, or was killed: it belongs to what is read.
    if (existsSync(`${file}-wal`)) return Sql.openForReading(file, readPragmas);
    return Sql.openUnchanging(file, readPragmas);
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
