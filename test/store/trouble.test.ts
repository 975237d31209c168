import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/run/store-error.ts';
import { Sql } from '../../src/store/sql.ts';
import { type OpenOptions, openStore } from '../../src/store/sqlite-store.ts';
import { driven, here, queuedEvent, sampleContact, sampleEntry, sampleRun } from '../contract/store-samples.ts';
import { newFolder, opened } from './folder.ts';

const file = (folder: string): string => join(folder, 'mission.db');

function failureCode(options: OpenOptions): string {
  const result = openStore(options);
  if (result.ok) throw new Error('it opened');
  const { code, message, help } = result.error;
  expect(message).toContain(options.folder);
  expect(help).toMatch(/^[A-Z].*\.$/);
  return code;
}

/** The code of the failure that a read throws. */
function thrownCode(read: () => unknown): string {
  try {
    read();
  } catch (thrown) {
    if (thrown instanceof StoreError) return thrown.failure.code;
    throw thrown;
  }
  throw new Error('it was read');
}

describe('opening a store', () => {
  it('makes the folder and the file', () => {
    const folder = newFolder();
    opened({ folder }).close();
    expect(statSync(file(folder)).size).toBeGreaterThan(0);
  });

  it('makes nothing where it may not', () => {
    const folder = newFolder();
    expect(failureCode({ folder, create: false })).toBe('io');
    expect(existsSync(folder)).toBe(false);
    opened({ folder }).close();
    opened({ folder, create: false }).close();
  });

  it('fails where a file stands in the place of its folder', () => {
    const folder = newFolder();
    writeFileSync(folder, 'a file');
    expect(failureCode({ folder })).toBe('read-only');
    expect(failureCode({ folder: join(folder, 'deeper') })).toBe('read-only');
  });

  it('fails where a folder stands in the place of its file', () => {
    const folder = newFolder();
    mkdirSync(file(folder), { recursive: true });
    expect(failureCode({ folder })).toBe('read-only');
  });

  it.each([
    ['text', 'this is no database\n'.repeat(1000)],
    ['a little text', 'hello'],
  ])('fails where its file is %s, and leaves that as it was', (_, text) => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(file(folder), text);
    expect(failureCode({ folder })).toBe('corrupt');
    expect(readFileSync(file(folder), 'utf8')).toBe(text);
  });

  it('fails where its file is the database of another program', () => {
    const folder = newFolder();
    mkdirSync(folder);
    const other = Sql.open(file(folder), []);
    other.exec('CREATE TABLE theirs (a); PRAGMA user_version = 1');
    other.close();
    expect(failureCode({ folder })).toBe('corrupt');
  });

  it('takes an empty file for a new store', () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(file(folder), '');
    opened({ folder }).close();
  });
});

describe('a store whose disk is full', () => {
  const small = { pragmas: ['max_page_count = 60'] };

  it('fails the commit, keeps what was stored, and goes on when there is room', () => {
    const folder = newFolder();
    const store = opened({ folder, ...small });
    const { name, commit } = driven(store);
    expect(commit({ events: [queuedEvent('t0')], contacts: [sampleContact(0, null)] }).ok).toBe(true);
    const events = Array.from({ length: 3000 }, () => queuedEvent('t1'));
    const much = { events, contacts: [sampleContact(1, null)], ledger: [sampleEntry()] };
    expect(commit(much)).toMatchObject({ ok: false, error: { code: 'full' } });
    expect(store.run(name)?.seq).toBe(1);
    expect(store.contact(name, 1)).toBeNull();
    expect(store.contactIndex(name, 't1')).toBeNull();
    // No transaction is left open: a small commit has room, and another process can write.
    expect(commit({ events: [queuedEvent('t2')], contacts: [sampleContact(1, null)] }).ok).toBe(true);
    expect(store.contactIndex(name, 't1')).toBe(1);
    const roomy = opened({ folder });
    roomy.signal(name, { kind: 'pause' });
    expect(store.signals(name)).toHaveLength(1);
    store.close();
    const again = driven(roomy);
    expect(again.commit(much).ok).toBe(true);
    expect(roomy.contactIndex(again.name, 't1')).toBe(1);
    roomy.close();
  });

  it('makes no run, nor part of one', () => {
    const folder = newFolder();
    const store = opened({ folder, ...small });
    expect(thrownCode(() => store.createRun(sampleRun({ targets: 5000 })))).toBe('full');
    expect(store.runs()).toEqual([]);
    expect(store.createRun(sampleRun()).name).toBe('sweep-1');
    expect([...store.targets('sweep-1')]).toHaveLength(3);
    store.close();
  });
});

describe('a store that another process writes', () => {
  it('waits, but not for ever', () => {
    const folder = newFolder();
    const store = opened({ folder, pragmas: ['busy_timeout = 20'] });
    const { name, commit } = driven(store);
    const other = Sql.open(file(folder), []);
    other.exec('BEGIN IMMEDIATE');
    expect(commit({ events: [queuedEvent('t0')] })).toMatchObject({ ok: false, error: { code: 'locked' } });
    expect(thrownCode(() => store.signal(name, { kind: 'pause' }))).toBe('locked');
    expect(store.drive(store.runs()[0]?.name ?? '', here)).toMatchObject({ ok: false, error: { code: 'locked' } });
    // Reading needs no leave.
    expect(store.run(name)?.seq).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect(commit({ events: [queuedEvent('t0')] }).ok).toBe(true);
    store.close();
  });
});

describe('a store that was damaged', () => {
  it('says so when the damaged part is read', () => {
    const folder = newFolder();
    const store = opened({ folder });
    const { name, commit } = driven(store, sampleRun({ targets: 2000 }));
    commit({ events: Array.from({ length: 500 }, () => queuedEvent('t0')) });
    store.close();
    overwrite(file(folder));
    const again = openStore({ folder });
    if (again.ok) {
      expect(thrownCode(() => [...again.value.targets(name), ...again.value.events(name)])).toBe('corrupt');
      again.value.close();
    } else expect(again.error.code).toBe('corrupt');
  });

  it('says so where stored text is not what this program writes', () => {
    const folder = newFolder();
    const store = opened({ folder });
    const { name } = store.createRun(sampleRun());
    const other = Sql.open(file(folder), []);
    other.exec(`UPDATE target SET data = '{"id":'`);
    other.close();
    expect(thrownCode(() => store.target(name, 0))).toBe('corrupt');
    store.close();
  });
});

/** All but the first page, after the log has been copied into the file. */
function overwrite(path: string): void {
  const sql = Sql.open(path, []);
  sql.all('PRAGMA wal_checkpoint(TRUNCATE)');
  sql.close();
  for (const name of readdirSync(dirname(path))) if (/-(wal|shm)$/.test(name)) rmSync(join(dirname(path), name));
  const { size } = statSync(path);
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096);
  closeSync(handle);
}
