/**
 * A store that forgets: the whole Store port in memory, for tests of what stands on it. It passes the store's contract.
 * Several processes open the same shelf: like the store in a file, a commit that reserves a number is refused where another
 * process has changed what was read of it.
 */
import { ok } from '../../src/lib/result.ts';
import { freshContact } from '../../src/run/contact-state.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import { isRunFinal } from '../../src/run/mission-state.ts';
import type { Commit, ContactRow, LedgerEntry, RunRecord, RunSource, Signal, Store } from '../../src/run/ports.ts';
import type { MissionState } from '../../src/run/state.ts';
import type { LeftOut, Target } from '../../src/spec/spec.ts';
import { memoryNumbers } from './memory-numbers.ts';
import { memoryService } from './memory-service.ts';

interface Held {
  record: RunRecord;
  readonly source: RunSource;
  readonly targets: readonly Target[];
  readonly leftOut: readonly LeftOut[];
  mission: MissionState;
  readonly contacts: Map<number, ContactRow>;
  readonly byId: Map<string, number>;
  readonly events: JournalEvent[];
  signals: (Signal & { readonly id: number })[];
  epoch: number;
  driven: boolean;
}

/** Plain data in, plain data out: what is stored cannot be changed from outside. */
const copy = <Data>(data: Data): Data => JSON.parse(JSON.stringify(data)) as Data;

/** What lies in the workspace, whoever opens it. */
export interface Shelf {
  readonly runs: Map<string, Held>;
  readonly ledger: Map<string, LedgerEntry>;
  readonly numbers: ReturnType<typeof memoryNumbers>;
  signals: number;
  readonly service: ReturnType<typeof memoryService>;
}

export function emptyShelf(): Shelf {
  return { runs: new Map(), ledger: new Map(), numbers: memoryNumbers(), signals: 0, service: memoryService() };
}

type AttemptsQuery = Parameters<Store['attempts']>[0];
type OptOutQuery = Parameters<Store['optedOut']>[0];
type Read =
  | { readonly query: AttemptsQuery; readonly found: readonly number[] }
  | { readonly query: OptOutQuery; readonly found: boolean };

