/** What holds where a mission file and the contact rules say nothing. Everything that is not here is off. */
import type { SimulateSpec } from './spec.ts';

export const defaults = {
  timezone: 'target',
  deadline: '7d',
  lookahead: '15m',
  concurrency: 10,
  callMinutes: 15,
  gateVia: ['push', 'terminal'],
  gateTimeout: '24h',
  model: 'openai/gpt-4o',
  judgeScale: 5,
  seed: 1,
} as const;

/** How targets without a persona behave. Texts go by the same names: who would pick up reads and answers. */
export const sharesDefault: SimulateSpec['default'] = { answered: 0.7, 'no-answer': 0.15, voicemail: 0.1, busy: 0.05 };
