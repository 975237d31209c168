import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RankOptions, rankContacts } from '../../src/run/rank.ts';
import type { ContactState } from '../../src/run/state.ts';
import type { Fields, RubricSpec } from '../../src/spec/spec.ts';

function contact(target: string, over: Partial<ContactState> = {}): ContactState {
  return {
    id: target,
    target,
    round: '',
    status: 'reached',
    notBefore: 0,
    attempts: [],
    intents: 0,
    judged: {},
    ...over,
  };
}

const told = (target: string, collected: Fields): ContactState => contact(target, { collected });
const rubric = (over: Partial<RubricSpec> = {}): RubricSpec => ({ require: [], criteria: [], ...over });

function order(contacts: readonly ContactState[], over: Partial<RankOptions> = {}): readonly string[] {
  const target = (id: string) => ({ fields: { id } });
  return rankContacts({ contacts, target, params: {}, ...over }).ranking.map((one) => one.target);
}

describe('the order of contacts by score', () => {
  test('is best first, equals in the order of the list', () => {
    const contacts = [
      contact('a', { score: 0.5 }),
      contact('b', { score: 0.9 }),
      contact('c', { score: 0.5 }),
      contact('d', { score: 0 }),
    ];
    expect(order(contacts, { rubric: rubric() })).toEqual(['b', 'a', 'c', 'd']);
  });

  test('leaves out who was not reached or is disqualified', () => {
    const contacts = [
      contact('a', { status: 'unreached', score: 1 }),
      contact('b', { status: 'skipped', score: 1 }),
      contact('c', { status: 'failed', score: 1 }),
      contact('d', { status: 'reading', score: 1 }),
      contact('e', { score: null, disqualified: 'collected.insured' }),
      contact('f', { score: 0.1 }),
    ];
    expect(order(contacts, { rubric: rubric() })).toEqual(['f']);
  });

  test('marks the shortlist and is never cut', () => {
    const contacts = ['a', 'b', 'c'].map((id) => contact(id, { score: 0.5 }));
    const { ranking } = rankContacts({
      contacts,
      rubric: rubric({ shortlist: 2 }),
      target: () => ({ fields: {} }),
      params: {},
    });
    expect(ranking.map((one) => [one.rank, one.shortlisted])).toEqual([
      [1, true],
      [2, true],
      [3, false],
    ]);
  });
});

describe('the order of contacts by a value', () => {
  const contacts = [told('a', { price: 50 }), told('b', { price: 20 }), told('c', {}), told('d', { price: 50 })];

  test.each([
    ['asc', ['b', 'a', 'd', 'c']],
    ['desc', ['a', 'd', 'b', 'c']],
  ] as const)('%s, with those who did not tell last', (direction, expected) => {
    expect(order(contacts, { rubric: rubric({ rank: { expression: 'collected.price', direction } }) })).toEqual(
      expected,
    );
  });

  test('may be a text', () => {
    const days = [told('a', { day: 'friday' }), told('b', { day: 'Monday' }), told('c', { day: 'Friday' })];
    const rank = { expression: 'collected.day', direction: 'asc' as const };
    expect(order(days, { rubric: rubric({ rank }) })).toEqual(['c', 'b', 'a']);
  });

  test('may come from the target and from params', () => {
    const fields: Record<string, Fields> = { a: { far: 3 }, b: { far: 1 }, c: { far: 2 }, d: { far: 9 } };
    const rank = { expression: 'target.far * params.weight', direction: 'desc' as const };
    const target = (id: string) => ({ fields: fields[id] ?? {} });
    expect(order(contacts, { rubric: rubric({ rank }), target, params: { weight: 2 } })).toEqual(['d', 'a', 'c', 'b']);
  });

  test('does not read targets where the expression does not', () => {
    const target = () => {
      throw new Error('not asked for');
    };
    expect(
      order(contacts, { rubric: rubric({ rank: { expression: 'collected.price', direction: 'asc' } }), target }),
    ).toHaveLength(4);
  });

  test('marks nobody as shortlisted who did not tell', () => {
    const rank = { expression: 'collected.price', direction: 'asc' as const };
    const options = { contacts, target: () => ({ fields: {} }), params: {} };
    const { ranking } = rankContacts({ ...options, rubric: rubric({ rank, shortlist: 4 }) });
    expect(ranking.map((one) => one.shortlisted)).toEqual([true, true, true, false]);
  });
});

describe('the order of offers', () => {
  const contacts = [told('a', { price: 150 }), told('b', { price: 20 }), told('c', { price: 90 }), told('d', {})];

  test.each([
    ['minimize', {}, ['b', 'c', 'a']],
    ['maximize', {}, ['a', 'c', 'b']],
    ['minimize', { floor: 50 }, ['c', 'a']],
    ['minimize', { floor: 90, ceiling: 90 }, ['c']],
    ['minimize', { ceiling: 100 }, ['b', 'c']],
    ['minimize', { ceiling: 10 }, []],
  ] as const)('%s within %j', (direction, bounds, expected) => {
    expect(order(contacts, { negotiate: { direction, expression: 'collected.price', ...bounds } })).toEqual(expected);
  });
});

describe('a ranking', () => {
  test('has a hash that names who stands where', () => {
    const hash = (ids: readonly string[]): string =>
      rankContacts({
        contacts: ids.map((id) => contact(id)),
        rubric: rubric(),
        target: () => ({ fields: {} }),
        params: {},
      }).hash;
    expect(hash(['a', 'b'])).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(hash(['a', 'b'])).toBe(hash(['a', 'b']));
    expect(hash(['b', 'a'])).not.toBe(hash(['a', 'b']));
  });

  test('holds every qualified contact once, in falling order', () => {
    const scores = fc.array(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), reached: fc.boolean() }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(scores, (rows) => {
        const contacts = rows.map(({ score, reached }, at) =>
          contact(`t${at}`, { score, status: reached ? 'reached' : 'unreached' }),
        );
        const { ranking } = rankContacts({ contacts, rubric: rubric(), target: () => ({ fields: {} }), params: {} });
        expect(new Set(ranking.map((one) => one.target)).size).toBe(
          contacts.filter((one) => one.status === 'reached').length,
        );
        expect(ranking.every((one, at) => (one.score ?? 0) <= (ranking[at - 1]?.score ?? 1))).toBe(true);
        expect(ranking.map((one) => one.rank)).toEqual(ranking.map((_, at) => at + 1));
      }),
    );
  });
});
