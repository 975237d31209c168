import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/run/store-error.ts';
import { prepareSchema, type Schema, schema } from '../../src/store/schema.ts';
import { Sql } from '../../src/store/sql.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { driven, here, queuedEvent, sampleRun } from '../contract/store-samples.ts';
import { newFolder, opened } from './folder.ts';

/** What a later version of the program would bring: a column more, in two steps. */
const later: Schema = {
  version: schema.version + 2,
  tables: `${schema.tables}; ALTER TABLE run ADD COLUMN colour TEXT`,
  migrations: [
    { to: schema.version + 1, sql: 'ALTER TABLE run ADD COLUMN color TEXT' },
    { to: schema.version + 2, sql: `ALTER TABLE run RENAME COLUMN color TO colour; UPDATE run SET colour = 'blue'` },
  ],
};

function inspect<Value>(folder: string, read: (sql: Sql) => Value): Value {
  const sql = Sql.open(join(folder, 'mission.db'), []);
  try {
    return read(sql);
  } finally {
    sql.close();
  }
}

const versionOf = (folder: string): number => inspect(folder, (sql) => sql.number('PRAGMA user_version'));

describe('a new store', () => {
  it('may be made by another process while this one looks at it', () => {
    const folder = newFolder();
    mkdirSync(folder);
    const looking = Sql.open(join(folder, 'mission.db'), []);
    const other = (): void => opened({ folder }).close();
    const interrupted = new Proxy(looking, {
      get(sql, name: keyof Sql) {
        const member = sql[name];
        if (typeof member !== 'function') return member;
        return (...args: never[]) => {
          const value = Reflect.apply(member, sql, args);
          if (name === 'number' || name === 'get') other();
          return value;
        };
      },
    });
    prepareSchema(interrupted, { schema, hold: () => ({ release: () => undefined }) });
    looking.close();
    expect(versionOf(folder)).toBe(schema.version);
  });
});

describe('a store of an earlier version', () => {
  it('is migrated step by step, and keeps its runs', () => {
    const folder = newFolder();
    const old = opened({ folder });
    const { name, commit } = driven(old);
    commit({ events: [queuedEvent('t0')] });
    old.close();
    const store = opened({ folder, schema: later });
    expect(versionOf(folder)).toBe(schema.version + 2);
    expect(inspect(folder, (sql) => sql.all('SELECT colour FROM run'))).toEqual([['blue']]);
    expect([...store.events(name)]).toHaveLength(1);
    expect(store.drive(name, here).ok).toBe(true);
    store.close();
  });

  it('takes only the steps that it has not taken', () => {
    const folder = newFolder();
    const [first] = later.migrations;
    opened({ folder }).close();
    opened({
      folder,
      schema: { ...later, version: schema.version + 1, migrations: first === undefined ? [] : [first] },
    }).close();
    expect(versionOf(folder)).toBe(schema.version + 1);
    opened({ folder, schema: later }).close();
    expect(versionOf(folder)).toBe(schema.version + 2);
  });

  it('is not migrated while one of its runs is driven', () => {
    const folder = newFolder();
    const old = opened({ folder });
    old.createRun(sampleRun());
    const { lease, commit } = driven(old);
    expect(openStore({ folder, schema: later })).toMatchObject({ ok: false, error: { code: 'driven' } });
    expect(versionOf(folder)).toBe(schema.version);
    expect(commit({ events: [queuedEvent('t0')] }).ok).toBe(true);
    lease.release();
    opened({ folder, schema: later }).close();
    old.close();
  });

  it('is left as it was where a step fails', () => {
    const folder = newFolder();
    opened({ folder }).close();
    const broken = { ...later, migrations: [...later.migrations.slice(0, 1), { to: later.version, sql: 'NONSENSE' }] };
    expect(() => openStore({ folder, schema: broken })).toThrow();
    expect(versionOf(folder)).toBe(schema.version);
    opened({ folder, schema: later }).close();
  });
});

describe('a store of version 1', () => {
  /** The tables as they were before opt-outs had a source and a history. */
  const first: Schema = {
    version: 1,
    tables: schema.tables
      .replace(" source TEXT NOT NULL DEFAULT 'reply',", '')
      .replace(/CREATE TABLE opt_out_log[\s\S]*$/, ''),
    migrations: [],
  };

  it('keeps its opt-outs, and they bind as before', () => {
    const folder = newFolder();
    const number = '+13125550101';
    opened({ folder, schema: first }).close();
    inspect(folder, (sql) => {
      sql.exec("INSERT INTO world (name) VALUES ('clawdtalk')");
      sql.exec("INSERT INTO opt_out (number, world, at, reason) VALUES (13125550101, 1, 7, 'replied to a text')");
    });
    const store = opened({ folder });
    expect(store.refusal({ number, world: 'clawdtalk' })).toBe('opt-out');
    expect(store.optOutHistory()).toMatchObject([{ number, change: 'added', at: 7, source: 'reply' }]);
    expect(store.salt()).toMatch(/^[0-9a-f]{64}$/);
    store.close();
  });

  it('comes to the tables that a new store has', () => {
    const shape = (folder: string) =>
      inspect(folder, (sql) =>
        sql.all('SELECT m.name, t.name, t.type FROM sqlite_schema m, pragma_table_info(m.name) t ORDER BY 1, 2'),
      );
    const [fresh, migrated] = [newFolder(), newFolder()];
    opened({ folder: fresh }).close();
    opened({ folder: migrated, schema: first }).close();
    opened({ folder: migrated }).close();
    expect(shape(migrated)).toEqual(shape(fresh));
  });
});

describe('a store of a newer version', () => {
  it('is refused', () => {
    const folder = newFolder();
    opened({ folder, schema: later }).close();
    expect(openStore({ folder })).toMatchObject({ ok: false, error: { code: 'newer' } });
    expect(versionOf(folder)).toBe(later.version);
  });

  it('takes nothing from a program that opened it before it was migrated', async () => {
    const folder = newFolder();
    const old = opened({ folder });
    const { name } = old.createRun(sampleRun());
    const store = opened({ folder, schema: later });
    const newer = expect.objectContaining({ failure: expect.objectContaining({ code: 'newer' }) });
    const number = '+13125550101';
    const said = { number, at: 7, reason: 'wrote a letter' };
    for (const write of [
      () => old.createRun(sampleRun()),
      () => old.signal(name, { kind: 'pause' }),
      () => old.addOptOuts([{ ...said, source: 'command' }]),
      () => old.removeOptOut({ ...said, ownWord: false }),
      () => old.replaceList(new Set([number]), 7),
    ]) {
      expect(write).toThrow(StoreError);
      expect(write).toThrow(newer);
    }
    await expect(old.forget({ number, at: 7, dryRun: false })).rejects.toThrow(newer);
    expect(store.optOuts()).toEqual([]);
    expect(old.drive(name, here)).toMatchObject({ ok: false, error: { code: 'newer' } });
    expect(store.runs()).toHaveLength(1);
    expect(store.drive(name, here).ok).toBe(true);
    old.close();
    store.close();
  });
});

describe('a new store', () => {
  it('has the tables that migrations lead to', () => {
    const shape = (folder: string) =>
      inspect(folder, (sql) => sql.all(`SELECT name FROM pragma_table_info('run') ORDER BY name`));
    const [fresh, migrated] = [newFolder(), newFolder()];
    opened({ folder: fresh, schema: later }).close();
    opened({ folder: migrated }).close();
    opened({ folder: migrated, schema: later }).close();
    expect(shape(fresh)).toEqual(shape(migrated));
  });
});
