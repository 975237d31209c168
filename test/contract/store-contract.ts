/** What every store does, whatever it is made of: `storeContract(name, open)` in the test of each adapter. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Store } from '../../src/run/ports.ts';
import { ledgerContract } from './store-ledger-contract.ts';
import { numbersContract } from './store-numbers-contract.ts';
import {
  committer,
  driven,
  here,
  noon,
  queuedEvent,
  sampleContact,
  sampleMission,
  sampleRun,
  sampleState,
  sampleTarget,
} from './store-samples.ts';
import { serviceContract } from './store-service-contract.ts';

/** `open` gives a new, empty store; the suite closes it. */
export function storeContract(name: string, open: () => Store): void {
  const opened = (): Store => {
    const store = open();
    onTestFinished(() => store.close());
    return store;
  };
  describe(`a store (${name})`, () => {
    runContract(opened);
    driveContract(opened);
    commitContract(opened);
    contactContract(opened);
    journalContract(opened);
    signalContract(opened);
    ledgerContract(opened);
    numbersContract(opened);
    serviceContract(opened);
  });
}

function runContract(open: () => Store): void {
  it('names runs by their slug and count', () => {
    const store = open();
    const names = ['sweep', 'other', 'sweep', 'sweep'].map((slug) => store.createRun(sampleRun({ slug })).name);
    expect(names).toEqual(['sweep-1', 'other-1', 'sweep-2', 'sweep-3']);
  });

  it('gives a new run the id and the world that its name makes', () => {
    const record = open().createRun(sampleRun());
    expect(record).toMatchObject({
      id: 'id of sweep-1',
      world: 'sim:sweep-1',
      slug: 'sweep',
      n: 1,
      seq: 0,
      driver: null,
    });
    expect(record).toMatchObject({ status: 'pending', reason: null, step: null, finishedAt: null, wakeAt: null });
    expect(record).toMatchObject({ startedAt: noon, at: noon, provider: 'simulator', class: 'parallel-sweep' });
    expect(record).toMatchObject({ file: '/workspace/sweep.yaml', missionName: 'Sweep', planHash: 'sha256:plan' });
  });

  it('finds runs by name and lists them in the order in which they were made', () => {
    const store = open();
    for (const slug of ['b', 'a', 'b']) store.createRun(sampleRun({ slug }));
    expect(store.run('b-2')).toMatchObject({ name: 'b-2', n: 2 });
    expect(store.run('b-3')).toBeNull();
    expect(store.mission('b-3')).toBeNull();
    expect(store.runs().map((run) => run.name)).toEqual(['b-1', 'a-1', 'b-2']);
    expect(store.runs({ slug: 'b' }).map((run) => run.name)).toEqual(['b-1', 'b-2']);
    expect(store.runs({ slug: 'c' })).toEqual([]);
  });

  it('begins a run only where none of the same mission is unfinished', () => {
    const store = open();
    expect(store.beginRun(sampleRun())?.name).toBe('sweep-1');
    expect(store.beginRun(sampleRun())).toBeNull();
    expect(store.beginRun({ ...sampleRun(), file: '/workspace/copy.yaml' })?.name).toBe('sweep-2');
    expect(store.beginRun(sampleRun({ slug: 'other' }))?.name).toBe('other-1');
    const lease = store.drive('sweep-1', here);
    const end = committer(store, { run: 'sweep-1', epoch: lease.ok ? lease.value.epoch : 0 });
    end({ events: [], contacts: [], mission: { ...sampleMission, status: 'succeeded' } });
    expect(store.beginRun(sampleRun())?.name).toBe('sweep-3');
    expect(store.runs()).toHaveLength(4);
  });

  it('keeps a copy of everything that a run was made from', () => {
    const store = open();
    const run = sampleRun({ targets: 600 });
    store.createRun(sampleRun({ targets: 2 }));
    const { name } = store.createRun(run);
    expect(store.source(name)).toEqual(run.source);
    expect(store.mission(name)).toEqual(sampleMission);
    expect(store.targetCount(name)).toBe(600);
    expect([...store.targets(name)]).toEqual([...run.targets]);
    const ids = [...run.targets].map(({ id }) => id);
    expect(store.targetIds(name, { from: 0, to: ids.length })).toEqual(ids);
    expect(store.targetIds(name, { from: 1, to: 2 })).toEqual(ids.slice(1, 2));
    expect(store.targetIds(name, { from: 1, to: 1 })).toEqual([]);
    expect([...store.leftOut(name)]).toEqual([...run.leftOut]);
    expect(store.target(name, 599)).toEqual(sampleTarget(599));
    expect(() => store.target(name, 600)).toThrow();
  });
}

