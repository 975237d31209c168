/** What can go wrong with a database's file, by the codes that SQLite and the file system give; never by message text. */

/** SQLite's result codes as text. The driver names only some of the extended ones; the number always tells the plain one. */
const plainCodes: Readonly<Record<number, string>> = {
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  22: 'SQLITE_NOLFS',
  24: 'SQLITE_FORMAT',
  26: 'SQLITE_NOTADB',
};

/** An extended code holds the plain one in its lowest byte. https://sqlite.org/rescode.html */
const plainMask = 0xff;

/** The code of an error of SQLite or of the file system, like `SQLITE_READONLY` or `EACCES`; '' where it has none. */
export function errorCode(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return '';
  if (!thrown.code.startsWith('UNKNOWN_SQLITE_ERROR')) return thrown.code;
  const raw = 'rawCode' in thrown && typeof thrown.rawCode === 'number' ? thrown.rawCode : 0;
  return plainCodes[raw & plainMask] ?? thrown.code;
}

export type FileTrouble = 'full' | 'read-only' | 'corrupt' | 'locked' | 'io';

/** Beginnings of codes: SQLite's extended codes begin with the plain ones. */
const beginnings: Readonly<Record<FileTrouble, readonly string[]>> = {
  full: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
  'read-only': [
    ...['SQLITE_READONLY', 'SQLITE_PERM', 'SQLITE_CANTOPEN', 'EACCES', 'EPERM', 'EROFS'],
    ...['ENOTDIR', 'EEXIST', 'EISDIR', 'ERR_FS_EISDIR'],
  ],
  corrupt: ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_FORMAT'],
  locked: ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_PROTOCOL'],
  io: [
    ...['SQLITE_IOERR', 'SQLITE_NOLFS', 'SQLITE_NOMEM'],
    ...['EIO', 'EMFILE', 'ENFILE', 'ENAMETOOLONG', 'ELOOP', 'ENOENT'],
  ],
};
const troubles = Object.keys(beginnings) as FileTrouble[];

/** Null: nothing that a machine does to a program, so a bug. */
export function fileTrouble(thrown: unknown): FileTrouble | null {
  const code = errorCode(thrown);
  if (code === '') return null;
  return troubles.find((trouble) => beginnings[trouble].some((start) => code.startsWith(start))) ?? null;
}
