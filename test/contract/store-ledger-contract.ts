/** What every store's ledger does: attempts and opt-outs per number, over all runs of the workspace. */
import { expect, it } from 'vitest';
import type { Store } from '../../src/run/ports.ts';
import { driven, noon, sampleEntry, sampleRun } from './store-samples.ts';

const number = '+13125550101';
const world = 'sim:sweep-1';

export function ledgerContract(open: () => Store): void {
  it('counts attempts of a number after one instant and until another (invariant 5)', () => {
    const store = open();
    const { commit } = driven(store);
    const at = [noon + 3, noon + 1, noon + 2, noon + 4];
    commit({ ledger: at.map((at, place) => sampleEntry({ key: `key.t0.${place}`, at })) });
    expect(store.attempts({ number, world, after: noon + 1, until: noon + 3 })).toEqual([noon + 2, noon + 3]);
    expect(store.attempts({ number: '+13125550102', world, after: 0, until: noon * 2 })).toEqual([]);
    expect(store.attempts({ number, world: 'sim:sweep-2', after: 0, until: noon * 2 })).toEqual([]);
  });

  it('counts attempts of other runs in the same world', () => {
    const store = open();
    const shared = 'clawdtalk:account';
    for (const _ of [1, 2]) {
      const { name, commit } = driven(store, sampleRun({ world: shared }));
      commit({ ledger: [sampleEntry({ key: `${name}.t0.1`, run: name, world: shared })] });
    }
    expect(store.attempts({ number, world: shared, after: 0, until: noon })).toEqual([noon, noon]);
  });

  it('counts an attempt once, whatever becomes of it, and not at all where it never rang', () => {
    const store = open();
    const { commit } = driven(store);
    const attempts = (): readonly number[] => store.attempts({ number, world, after: 0, until: noon * 2 });
    commit({ ledger: [sampleEntry(), sampleEntry({ key: 'key.t1.1', at: noon + 1 })] });
    commit({ ledger: [sampleEntry({ status: 'settled', minutes: 1.5, cost: 0.15 })] });
    expect(attempts()).toEqual([noon, noon + 1]);
    commit({ ledger: [sampleEntry({ status: 'settled', reached: true })] });
    expect(attempts()).toEqual([noon, noon + 1]);
    commit({ ledger: [sampleEntry({ key: 'key.t1.1', at: noon + 9, status: 'void' })] });
    expect(attempts()).toEqual([noon]);
    commit({ ledger: [sampleEntry({ key: 'key.t1.1', at: noon + 9, status: 'void' })] });
    expect(attempts()).toEqual([noon]);
  });

  it('moves an attempt whose instant changes', () => {
    const store = open();
    const { commit } = driven(store);
    commit({ ledger: [sampleEntry()] });
    commit({ ledger: [sampleEntry({ at: noon + 5 })] });
    expect(store.attempts({ number, world, after: 0, until: noon * 2 })).toEqual([noon + 5]);
  });

  it.each([
    ['sim:a', 'sim:a', true],
    ['sim:a', 'sim:b', false],
    ['sim:a', 'clawdtalk:account', false],
    ['clawdtalk:account', 'clawdtalk:account', true],
    ['clawdtalk:account', 'sim:a', true],
  ])('an opt-out in %s, asked for in %s: %s (invariant 4)', (stored, asked, bound) => {
    const store = open();
    const { commit } = driven(store);
    expect(store.optedOut({ number, world: asked })).toBe(false);
    commit({ optOuts: [{ number, world: stored, at: noon, reason: 'said stop' }] });
    // Said again, it is the same opt-out.
    expect(commit({ optOuts: [{ number, world: stored, at: noon + 1, reason: 'said stop' }] }).ok).toBe(true);
    expect(store.optedOut({ number, world: asked })).toBe(bound);
    expect(store.optedOut({ number: '+13125550102', world: asked })).toBe(false);
  });

  it('remembers whom runs of a mission have reached in a world', () => {
    const store = open();
    const shared = 'clawdtalk:account';
    const first = driven(store, sampleRun({ world: shared }));
    const other = driven(store, sampleRun({ slug: 'other', world: shared }));
    const simulated = driven(store);
    const reach = (run: string, last: string, at: number, where = shared) =>
      sampleEntry({
        key: `${run}.${last}`,
        run,
        slug: run.slice(0, -2),
        number: `+131255501${last}`,
        world: where,
        at,
        status: 'settled',
        reached: true,
      });
    first.commit({
      ledger: [reach(first.name, '01', noon - 1), reach(first.name, '02', noon), reach(first.name, '03', noon + 1)],
    });
    first.commit({
      ledger: [reach(first.name, '03', noon + 1), { ...reach(first.name, '04', noon + 1), reached: false }],
    });
    other.commit({ ledger: [reach(other.name, '05', noon)] });
    simulated.commit({ ledger: [reach(simulated.name, '06', noon, `sim:${simulated.name}`)] });
    const reached = (query: { slug: string; world: string; since: number }) =>
      [...store.reachedSince(query)].toSorted();
    expect(reached({ slug: 'sweep', world: shared, since: noon })).toEqual(['+13125550102', '+13125550103']);
    expect(reached({ slug: 'sweep', world: `sim:${simulated.name}`, since: noon })).toEqual(['+13125550106']);
    expect(reached({ slug: 'other', world: shared, since: noon + 1 })).toEqual([]);
    expect(reached({ slug: 'sweep', world: 'sim:', since: 0 })).toEqual([]);
  });
}