function driveContract(open: () => Store): void {
  it('lets one driver at a time have a run, and says who it is', () => {
    const store = open();
    const { name, lease } = driven(store);
    const second = store.drive(name, { ...here, pid: 1 });
    expect(second).toMatchObject({ ok: false, error: { code: 'driven' } });
    expect(second.ok ? '' : second.error.message).toContain('4711');
    expect(store.run(name)?.driver).toEqual(here);
    lease.release();
    lease.release();
    const third = store.drive(name, { ...here, pid: 2 });
    expect(third.ok && third.value.epoch > lease.epoch).toBe(true);
    expect(store.run(name)?.driver?.pid).toBe(2);
  });

  it('tells whether somebody drives a run', () => {
    const store = open();
    const other = store.createRun(sampleRun({ slug: 'other' })).name;
    const { name, lease } = driven(store);
    expect([store.isDriven(name), store.isDriven(other)]).toEqual([true, false]);
    // Looking takes nothing away.
    expect(store.drive(name, here)).toMatchObject({ ok: false, error: { code: 'driven' } });
    lease.release();
    expect(store.isDriven(name)).toBe(false);
    expect(store.drive(name, here).ok).toBe(true);
  });

  it('stores nothing for a driver that another one has followed', () => {
    const store = open();
    const { name, lease, commit } = driven(store);
    expect(commit({ events: [queuedEvent('t0')] }).ok).toBe(true);
    lease.release();
    const next = store.drive(name, here);
    if (!next.ok) throw new Error(next.error.message);
    expect([lease.isCurrent(), next.value.isCurrent()]).toEqual([false, true]);
    expect(commit({ events: [queuedEvent('t1')] })).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(store.run(name)?.seq).toBe(1);
    expect(committer(store, { run: name, epoch: next.value.epoch })({ events: [queuedEvent('t1')] }).ok).toBe(true);
  });

  it.each([0, 2, 3])('throws where event %i follows none, and stores nothing', (seq) => {
    const store = open();
    const { name, lease } = driven(store);
    const commit = { run: name, epoch: lease.epoch, contacts: [], ledger: [], optOuts: [], taken: [] };
    const events = [{ ...queuedEvent('t0'), seq }];
    expect(() => store.commit({ ...commit, events })).toThrow();
    expect([...store.events(name)]).toEqual([]);
    expect(store.run(name)?.seq).toBe(0);
    expect(store.commit({ ...commit, events: [{ ...queuedEvent('t0'), seq: 1 }] }).ok).toBe(true);
  });
}

function commitContract(open: () => Store): void {
  it('shows in the record where the run stands', () => {
    const store = open();
    const { name, commit } = driven(store);
    const steps = [
      { id: 'setup', status: 'completed' },
      { id: 'calls', status: 'in_progress' },
    ] as const;
    const waiting = { ...sampleMission, status: 'waiting', waiting: { reason: 'window' }, steps } as const;
    const events = [{ ...queuedEvent('t0'), at: noon + 5 }];
    expect(commit({ events, mission: waiting, wakeAt: noon + 60_000 }).ok).toBe(true);
    expect(store.mission(name)).toEqual(waiting);
    const record = { status: 'waiting', reason: 'window', step: 'calls', wakeAt: noon + 60_000, at: noon + 5, seq: 1 };
    expect(store.run(name)).toMatchObject(record);
    expect(store.runs()).toEqual([store.run(name)]);
    // What a commit does not mention stays as it was.
    expect(commit().ok).toBe(true);
    expect(store.run(name)).toMatchObject(record);
    const finished = { ...sampleMission, status: 'succeeded', finishedAt: noon + 9 } as const;
    expect(commit({ mission: finished, wakeAt: null }).ok).toBe(true);
    expect(store.run(name)).toMatchObject({
      status: 'succeeded',
      reason: null,
      step: null,
      wakeAt: null,
      finishedAt: noon + 9,
    });
  });

  it('keeps what is stored apart from what the caller holds', () => {
    const store = open();
    const { name, commit } = driven(store);
    const collected = { price: 42 };
    commit({ contacts: [sampleContact(0, { collected })] });
    collected.price = 1;
    expect(store.contact(name, 0)?.collected).toEqual({ price: 42 });
  });
}

