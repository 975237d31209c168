/** Runs and what they were made from. */
import { isRunFinal } from '../run/mission-state.ts';
import type { Driver, NewRun, RunRecord, RunSource } from '../run/ports.ts';
import type { MissionState } from '../run/state.ts';
import type { LeftOut, Target } from '../spec/spec.ts';
import { type Bound, BulkInsert, type Database } from './database.ts';

const columns =
  'name, slug, n, id, world, file, provider, class, mission_name, plan_hash, status, reason, step, started_at, at, finished_at, wake_at, seq, driver';
const rowsPerBatch = 5_000;
const targetsKeptMax = 4_096;

export class Runs {
  readonly #database: Database;
  readonly #positions = new Map<string, number>();
  readonly #targets = new Map<string, Target>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** In the caller's transaction. */
  create(run: NewRun): RunRecord {
    const next = this.#database
      .prepare('SELECT coalesce(max(n), 0) + 1 AS n FROM runs WHERE slug = ?')
      .get(run.slug) as { n: number };
    const position = this.#database.prepare('SELECT coalesce(max(position), 0) + 1 AS position FROM runs').get() as {
      position: number;
    };
    const name = `${run.slug}-${next.n}`;
    const { source, mission } = run;
    const { spec } = source;
    const count = this.#addTargets(position.position, run.targets);
    this.#addLeftOut(position.position, run.leftOut);
    const values: Bound[] = [
      name,
      position.position,
      run.slug,
      next.n,
      run.id(name),
      run.world(name),
      run.file,
      spec.provider,
      spec.class,
      spec.name,
      source.planHash,
      mission.status,
      run.createdAt,
      run.createdAt,
      0,
      0,
      JSON.stringify(source),
      JSON.stringify(mission),
      count,
    ];
    this.#database
      .prepare(
        `INSERT INTO runs (name, position, slug, n, id, world, file, provider, class, mission_name, plan_hash, status, started_at, at, seq, epoch, source, mission, targets)
         VALUES (${values.map(() => '?').join(',')})`,
      )
      .run(...values);
    const record = this.record(name);
    if (record === null) throw new Error(`run ${name} was not made`);
    return record;
  }

  #addTargets(run: number, targets: Iterable<Target>): number {
    const insert = new BulkInsert(this.#database, { table: 'targets', columns: ['run', 'place', 'target'] });
    let values: Bound[] = [];
    let place = 0;
    for (const target of targets) {
      values.push(run, place, JSON.stringify(target));
      place += 1;
      if (place % rowsPerBatch !== 0) continue;
      insert.run(values);
      values = [];
    }
    insert.run(values);
    return place;
  }

  #addLeftOut(run: number, leftOut: Iterable<LeftOut>): void {
    const insert = new BulkInsert(this.#database, {
      table: 'left_out',
      columns: ['run', 'place', 'target', 'rule', 'reason'],
    });
    let values: Bound[] = [];
    let place = 0;
    for (const { target, rule, reason } of leftOut) {
      values.push(run, place, target, rule, reason);
      place += 1;
      if (place % rowsPerBatch !== 0) continue;
      insert.run(values);
      values = [];
    }
    insert.run(values);
  }

  record(name: string): RunRecord | null {
    const row = this.#database.prepare(`SELECT ${columns} FROM runs WHERE name = ?`).get(name);
    return row === undefined ? null : recordOf(row as RunRow);
  }

  all(slug: string | undefined): readonly RunRecord[] {
    const rows =
      slug === undefined
        ? this.#database.prepare(`SELECT ${columns} FROM runs ORDER BY position`).all()
        : this.#database.prepare(`SELECT ${columns} FROM runs WHERE slug = ? ORDER BY position`).all(slug);
    return rows.map((row) => recordOf(row as RunRow));
  }

  /** The run's number, by which all other tables know it. */
  position(name: string): number {
    const known = this.#positions.get(name);
    if (known !== undefined) return known;
    const row = this.#database.prepare('SELECT position FROM runs WHERE name = ?').get(name) as
      | { position: number }
      | undefined;
    if (row === undefined) throw new Error(`no run ${name}`);
    this.#positions.set(name, row.position);
    return row.position;
  }

  source(name: string): RunSource {
    return this.#json(name, 'source') as RunSource;
  }

  mission(name: string): MissionState | null {
    return this.#json(name, 'mission') as MissionState | null;
  }

  #json(name: string, column: 'source' | 'mission'): unknown {
    const row = this.#database.prepare(`SELECT ${column} AS text FROM runs WHERE name = ?`).get(name) as
      | { text: string }
      | undefined;
    return row === undefined ? null : JSON.parse(row.text);
  }

  targetCount(name: string): number {
    const row = this.#database.prepare('SELECT targets FROM runs WHERE name = ?').get(name) as
      | { targets: number }
      | undefined;
    return row?.targets ?? 0;
  }

  /** The last few thousand are kept: a contact's target is read several times in its life. */
  target(name: string, place: number): Target {
    const key = `${this.position(name)} ${place}`;
    const known = this.#targets.get(key);
    if (known !== undefined) return known;
    const row = this.#statement('SELECT target FROM targets WHERE run = ? AND place = ?').get(
      this.position(name),
      place,
    ) as { target: string } | undefined;
    if (row === undefined) throw new Error(`run ${name} has no target ${place}`);
    const target = JSON.parse(row.target) as Target;
    if (this.#targets.size >= targetsKeptMax) {
      const [oldest] = this.#targets.keys();
      if (oldest !== undefined) this.#targets.delete(oldest);
    }
    this.#targets.set(key, target);
    return target;
  }

  readonly #statements = new Map<string, ReturnType<Database['prepare']>>();

  #statement(sql: string): ReturnType<Database['prepare']> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }

  *targets(name: string): IterableIterator<Target> {
    for (const row of this.#database
      .prepare('SELECT target FROM targets WHERE run = ? ORDER BY place')
      .iterate(this.position(name))) {
      yield JSON.parse((row as { target: string }).target) as Target;
    }
  }

  *leftOut(name: string): IterableIterator<LeftOut> {
    const rows = this.#database
      .prepare('SELECT target, rule, reason FROM left_out WHERE run = ? ORDER BY place')
      .iterate(this.position(name));
    for (const row of rows) {
      const { target, rule, reason } = row as LeftOut;
      yield { target, rule, reason };
    }
  }
}

interface RunRow {
  readonly name: string;
  readonly slug: string;
  readonly n: number;
  readonly id: string;
  readonly world: string;
  readonly file: string;
  readonly provider: RunRecord['provider'];
  readonly class: string;
  readonly mission_name: string;
  readonly plan_hash: string;
  readonly status: RunRecord['status'];
  readonly reason: RunRecord['reason'];
  readonly step: string | null;
  readonly started_at: number;
  readonly at: number;
  readonly finished_at: number | null;
  readonly wake_at: number | null;
  readonly seq: number;
  readonly driver: string | null;
}

function recordOf(row: RunRow): RunRecord {
  const { name, slug, n, id, world, file, provider, status, reason, step, at, seq } = row;
  return {
    name,
    slug,
    n,
    id,
    world,
    file,
    provider,
    class: row.class,
    missionName: row.mission_name,
    planHash: row.plan_hash,
    status,
    reason,
    step,
    startedAt: row.started_at,
    at,
    finishedAt: row.finished_at,
    wakeAt: isRunFinal(status) ? null : row.wake_at,
    seq,
    driver: row.driver === null ? null : (JSON.parse(row.driver) as Driver),
  };
}
