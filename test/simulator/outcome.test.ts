import { describe, expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../src/lib/time.ts';
import { Draws } from '../../src/simulator/draw.ts';
import type { Dialled } from '../../src/simulator/event.ts';
import { decideFate, type FateOf, personaLine, Shares } from '../../src/simulator/outcome.ts';
import type { PersonaLine } from '../../src/spec/spec.ts';

const at = Date.parse('2026-11-23T15:00:00Z');
const count = 10_000;

function fate(
  change: Partial<FateOf> & { readonly target?: string; readonly seed?: number } = {},
  shares = {},
): Dialled {
  const { target = 'acme', seed = 7, ...rest } = change;
  const attempt = rest.attempt ?? 1;
  return decideFate(
    {
      channel: 'call',
      at,
      attempt,
      prompt: 1,
      line: null,
      draws: new Draws({ seed, target, attempt }),
      collects: false,
      automated: false,
      detects: true,
      proseShare: 0.1,
      replyText: () => 'drawn',
      ...rest,
    },
    new Shares(shares),
  );
}

function manyFates(change: Partial<FateOf>, shares: Record<string, number>): readonly Dialled[] {
  return Array.from({ length: count }, (_, i) => fate({ ...change, target: `target-${i}` }, shares));
}

function share(fates: readonly Dialled[], is: (fate: Dialled) => boolean): number {
  return fates.filter(is).length / fates.length;
}

describe('outcomes that are drawn', () => {
  const shares = { answered: 0.6, 'no-answer': 0.2, voicemail: 0.1, busy: 0.06 };
  const fates = manyFates({}, shares);

  test.each([...Object.entries(shares), ['failed', 0.04]] as const)('have their share: %s, %d', (outcome, expected) => {
    expect(share(fates, (fate) => fate.outcome === outcome)).toBeCloseTo(expected, 1.7);
  });

  test('do not depend on the order in which the file names them', () => {
    const turned = Object.fromEntries(Object.entries(shares).toReversed());
    expect(manyFates({}, turned)).toEqual(fates);
  });

  test('differ by seed, by target and by attempt', () => {
    const outcomes = (change: object) => fate(change, { answered: 1 }).endedAt;
    const all = [{}, { seed: 8 }, { target: 'other' }, { attempt: 2 }].map(outcomes);
    expect(new Set(all).size).toBe(4);
  });

  test('are failed where no share is given, or one of a name that is none', () => {
    expect(fate({}, {}).outcome).toBe('failed');
    expect(fate({}, { constructor: 1 }).outcome).toBe('failed');
  });

  test('never are the voicemail of a machine', () => {
    const machines = manyFates({ automated: true }, { voicemail: 0.5, answered: 0.5 });
    expect(share(machines, (fate) => fate.outcome === 'answered')).toBe(1);
  });
});

describe('times', () => {
  const seconds = (fates: readonly Dialled[], of: (fate: Dialled) => number) => {
    const all = fates.map((fate) => of(fate) / secondMs);
    return [Math.min(...all), Math.max(...all)];
  };
  const answered = manyFates({}, { answered: 1 });
  const talk = (fate: Dialled) => fate.endedAt - (fate.answeredAt ?? 0);

  test('it rings for 5 to 30 seconds, and 25 to 30 where nobody answers', () => {
    expect(seconds(answered, (fate) => (fate.answeredAt ?? 0) - at)).toEqual([5, 30]);
    expect(seconds(manyFates({}, { 'no-answer': 1 }), (fate) => fate.endedAt - at)).toEqual([25, 30]);
  });

  test('a conversation takes 30 to 240 seconds, a voicemail 20 to 35, a phone tree longer than a person', () => {
    expect(seconds(answered, talk)).toEqual([30, 240]);
    expect(seconds(manyFates({}, { voicemail: 1 }), talk)).toEqual([20, 35]);
    const [least, most] = seconds(manyFates({ automated: true }, { answered: 1 }), talk);
    expect([least, most]).toEqual([120, 480]);
  });

  test('insights come after 5 to 20 seconds, a few after minutes', () => {
    const delay = (fate: Dialled) => (fate.insightAt ?? 0) - fate.endedAt;
    const late = share(answered, (fate) => delay(fate) > 20 * secondMs);
    expect(late).toBeGreaterThan(0.03);
    expect(late).toBeLessThan(0.07);
    expect(seconds(answered, delay)).toEqual([5, 300]);
  });

  test('texts are delivered after 2 to 15 seconds', () => {
    const texts = manyFates({ channel: 'sms' }, { delivered: 1 });
    expect(seconds(texts, (fate) => fate.endedAt - at)).toEqual([2, 15]);
  });

  test('all are whole seconds', () => {
    const odd = answered.filter(({ answeredAt, endedAt, insightAt }) =>
      [answeredAt, endedAt, insightAt].some((instant) => (instant ?? 0.5) % secondMs !== 0),
    );
    expect(odd).toEqual([]);
  });
});

describe('a persona', () => {
  const lines: readonly PersonaLine[] = [{ outcome: 'no-answer' }, { outcome: 'busy' }, { outcome: 'answered' }];

  test.each([
    [1, 'no-answer'],
    [2, 'busy'],
    [3, 'answered'],
    [4, 'answered'],
    [99, 'answered'],
  ] as const)('plays for attempt %i: %s', (attempt, outcome) => {
    expect(personaLine({ acme: lines }, { target: 'acme', attempt })?.outcome).toBe(outcome);
  });

  test.each(['other', 'constructor', '__proto__'])('is nobody else’s: %s', (target) => {
    expect(personaLine({ acme: lines }, { target, attempt: 1 })).toBeNull();
  });

  test('has the scripted duration, but no conversation is longer than a quarter of an hour', () => {
    const talk = (durationMs: number) => {
      const { answeredAt, endedAt } = fate({ line: { outcome: 'answered', durationMs } });
      return endedAt - (answeredAt ?? 0);
    };
    expect([talk(95 * secondMs), talk(60 * minuteMs), talk(0)]).toEqual([95 * secondMs, 15 * minuteMs, secondMs]);
  });

  test('has its voicemail even where a machine is called', () => {
    expect(fate({ automated: true, line: { outcome: 'voicemail' } }).outcome).toBe('voicemail');
    expect(fate({ detects: false, line: { outcome: 'voicemail' } }).outcome).toBe('answered');
  });

  test.each([
    ['delivered', 'answered'],
    ['replied', 'answered'],
    ['undelivered', 'failed'],
  ] as const)('for texts picks up the phone sensibly: %s is %s', (scripted, outcome) => {
    expect(fate({ line: { outcome: scripted } }).outcome).toBe(outcome);
  });

  test.each([
    ['answered', false, 'delivered', null],
    ['answered', true, 'delivered', 'drawn'],
    ['voicemail', true, 'delivered', null],
    ['no-answer', true, 'delivered', null],
    ['busy', true, 'delivered', null],
    ['failed', true, 'undelivered', null],
    ['delivered', true, 'delivered', null],
    ['undelivered', true, 'undelivered', null],
    ['replied', false, 'delivered', 'drawn'],
  ] as const)(
    'for calls takes a text sensibly: %s (collects: %s) is %s, reply %s',
    (scripted, collects, outcome, reply) => {
      expect(fate({ channel: 'sms', collects, line: { outcome: scripted } })).toMatchObject({ outcome, reply });
    },
  );

  test('replies what is scripted, when it is scripted', () => {
    const line = { outcome: 'replied', reply: 'YES', afterMs: 20 * minuteMs } as const;
    const { endedAt, reply, replyAt } = fate({ channel: 'sms', line });
    expect([reply, (replyAt ?? 0) - endedAt]).toEqual(['YES', 20 * minuteMs]);
  });

  test('never speaks prose', () => {
    const line = { outcome: 'answered' } as const;
    expect(share(manyFates({ collects: true, proseShare: 1, line }, {}), (fate) => fate.prose)).toBe(0);
  });
});

test('prose comes at its share, and only where something is collected', () => {
  const answered = { answered: 1 };
  expect(share(manyFates({ collects: true, proseShare: 0.1 }, answered), (fate) => fate.prose)).toBeCloseTo(0.1, 1.7);
  expect(share(manyFates({ collects: false, proseShare: 1 }, answered), (fate) => fate.prose)).toBe(0);
});

test('the share of opted-out answers STOP', () => {
  expect(fate({ channel: 'sms' }, { 'opted-out': 1 })).toMatchObject({ outcome: 'delivered', reply: 'STOP' });
});
