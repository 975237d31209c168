import { expect, test } from 'vitest';
import { observeMission } from '../../src/run/mission-observe.ts';
import { freshMission } from '../../src/run/mission-state.ts';
import type { Approval } from '../../src/run/ports.ts';
import { from, worlds } from './fuzz-world.ts';

/** The phone was asked twice, and the second request is open. */
function told(request: string, status: Approval['status']) {
  const context = worlds.find(({ context: { mission } }) => mission.spec.gates.length > 0)?.context;
  const gate = context?.mission.spec.gates[0]?.id;
  if (context === undefined || gate === undefined) throw new Error('no mission with a gate');
  const asked = { status: 'asked', question: 'Call?', hash: 'sha256:1', request: 'second', askedAt: from } as const;
  const state = { ...freshMission(context), status: 'waiting', gates: { [gate]: asked } } as const;
  const observed = observeMission(
    state,
    { kind: 'approval', gate, request, approval: { status } },
    { context, at: from },
  );
  return observed.map(({ type }) => type);
}

test.each(['expired', 'approved', 'denied'] as const)(
  'what became of an earlier request to the phone (%s) leaves the one that is open alone',
  (status) => {
    expect(told('first', status)).toEqual([]);
  },
);

test('what became of the open request is heard', () => {
  expect(told('second', 'expired')).toEqual(['gate.unanswered']);
  expect(told('second', 'approved')).toEqual(['gate.approved']);
  expect(told('second', 'denied')).toEqual(['gate.denied']);
});
