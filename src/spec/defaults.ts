/** What holds where a mission file says nothing. Everything that is not here is off. */
import type { MissionDraft } from './draft.ts';
import type { SimulateSpec } from './spec.ts';

export const defaults = {
  hours: '09:00-17:00',
  days: 'mon-fri',
  timezone: 'target',
  deadline: '7d',
  lookahead: '15m',
  concurrency: 10,
  callMinutes: 15,
  gateVia: ['push', 'terminal'],
  gateTimeout: '24h',
  againAfter: '30d',
  model: 'openai/gpt-4o',
  judgeScale: 5,
  seed: 1,
} as const;

/** How targets without a persona behave. Texts go by the same names: who would pick up reads and answers. */
export const sharesDefault: SimulateSpec['default'] = { answered: 0.7, 'no-answer': 0.15, voicemail: 0.1, busy: 0.05 };

/** Attempts per number in any 24 hours. */
export function attemptsPerDay(draft: MissionDraft): number {
  return draft.limits?.attempts_per_number_per_day ?? (draft.purpose === 'solicitation' ? 2 : 4);
}