export function memoryStore(shelf: Shelf = emptyShelf()): Store {
  const { runs, ledger } = shelf;
  const { add: addOptOuts, ...numbers } = shelf.numbers;
  let reads: Read[] = [];
  const attempts = ({ number, world, after, until }: AttemptsQuery): readonly number[] =>
    [...ledger.values()]
      .filter(
        (entry) =>
          entry.number === number &&
          entry.world === world &&
          entry.status !== 'void' &&
          entry.at > after &&
          entry.at <= until,
      )
      .map(({ at }) => at)
      .toSorted((a, b) => a - b);
  const { optedOut } = numbers;
  const holds = (read: Read): boolean =>
    'after' in read.query ? String(attempts(read.query)) === String(read.found) : optedOut(read.query) === read.found;
  const isStillTrue = (entries: readonly LedgerEntry[]): boolean => {
    const reserved = entries
      .filter(({ status }) => status === 'reserved')
      .map((entry) => `${entry.world} ${entry.number}`);
    return reads.filter(({ query }) => reserved.includes(`${query.world} ${query.number}`)).every(holds);
  };
  const held = (name: string): Held => {
    const found = runs.get(name);
    if (found === undefined) throw new Error(`no run ${name}`);
    return found;
  };
  const createRun: Store['createRun'] = (run) => {
    const n =
      1 +
      Math.max(0, ...[...runs.values()].filter(({ record }) => record.slug === run.slug).map(({ record }) => record.n));
    const name = `${run.slug}-${n}`;
    const { spec, planHash } = run.source;
    const record: RunRecord = {
      name,
      slug: run.slug,
      n,
      id: run.id(name),
      world: run.world(name),
      file: run.file,
      provider: spec.provider,
      class: spec.class,
      missionName: spec.name,
      planHash,
      status: 'pending',
      reason: null,
      step: null,
      startedAt: run.createdAt,
      at: run.createdAt,
      finishedAt: null,
      wakeAt: null,
      seq: 0,
      driver: null,
    };
    runs.set(name, {
      record,
      source: copy(run.source),
      targets: [...run.targets].map(copy),
      leftOut: [...run.leftOut].map(copy),
      mission: copy(run.mission),
      contacts: new Map(),
      byId: new Map(),
      events: [],
      signals: [],
      epoch: 0,
      driven: false,
    });
    return record;
  };
  return {
    ...numbers,
    service: shelf.service(() => [...runs.values()].map(({ record }) => record)),
    createRun,
    beginRun(run) {
      const same = [...runs.values()].filter(({ record }) => record.slug === run.slug && record.file === run.file);
      return same.some(({ record }) => !isRunFinal(record.status)) ? null : createRun(run);
    },
    run: (name) => runs.get(name)?.record ?? null,
    runs: (filter) =>
      [...runs.values()]
        .map(({ record }) => record)
        .filter(({ slug }) => filter?.slug === undefined || slug === filter.slug),
    source: (run) => held(run).source,
    mission: (run) => runs.get(run)?.mission ?? null,
    targetCount: (run) => held(run).targets.length,
    target(run, index) {
      const target = held(run).targets[index];
      if (target === undefined) throw new Error(`no target ${index}`);
      return target;
    },
    targets: (run) => held(run).targets.values(),
    targetIds: (run, { from, to }) =>
      held(run)
        .targets.slice(from, to)
        .map(({ id }) => id),
    leftOut: (run) => held(run).leftOut.values(),
    drive(run, driver) {
      const of = held(run);
      if (of.driven)
        return { ok: false, error: { code: 'driven', message: `process ${of.record.driver?.pid} drives ${run}` } };
      of.driven = true;
      of.epoch += 1;
      of.record = { ...of.record, driver };
      const release = (): void => {
        of.driven = false;
      };
      const { epoch } = of;
      return ok({ epoch, isCurrent: () => of.epoch === epoch, release });
    },
    isDriven: (run) => held(run).driven,
    commit(commit) {
      const of = held(commit.run);
      if (commit.epoch !== of.epoch)
        return { ok: false, error: { code: 'superseded', message: 'another process took over' } };
      if (commit.events.some((event, at) => event.seq !== of.record.seq + 1 + at))
        throw new Error('the journal has a gap');
      const stillTrue = isStillTrue(commit.ledger);
      reads = [];
      if (!stillTrue)
        return { ok: false, error: { code: 'conflict', message: 'another run has changed what this one reserves' } };
      store(of, commit);
      for (const entry of commit.ledger) ledger.set(entry.key, copy(entry));
      addOptOuts(commit.optOuts.map((one) => ({ source: 'reply', ...one })));
      return ok(null);
    },
    contact: (run, index) => held(run).contacts.get(index)?.state ?? null,
    *contacts(run, filter) {
      const rows = [...held(run).contacts.values()].toSorted((a, b) => a.index - b.index);
      for (const row of rows) {
        const final = ['reached', 'unreached', 'failed', 'skipped'].includes(row.state.status);
        if (filter?.open === true && final) continue;
        if (filter?.round !== undefined && row.state.round !== filter.round) continue;
        yield row;
      }
    },
    contactIndex: (run, id) => held(run).byId.get(id) ?? null,
    contactCounts(run) {
      const counts: Record<string, number> = {};
      for (const { state } of held(run).contacts.values()) counts[state.status] = (counts[state.status] ?? 0) + 1;
      return counts;
    },
    *events(run, range) {
      const all = held(run).events.filter(
        (event) =>
          event.seq > (range?.after ?? 0) &&
          (range?.contact === undefined || ('contact' in event && event.contact === range.contact)),
      );
      yield* all.slice(0, range?.limit);
    },
    signal(run, signal) {
      shelf.signals += 1;
      held(run).signals.push({ ...signal, id: shelf.signals });
    },
    signals: (run) => held(run).signals,
    refusedOpen(run) {
      const { contacts, targets, record } = held(run);
      return [...contacts.values()]
        .filter(({ state }) => state.status === 'placed' || state.status === 'open')
        .filter(({ targetIndex }) =>
          numbers.optedOut({ number: targets[targetIndex]?.phone ?? '', world: record.world }),
        )
        .map(({ index }) => index)
        .toSorted((a, b) => a - b);
    },
    contactWithNumber(run, number) {
      const of = [...ledger.values()].filter((entry) => entry.run === run && entry.number === number);
      const last = of.filter(({ status }) => status !== 'void').toSorted((a, b) => b.at - a.at)[0];
      return last === undefined ? null : (held(run).byId.get(last.contact) ?? null);
    },
    attempts(query) {
      const found = attempts(query);
      reads.push({ query, found });
      return found;
    },
    optedOut(query) {
      const found = optedOut(query);
      reads.push({ query, found });
      return found;
    },
    reachedSince: ({ slug, world, since }) =>
      new Set(
        [...ledger.values()]
          .filter((entry) => entry.reached && entry.slug === slug && entry.world === world && entry.at >= since)
          .map(({ number }) => number),
      ),
    close: () => undefined,
  };
}

function store(of: Held, commit: Commit): void {
  of.events.push(...commit.events.map(copy));
  for (const { index, targetIndex, id, round, wakeAt, state } of commit.contacts) {
    const target = of.targets[targetIndex]?.id ?? '';
    of.contacts.set(index, {
      index,
      targetIndex,
      wakeAt,
      state: state === null ? freshContact({ id, target, round }) : copy(state),
    });
    of.byId.set(id, index);
  }
  if (commit.mission !== undefined) of.mission = copy(commit.mission);
  of.signals = of.signals.filter(({ id }) => !commit.taken.includes(id));
  const last = commit.events.at(-1);
  const { status, waiting, steps, finishedAt } = of.mission;
  of.record = {
    ...of.record,
    status,
    reason: waiting?.reason ?? null,
    step: steps.find((step) => step.status === 'in_progress')?.id ?? null,
    finishedAt: isRunFinal(status) ? (finishedAt ?? null) : null,
    seq: last?.seq ?? of.record.seq,
    at: last?.at ?? of.record.at,
    ...(commit.wakeAt === undefined ? {} : { wakeAt: commit.wakeAt }),
  };
}
