/** The runs themselves: their records, what they were made from, and the mission's state. */
import { isRunFinal } from '../run/mission-state.ts';
import type { Commit, Driver, NewRun, RunRecord, RunSource } from '../run/ports.ts';
import type { MissionState } from '../run/state.ts';
import type { Spec } from '../spec/spec.ts';
import type { Cell, Row, Sql } from './sql.ts';
import type { Worlds } from './worlds.ts';

const columns = `r.name, r.slug, r.n, r.uid, w.name, r.file, r.provider, r.class, r.mission_name, r.plan_hash, r.status, r.reason,
  r.step, r.started_at, r.at, r.finished_at, r.wake_at, r.seq, r.driver`;
const joined = 'FROM run r JOIN world w ON w.id = r.world';

/** What every commit is checked against. */
export interface Standing {
  readonly epoch: number;
  readonly seq: number;
}

export class Runs {
  readonly #sql: Sql;
  readonly #worlds: Worlds;
  readonly #ids = new Map<string, number>();
  /** The last one read: it never changes, and one run is asked for again and again. */
  #source: { readonly run: number; readonly source: RunSource } | null = null;

  constructor(sql: Sql, worlds: Worlds) {
    this.#sql = sql;
    this.#worlds = worlds;
  }

  /** A run's number in this store. */
  id(name: string): number {
    const found = this.find(name);
    if (found === null) throw new Error(`there is no run ${name}`);
    return found;
  }

  find(name: string): number | null {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const row = this.#sql.get('SELECT id FROM run WHERE name = ?', [name]);
    if (row === undefined) return null;
    this.#ids.set(name, Number(row[0]));
    return Number(row[0]);
  }

  record(name: string): RunRecord | null {
    const row = this.#sql.get(`SELECT ${columns} ${joined} WHERE r.name = ?`, [name]);
    return row === undefined ? null : recordOf(row, this.#sql);
  }

  records(filter: { readonly slug?: string } = {}): readonly RunRecord[] {
    const { slug } = filter;
    const where = slug === undefined ? '' : 'WHERE r.slug = ?';
    const rows = this.#sql.all(`SELECT ${columns} ${joined} ${where} ORDER BY r.id`, slug === undefined ? [] : [slug]);
    return rows.map((row) => recordOf(row, this.#sql));
  }

  /** Whether a run of the same mission has not ended. */
  hasUnfinished({ slug, file }: Pick<NewRun, 'slug' | 'file'>): boolean {
    return this.records({ slug }).some((run) => run.file === file && !isRunFinal(run.status));
  }

  /** Inside a transaction: the name is the next one of its slug. Its targets are added afterwards. */
  add(run: NewRun): { readonly id: number; readonly name: string } {
    const { slug, source, mission } = run;
    const n = this.#sql.number('SELECT coalesce(max(n), 0) + 1 FROM run WHERE slug = ?', [slug]);
    const name = `${slug}-${n}`;
    const world = this.#worlds.findOrAdd(run.world(name));
    const { spec } = source;
    const { id } = this.#sql.run(
      `INSERT INTO run (name, slug, n, uid, world, file, provider, class, mission_name, plan_hash, targets, status, started_at,
        at, seq, epoch, mission) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0, 0, ?)`,
      [
        ...[name, slug, n, run.id(name), world, run.file, spec.provider, spec.class, spec.name, source.planHash],
        ...[mission.status, run.createdAt, run.createdAt, JSON.stringify(mission)],
      ],
    );
    this.#sql.run('INSERT INTO source (run, text, spec_hash, spec, plan, seed, approve) VALUES (?, ?, ?, ?, ?, ?, ?)', [
      ...[id, source.text, source.specHash, JSON.stringify(spec), JSON.stringify(source.plan), source.seed],
      JSON.stringify(source.approve),
    ]);
    return { id, name };
  }

  countTargets(run: number, targets: number): void {
    this.#sql.run('UPDATE run SET targets = ? WHERE id = ?', [targets, run]);
  }

