/** The store in a file gives what the store in memory gives, whatever is done to both. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/run/ports.ts';
import {
  committer,
  here,
  noon,
  queuedEvent,
  sampleContact,
  sampleEntry,
  sampleMission,
  sampleRun,
} from '../contract/store-samples.ts';
import { memoryStore } from '../support/memory-store.ts';
import { randomMission } from '../support/random-mission.ts';
import { startRandom } from '../support/run-mission.ts';
import { newFolder, opened } from './folder.ts';

const targets = 12;
const numbers = ['+13125550101', '+13125550102'];
const worlds = ['sim:sweep-1', 'sim:sweep-2', 'clawdtalk:account'];
const statuses = [
  'queued',
  'placed',
  'open',
  'retrying',
  'reading',
  'reached',
  'unreached',
  'failed',
  'skipped',
] as const;

const contact = fc.record({
  place: fc.nat(targets - 1),
  round: fc.constantFrom('', 'demo'),
  status: fc.constantFrom(...statuses),
  fresh: fc.boolean(),
  note: fc.string({ unit: 'binary' }),
});
const entry = fc.record({
  attempt: fc.nat(4),
  status: fc.constantFrom('reserved', 'settled', 'void'),
  at: fc.nat(50),
});
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create'), slug: fc.constantFrom('sweep', 'other') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('signal'), run: fc.nat(3) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit'),
      run: fc.nat(3),
      events: fc.array(fc.nat(targets - 1), { maxLength: 6 }),
      // One row per contact and commit, as the engine makes them.
      contacts: fc.uniqueArray(contact, { maxLength: 6, selector: ({ place, round }) => `${round}/${place}` }),
      ledger: fc.uniqueArray(entry, { maxLength: 3, selector: ({ attempt }) => attempt }),
      optOut: fc.boolean(),
      paused: fc.boolean(),
      wakeAt: fc.option(fc.nat(99), { nil: undefined }),
      take: fc.nat(2),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** One of the two stores, and the runs that were made in it. */
interface Side {
  store: Store;
  readonly reopen: (store: Store) => Store;
  readonly runs: { readonly name: string; epoch: number }[];
}

function carryOut(side: Side, todo: Step): void {
  if (todo.kind === 'reopen') {
    side.store = side.reopen(side.store);
    return;
  }
  if (todo.kind === 'create' && 'slug' in todo) {
    const { name } = side.store.createRun(sampleRun({ slug: todo.slug, targets }));
    const lease = side.store.drive(name, here);
    if (lease.ok) side.runs.push({ name, epoch: lease.value.epoch });
    return;
  }
  if (!('run' in todo) || side.runs.length === 0) return;
  const run = side.runs[todo.run % side.runs.length];
  if (run === undefined) return;
  if ('events' in todo) commit(side, { todo, run });
  else side.store.signal(run.name, { kind: 'pause' });
}

function commit(
  side: Side,
  of: { readonly todo: Extract<Step, { events: unknown }>; readonly run: Side['runs'][number] },
): void {
  const { todo, run } = of;
  const { name } = run;
  // A run's attempts are all in its own world.
  const world = worlds[side.runs.indexOf(run) % worlds.length] ?? '';
  const done = committer(side.store, { run: name, epoch: run.epoch })({
    events: todo.events.map((place) => queuedEvent(`t${place}`)),
    contacts: todo.contacts.map(({ place, round, status, fresh, note }) => {
      const made = sampleContact(place, fresh ? null : { round, status, notBefore: place, collected: { note } });
      const id = round === '' ? made.id : `${round}/t${place}`;
      return { ...made, id, round, index: round === '' ? place : place + targets };
    }),
    ledger: todo.ledger.map(({ attempt, status, at }) => {
      const key = `${name}.${attempt}`;
      const number = numbers[attempt % 2] ?? '';
      const slug = name.slice(0, name.lastIndexOf('-'));
      return sampleEntry({ key, run: name, slug, number, world, at: noon + at, status, reached: false });
    }),
    optOuts: todo.optOut ? [{ number: numbers[todo.run % 2] ?? '', world, at: noon, reason: 'said stop' }] : [],
    taken: side.store
      .signals(name)
      .slice(0, todo.take)
      .map(({ id }) => id),
    ...(todo.paused
      ? { mission: { ...sampleMission, status: 'waiting', waiting: { reason: 'paused' } } as const }
      : {}),
    ...(todo.wakeAt === undefined ? {} : { wakeAt: todo.wakeAt }),
  });
  if (!done.ok) throw new Error(done.error.message);
}

/** Everything that can be read. */
function everything(store: Store): unknown {
  const inWorlds = worlds.flatMap((world) => numbers.map((number) => ({ world, number })));
  return {
    runs: store.runs().map((run) => ({
      run: store.run(run.name),
      mission: store.mission(run.name),
      source: store.source(run.name),
      targets: [...store.targets(run.name)],
      contacts: [...store.contacts(run.name)],
      open: [...store.contacts(run.name, { open: true })],
      demo: [...store.contacts(run.name, { round: 'demo' })],
      counts: store.contactCounts(run.name),
      places: Array.from({ length: targets }, (_, at) => [
        store.contact(run.name, at),
        store.contactIndex(run.name, `demo/t${at}`),
      ]),
      events: [...store.events(run.name)],
      some: [...store.events(run.name, { after: 2, limit: 3, contact: 't1' })],
      signals: store.signals(run.name).map(({ kind }) => kind),
    })),
    attempts: inWorlds.map((where) => store.attempts({ ...where, after: noon, until: noon + 40 })),
    optedOut: inWorlds.map((where) => store.optedOut(where)),
  };
}

describe('a store in a file', () => {
  it('gives what a store in memory gives, whatever is done to both, in one life or in several', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (todo) => {
        const folder = newFolder();
        const reopen = (store: Store): Store => {
          store.close();
          return opened({ folder });
        };
        const file: Side = { store: opened({ folder }), reopen, runs: [] };
        const memory: Side = { store: memoryStore(), reopen: (store) => store, runs: [] };
        for (const one of [{ kind: 'create', slug: 'sweep' } as const, ...todo]) {
          carryOut(file, one);
          carryOut(memory, one);
        }
        expect(everything(file.store)).toEqual(everything(memory.store));
        file.store.close();
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'carries random mission %i to the journal that it has in memory (invariant 9)',
    async (seed) => {
      const journal = async (store: Store): Promise<unknown> => {
        const rig = startRandom(randomMission(seed), { store, worldFile: ':memory:' });
        if (rig === null) return null;
        await rig.drive();
        return {
          events: [...store.events(rig.run.name)],
          contacts: [...store.contacts(rig.run.name)],
          run: { ...store.run(rig.run.name), driver: null },
        };
      };
      const file = opened({ folder: newFolder() });
      expect(await journal(file)).toEqual(await journal(memoryStore()));
      file.close();
    },
  );
});
