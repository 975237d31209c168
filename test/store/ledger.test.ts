import { describe, expect, it, onTestFinished } from 'vitest';
import { driven, noon, sampleEntry, sampleRun } from '../contract/store-samples.ts';
import { newFolder, opened } from './folder.ts';

const number = '+13125550101';
const world = 'clawdtalk:account';
const day = 86_400_000;
const query = { number, world, after: noon - day, until: noon + day };

/** Two runs, each driven through a connection of its own, as by two processes. */
function twoRuns() {
  const folder = newFolder();
  const make = () => {
    const store = opened({ folder });
    onTestFinished(() => store.close());
    const run = driven(store, sampleRun({ world }));
    const reserve = (which = number) =>
      run.commit({ ledger: [sampleEntry({ key: `${run.name}.${which}`, run: run.name, number: which, world })] });
    return { ...run, store, reserve };
  };
  return { mine: make(), theirs: make() };
}

describe('the ledger between runs', () => {
  it('refuses an intent that was decided before another run called the number (invariant 5)', () => {
    const { mine, theirs } = twoRuns();
    expect(mine.store.attempts(query)).toEqual([]);
    expect(theirs.reserve().ok).toBe(true);
    expect(mine.reserve()).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(mine.store.attempts(query)).toEqual([noon]);
    // Decided again on what is known now, it is stored.
    expect(mine.reserve().ok).toBe(true);
    expect(mine.store.attempts(query)).toEqual([noon, noon]);
  });

  it.each([world, 'clawdtalk:other'])(
    'refuses an intent that was decided before an opt-out in %s (invariant 4)',
    (where) => {
      const { mine, theirs } = twoRuns();
      expect(mine.store.optedOut({ number, world })).toBe(false);
      theirs.commit({ optOuts: [{ number, world: where, at: noon, reason: 'said stop' }] });
      expect(mine.reserve()).toMatchObject({ ok: false, error: { code: 'conflict' } });
      expect(mine.store.optedOut({ number, world })).toBe(true);
    },
  );

  it('binds an opt-out in one real world to every other', () => {
    const { mine } = twoRuns();
    mine.commit({ optOuts: [{ number, world: 'clawdtalk:other', at: noon, reason: 'said stop' }] });
    expect(mine.store.optedOut({ number, world })).toBe(true);
  });

  it.each([
    ['another number', (theirs: ReturnType<typeof twoRuns>['theirs']) => theirs.reserve('+13125550102')],
    ['nothing of the ledger', (theirs: ReturnType<typeof twoRuns>['theirs']) => theirs.commit({ wakeAt: noon })],
    [
      'an opt-out in a simulated world',
      (theirs: ReturnType<typeof twoRuns>['theirs']) =>
        theirs.commit({ optOuts: [{ number, world: 'sim:x', at: noon, reason: 'said stop' }] }),
    ],
  ])('stores an intent where another run has stored %s meanwhile', (_, meanwhile) => {
    const { mine, theirs } = twoRuns();
    mine.store.attempts(query);
    mine.store.optedOut({ number, world });
    expect(meanwhile(theirs).ok).toBe(true);
    expect(mine.reserve().ok).toBe(true);
  });

  it('stores what is no intent, whatever other runs have stored', () => {
    const { mine, theirs } = twoRuns();
    mine.reserve();
    mine.store.attempts(query);
    theirs.reserve();
    const entry = sampleEntry({
      key: `${mine.name}.${number}`,
      run: mine.name,
      world,
      status: 'settled',
      reached: true,
    });
    expect(mine.commit({ ledger: [entry] }).ok).toBe(true);
  });

  it('tells a driver of opt-outs that another process has stored', () => {
    const { mine, theirs } = twoRuns();
    const { last } = mine.store.optOutNews(0);
    theirs.store.addOptOuts([{ number, at: noon, reason: 'wrote a letter', source: 'command' }]);
    const news = mine.store.optOutNews(last);
    expect(news.numbers).toEqual([number]);
    expect(mine.store.optOutNews(news.last).numbers).toEqual([]);
  });

  it('names no single number where thousands are new', () => {
    const { mine, theirs } = twoRuns();
    const entries = Array.from({ length: 1_500 }, (_, place) => ({
      number: `+1312555${String(place).padStart(4, '0')}`,
      at: noon,
      reason: 'a list',
      source: 'import' as const,
    }));
    expect(theirs.store.addOptOuts(entries)).toBe(1_500);
    const news = mine.store.optOutNews(0);
    expect(news.numbers).toBeNull();
    expect(mine.store.optOutNews(news.last)).toEqual({ last: news.last, numbers: [] });
  });

  it('keeps numbers that are no E.164 numbers as they are', () => {
    const { mine } = twoRuns();
    const odd = ['13125550101', '+013125550101', '911', '+1312555010123456'];
    mine.commit({
      ledger: odd.map((number) => sampleEntry({ key: number, number, world, reached: true, status: 'settled' })),
    });
    for (const number of odd) expect(mine.store.attempts({ ...query, number })).toEqual([noon]);
    expect(mine.store.attempts(query)).toEqual([]);
    expect([...mine.store.reachedSince({ slug: 'sweep', world, since: noon })].toSorted()).toEqual(odd.toSorted());
  });
});