  source(run: number): RunSource {
    if (this.#source?.run === run) return this.#source.source;
    const text = `SELECT s.text, s.spec_hash, r.plan_hash, s.spec, s.plan, s.seed, s.approve FROM source s JOIN run r ON r.id = s.run
      WHERE s.run = ?`;
    const row = this.#sql.get(text, [run]) ?? [];
    const source: RunSource = {
      text: String(row[0]),
      specHash: String(row[1]),
      planHash: String(row[2]),
      spec: this.#sql.parse(row[3]),
      plan: this.#sql.parse(row[4]),
      seed: numberOrNull(row[5]),
      approve: this.#sql.parse(row[6]),
    };
    this.#source = { run, source };
    return source;
  }

  mission(run: number): MissionState {
    return this.#sql.parse(this.#sql.get('SELECT mission FROM run WHERE id = ?', [run])?.[0]);
  }

  /** Inside a transaction. For who is forgotten: the texts that a run was made from, and what it came to. */
  replace(run: number, by: { readonly text: string; readonly spec: Spec; readonly mission: MissionState }): void {
    this.#sql.run('UPDATE source SET text = ?, spec = ? WHERE run = ?', [by.text, JSON.stringify(by.spec), run]);
    this.#sql.run('UPDATE run SET mission = ? WHERE id = ?', [JSON.stringify(by.mission), run]);
    this.forget();
  }

  /** What was read of runs may have changed. */
  forget(): void {
    this.#source = null;
  }

  targetCount(run: number): number {
    return this.#sql.number('SELECT targets FROM run WHERE id = ?', [run]);
  }

  standing(run: number): Standing {
    const row = this.#sql.get('SELECT epoch, seq FROM run WHERE id = ?', [run]) ?? [];
    return { epoch: Number(row[0]), seq: Number(row[1]) };
  }

  /** Inside a transaction. Gives the new epoch. */
  takeOver(run: number, driver: Driver): number {
    this.#sql.run('UPDATE run SET epoch = epoch + 1, driver = ? WHERE id = ?', [JSON.stringify(driver), run]);
    return this.standing(run).epoch;
  }

  /** Inside a transaction. What a commit changes of the record. */
  update(run: number, { events, mission, wakeAt }: Pick<Commit, 'events' | 'mission' | 'wakeAt'>): void {
    const changes: (readonly [column: string, value: Cell])[] = [];
    const last = events.at(-1);
    if (last !== undefined) changes.push(['seq', last.seq], ['at', last.at]);
    if (wakeAt !== undefined) changes.push(['wake_at', wakeAt]);
    if (mission !== undefined) {
      changes.push(['status', mission.status], ['reason', mission.waiting?.reason ?? null], ['step', stepOf(mission)]);
      changes.push(['finished_at', mission.finishedAt ?? null], ['mission', JSON.stringify(mission)]);
    }
    if (changes.length === 0) return;
    const text = `UPDATE run SET ${changes.map(([column]) => `${column} = ?`).join(', ')} WHERE id = ?`;
    this.#sql.run(text, [...changes.map(([, value]) => value), run]);
  }
}

/** The step under way. */
function stepOf(mission: MissionState): string | null {
  return mission.steps.find(({ status }) => status === 'in_progress')?.id ?? null;
}

function recordOf(row: Row, sql: Sql): RunRecord {
  return {
    name: String(row[0]),
    slug: String(row[1]),
    n: Number(row[2]),
    id: String(row[3]),
    world: String(row[4]),
    file: String(row[5]),
    provider: row[6] as RunRecord['provider'],
    class: String(row[7]),
    missionName: String(row[8]),
    planHash: String(row[9]),
    status: row[10] as RunRecord['status'],
    reason: row[11] as RunRecord['reason'],
    step: row[12] === null ? null : String(row[12]),
    startedAt: Number(row[13]),
    at: Number(row[14]),
    finishedAt: numberOrNull(row[15]),
    wakeAt: numberOrNull(row[16]),
    seq: Number(row[17]),
    driver: row[18] === null ? null : sql.parse<Driver>(row[18]),
  };
}

function numberOrNull(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined ? null : Number(cell);
}
