/** The tables of the simulated service's record. */

export const recordVersion = 2;

/** What makes a record of the version before one of this version. */
export const fromVersionBefore = 'ALTER TABLE prompt ADD COLUMN detect INTEGER NOT NULL DEFAULT 1;';

export const schema = `
  CREATE TABLE IF NOT EXISTS world (at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS mission (number INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, name TEXT NOT NULL, steps TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS assistant (
    number INTEGER PRIMARY KEY, mission INTEGER NOT NULL, round TEXT NOT NULL, place INTEGER NOT NULL, phone TEXT NOT NULL,
    settings TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS prompt (
    number INTEGER PRIMARY KEY, assistant INTEGER NOT NULL, at INTEGER NOT NULL, instructions TEXT NOT NULL, greeting TEXT NOT NULL,
    voicemail TEXT, detect INTEGER NOT NULL DEFAULT 1
  );
  CREATE INDEX IF NOT EXISTS prompt_of ON prompt (assistant, at);
  -- [mission, channel, to, from, scheduled at, key, contact, target, text, placed at]
  CREATE TABLE IF NOT EXISTS placed (number INTEGER PRIMARY KEY, assistant INTEGER NOT NULL, data TEXT NOT NULL);
  -- [at, attempt, prompt, outcome, answered at, ended at, insight at, prose, reply, reply at]
  CREATE TABLE IF NOT EXISTS dialled (number INTEGER PRIMARY KEY, done_at INTEGER NOT NULL, reply_at INTEGER, data TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS reply ON dialled (reply_at) WHERE reply_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS withdrawn (number INTEGER PRIMARY KEY, at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS approval (
    number INTEGER PRIMARY KEY, run TEXT NOT NULL, gate TEXT NOT NULL, question TEXT NOT NULL, details TEXT NOT NULL,
    expires_at INTEGER NOT NULL, answer TEXT, answer_at INTEGER
  );
  -- What a simulator server keeps besides: missions, assistants, messages, … as JSON. A newer one takes the older one's place.
  CREATE TABLE IF NOT EXISTS document (kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
`;

export const tables = {
  mission: ['number', 'run', 'name', 'steps'],
  assistant: ['number', 'mission', 'round', 'place', 'phone', 'settings'],
  prompt: ['number', 'assistant', 'at', 'instructions', 'greeting', 'voicemail', 'detect'],
  placed: ['number', 'assistant', 'data'],
  dialled: ['number', 'done_at', 'reply_at', 'data'],
  withdrawn: ['number', 'at'],
  approval: ['number', 'run', 'gate', 'question', 'details', 'expires_at', 'answer', 'answer_at'],
  document: ['kind', 'id', 'data'],
} as const;

export type Table = keyof typeof tables;
export type Cell = string | number | null;
/** Per table the rows to add, their cells one after the other. */
export type Rows = Readonly<Record<Table, readonly Cell[]>>;

const insertSqls = new Map<string, string>();

/** Adds so many rows at once; a document takes an older one's place. */
export function insertSql(table: Table, rows: number): string {
  const name = `${table} ${rows}`;
  const known = insertSqls.get(name);
  if (known !== undefined) return known;
  const columns = tables[table];
  const row = `(${columns.map(() => '?').join(',')})`;
  const sql = `${table === 'document' ? 'REPLACE' : 'INSERT'} INTO ${table} (${columns.join(',')}) VALUES ${Array.from({ length: rows }, () => row).join(',')}`;
  insertSqls.set(name, sql);
  return sql;
}
