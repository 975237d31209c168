/** What every store knows of numbers that may not be contacted. */
import { expect, it } from 'vitest';
import type { Store } from '../../src/run/ports.ts';
import { driven, noon, sampleContact, sampleRun, sampleTarget } from './store-samples.ts';

const number = '+13125550101';
const other = '+13125550102';
const real = 'clawdtalk:account';
const said = { number, world: real, at: noon, reason: 'replied to a text' };
const asked = { number, at: noon, reason: 'wrote a letter', source: 'command' } as const;

export function numbersContract(open: () => Store): void {
  it.each([real, 'sim:sweep-1'])('binds what the workspace says in every world: %s (invariant 4)', (world) => {
    const store = open();
    expect(store.refusal({ number, world })).toBeNull();
    expect(store.addOptOuts([asked, { ...asked, reason: 'and called' }])).toBe(1);
    expect(store.optedOut({ number, world })).toBe(true);
    expect(store.refusal({ number, world })).toBe('do-not-contact');
    expect(store.optedOut({ number: other, world })).toBe(false);
  });

  it("names a person's own word before what the workspace says", () => {
    const store = open();
    const { commit } = driven(store);
    store.addOptOuts([{ ...asked, at: noon + 1 }]);
    commit({ optOuts: [{ ...said, source: 'conversation' }] });
    expect(store.refusal({ number, world: real })).toBe('opt-out');
    expect(store.optOuts()).toEqual([
      expect.objectContaining({ number, source: 'conversation', world: real, reason: 'replied to a text' }),
      expect.objectContaining({ number, source: 'command', world: 'workspace', reason: 'wrote a letter' }),
    ]);
  });

  it('takes back what the workspace says, and a person’s own word only where that is asked for', () => {
    const store = open();
    const { commit } = driven(store);
    commit({ optOuts: [said] });
    store.addOptOuts([asked]);
    const removal = { number, at: noon + 5, reason: 'a mistake' };
    expect(store.removeOptOut({ ...removal, ownWord: false })).toMatchObject({
      removed: [{ source: 'command' }],
      kept: [{ source: 'reply' }],
    });
    expect(store.optedOut({ number, world: real })).toBe(true);
    expect(store.removeOptOut({ ...removal, ownWord: true })).toMatchObject({
      removed: [{ source: 'reply' }],
      kept: [],
    });
    expect(store.optedOut({ number, world: real })).toBe(false);
    expect(store.removeOptOut({ ...removal, ownWord: true })).toEqual({ removed: [], kept: [] });
    expect(store.optOutHistory()).toMatchObject([
      { change: 'added', source: 'reply', at: noon },
      { change: 'added', source: 'command', at: noon },
      { change: 'removed', source: 'command', at: noon + 5, reason: 'a mistake' },
      { change: 'removed', source: 'reply', at: noon + 5, reason: 'a mistake' },
    ]);
  });

  it('brings nothing back by a text that is older than its removal, and believes a newer one', () => {
    const store = open();
    const { commit } = driven(store);
    commit({ optOuts: [said] });
    store.removeOptOut({ number, at: noon + 5, reason: 'consented anew', ownWord: true });
    commit({ optOuts: [said] });
    expect(store.optedOut({ number, world: real })).toBe(false);
    commit({ optOuts: [{ ...said, at: noon + 6 }] });
    expect(store.optedOut({ number, world: real })).toBe(true);
  });

  it('hears a no that is older than the day on which the workspace took its own entries off (invariant 4)', () => {
    const store = open();
    const { commit } = driven(store);
    store.addOptOuts([asked]);
    store.replaceList(new Set([number]), noon);
    store.removeOptOut({ number, at: noon + 5, reason: 'a mistake', ownWord: true });
    store.replaceList(new Set(), noon + 5);
    expect(store.refusal({ number, world: real })).toBeNull();
    commit({ optOuts: [said] });
    expect(store.refusal({ number, world: real })).toBe('opt-out');
  });

  it('keeps a no that a person texts to no run apart from what the workspace says, as their own word (invariant 4)', () => {
    const store = open();
    const texted = { number, at: noon, reason: 'texted', source: 'reply', world: real } as const;
    expect(store.addOptOuts([asked, texted, texted])).toBe(2);
    expect(store.refusal({ number, world: 'clawdtalk:another' })).toBe('opt-out');
    const removal = { number, at: noon + 5, reason: 'consented anew' };
    expect(store.removeOptOut({ ...removal, ownWord: false })).toMatchObject({
      removed: [{ source: 'command', world: 'workspace' }],
      kept: [{ source: 'reply', world: real, reason: 'texted', at: noon }],
    });
    store.removeOptOut({ ...removal, ownWord: true });
    expect(store.addOptOuts([texted])).toBe(0);
    const { commit } = driven(store);
    commit({ optOuts: [said] });
    expect(store.optedOut({ number, world: real })).toBe(false);
    expect(store.addOptOuts([{ ...texted, at: noon + 6 }])).toBe(1);
    expect(store.refusal({ number, world: real })).toBe('opt-out');
  });

  it('keeps simulated opt-outs out of what is taken back', () => {
    const store = open();
    const { commit } = driven(store);
    commit({ optOuts: [{ ...said, world: 'sim:sweep-1' }] });
    expect(store.removeOptOut({ number, at: noon, reason: 'x', ownWord: true })).toEqual({ removed: [], kept: [] });
    expect(store.optedOut({ number, world: 'sim:sweep-1' })).toBe(true);
  });

  it('follows the list of the configuration, which nothing else takes back', () => {
    const store = open();
    expect(store.replaceList(new Set([number, other]), noon)).toEqual({ added: 2, removed: 0 });
    expect(store.replaceList(new Set([other, number]), noon + 1)).toEqual({ added: 0, removed: 0 });
    expect(store.refusal({ number, world: 'sim:x' })).toBe('do-not-contact');
    const removal = { number, at: noon, reason: 'x', ownWord: true };
    expect(store.removeOptOut(removal)).toMatchObject({ removed: [], kept: [{ source: 'list' }] });
    expect(store.replaceList(new Set([other]), noon + 2)).toEqual({ added: 0, removed: 1 });
    expect(store.optedOut({ number, world: real })).toBe(false);
    expect(store.optedOut({ number: other, world: real })).toBe(true);
    expect(store.optOutHistory().map(({ change }) => change)).toEqual(['added', 'added', 'removed']);
  });

  it('tells what is new since the last look', () => {
    const store = open();
    const { commit } = driven(store);
    const first = store.optOutNews(0);
    expect(first.numbers).toEqual([]);
    store.addOptOuts([asked]);
    const second = store.optOutNews(first.last);
    expect(second.numbers).toEqual([number]);
    expect(store.optOutNews(second.last)).toEqual({ last: second.last, numbers: [] });
    commit({ optOuts: [{ ...said, number: other, world: 'sim:sweep-1' }] });
    store.removeOptOut({ number, at: noon, reason: 'x', ownWord: false });
    const third = store.optOutNews(second.last);
    expect(third.numbers).toEqual([other]);
    expect(store.optOutNews(third.last).numbers).toEqual([]);
  });

  it('finds what is scheduled for numbers that may not be contacted', () => {
    const store = open();
    const { name, commit } = driven(store, sampleRun({ targets: 5 }));
    const states = ['placed', 'open', 'queued', 'reached', 'placed'] as const;
    commit({ contacts: states.map((status, place) => sampleContact(place, { status })) });
    expect(store.refusedOpen(name)).toEqual([]);
    store.addOptOuts([0, 1, 2, 3].map((place) => ({ ...asked, number: sampleTarget(place).phone })));
    expect(store.refusedOpen(name)).toEqual([0, 1]);
  });

  it('has a salt that stays', () => {
    const store = open();
    expect(store.salt().length).toBeGreaterThan(16);
    expect(store.salt()).toBe(store.salt());
  });
}
