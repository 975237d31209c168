/** What is not asked because the service would tell, and that it is asked all the same where it may not have been heard. */
import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '../../src/lib/time.ts';
import { Following } from '../../src/provider/following.ts';
import type { Push, Reading } from '../../src/run/ports.ts';

function rig() {
  const listeners = new Set<(push: Push) => void>();
  let now = 0;
  let isLive = true;
  const following = new Following(
    {
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      isLive: () => isLive,
      close: () => Promise.resolve(),
    },
    () => now,
  );
  const under: Reading = { ref: 'e1', status: 'in_progress', call: 'ringing' };
  const over: Reading = { ref: 'e1', status: 'completed', call: 'answered', conversation: 'c1' };
  return {
    following,
    under,
    over,
    tell: (push: Push) => {
      for (const listener of listeners) listener(push);
    },
    pass: (ms: number) => {
      now += ms;
    },
    live: (is: boolean) => {
      isLive = is;
    },
    /** Placed, and seen under way. */
    call() {
      following.placed('e1', { mission: 'm1', to: '+1', scheduledAt: 0 });
      following.asking(['e1']);
      following.read([under]);
    },
  };
}

const call = (to: string, mission = 'm1'): Push => ({ kind: 'number', mission, to });
const insight = (conversation: string): Push => ({ kind: 'insight', conversation });

test('a call is asked about until it was seen under way, then not for four minutes', () => {
  const { following, call: begin, pass } = rig();
  following.placed('e1', { mission: 'm1', to: '+1', scheduledAt: 0 });
  expect(following.wantsReading(['e1'])).toBe(true);
  begin();
  pass(4 * minuteMs - 1);
  expect(following.wantsReading(['e1'])).toBe(false);
  pass(1);
  expect(following.wantsReading(['e1'])).toBe(true);
});

test('a call that is only said to be under way is looked at before it could ring too late (invariant 3)', () => {
  const { following, tell, pass } = rig();
  following.placed('e1', { mission: 'm1', to: '+1', scheduledAt: 0 });
  pass(3 * minuteMs);
  // Perhaps it was about an earlier call to the number.
  tell({ kind: 'under-way', mission: 'm1', to: '+1' });
  pass(2 * minuteMs - 1);
  expect(following.wantsReading(['e1'])).toBe(false);
  pass(1);
  expect(following.wantsReading(['e1'])).toBe(true);
});

test('a call that is said to be under way need not be seen so', () => {
  const { following, tell, pass } = rig();
  following.placed('e1', { mission: 'm1', to: '+1', scheduledAt: 0 });
  pass(minuteMs);
  tell({ kind: 'under-way', mission: 'm1', to: '+1' });
  expect(following.wantsReading(['e1'])).toBe(false);
  pass(4 * minuteMs);
  expect(following.wantsReading(['e1'])).toBe(true);
});

test.each([
  ['its number and mission', call('+1'), true],
  ['it', { kind: 'attempt', ref: 'e1' }, true],
  ['a gap', { kind: 'missed' }, true],
  ['another number', call('+2'), false],
  ['another mission', call('+1', 'm2'), false],
  ['another call', { kind: 'attempt', ref: 'e2' }, false],
  ['a text', { kind: 'text', from: '+1', to: '+2' }, false],
] as const)('a hint at %s is asked about: %o', (_, push, wanted) => {
  const { following, call: begin, tell } = rig();
  begin();
  tell(push);
  expect(following.wantsReading(['e1'])).toBe(wanted);
});

test('a hint that comes while the answer is on its way is not lost', () => {
  const { following, call: begin, tell, under } = rig();
  begin();
  tell(call('+1'));
  following.asking(['e1']);
  tell(call('+1'));
  following.read([under]);
  expect(following.wantsReading(['e1'])).toBe(true);
});

test('what got no answer is asked again', () => {
  const { following, call: begin, tell } = rig();
  begin();
  tell(call('+1'));
  following.asking(['e1']);
  following.unanswered(['e1']);
  expect(following.wantsReading(['e1'])).toBe(true);
});

test('one call that must be asked about is reason enough', () => {
  const { following, call: begin } = rig();
  begin();
  expect(following.wantsReading(['e1', 'e9'])).toBe(true);
});

test('what was placed before, taken back, or placed while nothing was heard is asked about', () => {
  const { following, call: begin, live } = rig();
  expect(following.wantsReading(['e1'])).toBe(true);
  begin();
  following.forget('e1');
  expect(following.wantsReading(['e1'])).toBe(true);
  live(false);
  begin();
  live(true);
  expect(following.wantsReading(['e1'])).toBe(true);
});

test('after a gap nothing from before is relied on, even where the gap is over when somebody asks', () => {
  const { following, call: begin, live, over } = rig();
  begin();
  live(false);
  expect(following.wantsReading(['e1'])).toBe(true);
  live(true);
  expect(following.wantsReading(['e1'])).toBe(true);
  following.read([over]);
  expect(following.wantsInsight('c1')).toBe(true);
});

test('an insight is asked for when it is announced, and every two minutes all the same', () => {
  const { following, call: begin, over, pass, tell } = rig();
  begin();
  following.read([over]);
  expect(following.wantsInsight('c1')).toBe(false);
  pass(2 * minuteMs);
  expect(following.wantsInsight('c1')).toBe(true);
  pass(10 * secondMs);
  expect(following.wantsInsight('c1')).toBe(false);
  tell(insight('c2'));
  expect(following.wantsInsight('c1')).toBe(false);
  tell(insight('c1'));
  expect(following.wantsInsight('c1')).toBe(true);
  // Announced and not there yet: it is asked for as often as somebody wants it.
  expect(following.wantsInsight('c1')).toBe(true);
});

test('an insight that was announced before its conversation was known is asked for', () => {
  const { following, call: begin, over, tell } = rig();
  begin();
  tell(insight('c1'));
  following.read([over]);
  expect(following.wantsInsight('c1')).toBe(true);
});

test('an insight of a call that was not followed is asked for', () => {
  const { following, over } = rig();
  following.read([over]);
  expect(following.wantsInsight('c1')).toBe(true);
});
