/** The simplest mission: three shops in one zone, called at once, that all answer. */
import type { GateSpec } from '../../src/spec/spec.ts';
import { type RandomMission, randomMission } from './random-mission.ts';
import { rulesFor } from './rules.ts';

/** `gates` stand before the calls. */
export function sweep(gates: readonly GateSpec[] = []): RandomMission {
  const base = randomMission(1);
  const { rubric: _, reply: __, message: ___, ...round } = base.spec.rounds[0];
  const { negotiate: _n, goal: _g, act: _a, ...spec } = base.spec;
  const assistant = {
    name: 'Caller',
    greeting: '',
    instructions: 'You are an AI assistant calling {{target.name}}.',
    model: 'openai/gpt-4o',
    tools: [],
    voicemail: { detect: 'auto', action: 'hang_up' },
  } as const;
  const schedule = {
    start: null,
    hours: { from: 9 * 60, to: 17 * 60 },
    days: [1, 2, 3, 4, 5],
    timezone: 'target',
    holidays: [],
    lookaheadMs: 15 * 60_000,
    deadline: { afterMs: 7 * 86_400_000 },
  } as const;
  return {
    spec: {
      ...spec,
      class: 'parallel-sweep',
      purpose: 'inquiry',
      contactRules: rulesFor('inquiry'),
      rounds: [
        {
          ...round,
          id: '',
          targets: { kind: 'all' },
          channel: 'call',
          assistant,
          collect: {},
          schedule,
          retry: { base: 'none', adjust: {} },
        },
      ],
      gates,
      limits: { concurrency: 3, attemptsPerNumberPerDay: 4, callMinutes: 15 },
      simulate: { ...spec.simulate, from: Date.parse('2026-11-23T16:00:00Z'), default: { answered: 1 } },
    },
    targets: ['a', 'b', 'c'].map((id, at) => {
      const phone = `+1312555010${at + 1}`;
      return {
        id,
        name: id,
        phone,
        zones: ['America/Chicago'],
        kind: 'service' as const,
        fields: { id, name: id, phone },
      };
    }),
  };
}