function contactContract(open: () => Store): void {
  it('reads a contact that nothing has happened to as a fresh one', () => {
    const store = open();
    const { name, commit } = driven(store);
    commit({
      contacts: [sampleContact(1, null), { ...sampleContact(2, null), index: 3, id: 'demo/t2', round: 'demo' }],
    });
    expect(store.contact(name, 0)).toBeNull();
    expect(store.contact(name, 1)).toEqual(sampleState(1));
    expect(store.contact(name, 3)).toEqual(sampleState(2, { round: 'demo' }));
    expect(Array.from(store.contacts(name), (row) => [row.index, row.targetIndex, row.wakeAt])).toEqual([
      [1, 1, null],
      [3, 2, null],
    ]);
  });

  it('keeps the last state of each contact', () => {
    const store = open();
    const { name, commit } = driven(store);
    commit({ contacts: [sampleContact(0, null), sampleContact(1, null)] });
    commit({ contacts: [sampleContact(0, { status: 'retrying', notBefore: noon + 7, intents: 1 })] });
    commit({ contacts: [sampleContact(1, { status: 'placed' })] });
    commit({ contacts: [sampleContact(1, { status: 'reached', collected: { note: 'say "ü"\n' } })] });
    const [first, second] = [...store.contacts(name)];
    expect(first).toEqual({
      index: 0,
      targetIndex: 0,
      wakeAt: noon + 7,
      state: sampleState(0, { status: 'retrying', notBefore: noon + 7, intents: 1 }),
    });
    expect(second?.state).toEqual(sampleState(1, { status: 'reached', collected: { note: 'say "ü"\n' } }));
    expect(store.contact(name, 1)).toEqual(second?.state);
  });

  it('finds contacts by id, each run its own', () => {
    const store = open();
    const one = driven(store);
    const two = driven(store);
    one.commit({ contacts: [sampleContact(2, null)] });
    two.commit({ contacts: [{ ...sampleContact(2, { status: 'placed' }), index: 0 }] });
    expect(store.contactIndex(one.name, 't2')).toBe(2);
    expect(store.contactIndex(two.name, 't2')).toBe(0);
    expect(store.contactIndex(one.name, 't1')).toBeNull();
  });

  it('gives contacts in the order of their index, all, open ones, or those of a round', () => {
    const store = open();
    const { name, commit } = driven(store, sampleRun({ targets: 700 }));
    const places = Array.from({ length: 700 }, (_, place) => 699 - place);
    commit({ contacts: places.map((place) => sampleContact(place, null)) });
    const finished = places.filter((place) => place % 7 !== 0);
    commit({
      contacts: finished.map((place) => sampleContact(place, { status: place % 2 === 0 ? 'reached' : 'failed' })),
    });
    const demo = { ...sampleContact(5, { round: 'demo', status: 'retrying' }), index: 700 };
    commit({ contacts: [demo] });
    const indexes = (filter?: Parameters<Store['contacts']>[1]) =>
      Array.from(store.contacts(name, filter), (row) => row.index);
    expect(indexes()).toEqual(Array.from({ length: 701 }, (_, index) => index));
    expect(indexes({ open: true })).toEqual([...Array.from({ length: 100 }, (_, place) => place * 7), 700]);
    expect(indexes({ round: 'demo' })).toEqual([700]);
    expect(indexes({ round: '', open: true })).toHaveLength(100);
    expect(store.contactCounts(name)).toEqual({ queued: 100, reached: 300, failed: 300, retrying: 1 });
  });

  it('takes commits while contacts are read', () => {
    const store = open();
    const { name, commit } = driven(store, sampleRun({ targets: 600 }));
    commit({ contacts: Array.from({ length: 600 }, (_, place) => sampleContact(place, null)) });
    let read = 0;
    for (const row of store.contacts(name, { open: true })) {
      read += 1;
      if (row.index % 100 === 0)
        expect(commit({ contacts: [sampleContact(row.index, { status: 'skipped' })] }).ok).toBe(true);
    }
    expect(read).toBe(600);
    expect(store.contactCounts(name)).toEqual({ queued: 594, skipped: 6 });
  });
}

function journalContract(open: () => Store): void {
  it('gives back every event as it was, from any place on', () => {
    const store = open();
    const { name, commit } = driven(store);
    const note = { type: 'offer.best', at: noon, data: { target: 'say "ü"\n\u2028', value: 0.1 } } as const;
    commit({ events: [note] });
    commit({
      events: Array.from({ length: 700 }, (_, place) => ({ ...queuedEvent(`t${place % 3}`), at: noon + place })),
    });
    commit({ events: [{ type: 'run.paused', at: noon, data: {} }] });
    const events = [...store.events(name)];
    expect(events[0]).toEqual({ ...note, seq: 1 });
    expect(events[1]).toEqual({ ...queuedEvent('t0'), seq: 2 });
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 702 }, (_, place) => place + 1));
    const seqs = (range: Parameters<Store['events']>[1]) => Array.from(store.events(name, range), (event) => event.seq);
    expect(seqs({ after: 700 })).toEqual([701, 702]);
    expect(seqs({ after: 1, limit: 2 })).toEqual([2, 3]);
    expect(seqs({ after: 702 })).toEqual([]);
    expect(seqs({ limit: 0 })).toEqual([]);
  });

  it('gives the events of one contact', () => {
    const store = open();
    const { name, commit } = driven(store);
    const text = { type: 'attempt.intended', contact: 't2', attempt: 1, at: noon, data: { text: '"contact":"t1"' } };
    commit({
      events: [queuedEvent('t1'), queuedEvent('t11'), queuedEvent('demo/t1'), text as never, queuedEvent('t1')],
    });
    const seqs = (range: Parameters<Store['events']>[1]) => Array.from(store.events(name, range), (event) => event.seq);
    expect(seqs({ contact: 't1' })).toEqual([1, 5]);
    expect(seqs({ contact: 'demo/t1' })).toEqual([3]);
    expect(seqs({ contact: 't1', after: 1 })).toEqual([5]);
    expect(seqs({ contact: 't1', limit: 1 })).toEqual([1]);
    expect(seqs({ contact: 't9' })).toEqual([]);
  });

  it('keeps the journals of runs apart', () => {
    const store = open();
    const runs = [driven(store), driven(store)];
    for (const { commit } of [...runs, ...runs]) commit({ events: [queuedEvent('t0')] });
    for (const { name } of runs) expect(Array.from(store.events(name), (event) => event.seq)).toEqual([1, 2]);
  });
}

function signalContract(open: () => Store): void {
  it('hands signals over until a commit takes them', () => {
    const store = open();
    const { name, commit } = driven(store);
    const other = driven(store);
    const approve = { kind: 'approve', gate: 'launch', hash: 'sha256:asked', by: 'command' } as const;
    store.signal(name, approve);
    store.signal(other.name, { kind: 'cancel' });
    store.signal(name, { kind: 'pause' });
    const [first, second] = store.signals(name);
    expect(first).toEqual({ ...approve, id: first?.id });
    expect(second).toMatchObject({ kind: 'pause' });
    expect((first?.id ?? 0) < (second?.id ?? 0)).toBe(true);
    expect(commit({ taken: first === undefined ? [] : [first.id] }).ok).toBe(true);
    expect(store.signals(name)).toEqual([second]);
    expect(store.signals(other.name)).toMatchObject([{ kind: 'cancel' }]);
  });
}
