/** The world that is killed, and the calls placed in it. */
import { minuteMs, secondMs } from '../../src/lib/time.ts';
import type { Prepared } from '../../src/run/ports.ts';
import { openSimulator, type Simulator } from '../../src/simulator/open.ts';
import { valueIn } from '../contract/provider-rig.ts';

const startsAt = Date.parse('2026-11-23T15:00:00Z');
const simulate = {
  seed: 7,
  default: { answered: 0.5, 'no-answer': 0.3, busy: 0.2 },
  personas: {},
  approver: {},
} as const;

export interface Killed {
  readonly sim: Simulator;
  readonly prepared: Prepared;
}

export async function openKilled(file: string, at = startsAt): Promise<Killed> {
  const opened = openSimulator({ file, simulate, startsAt: at, world: 'sim:killed' });
  if (!opened.ok) throw new Error(opened.error.message);
  const round = { id: '', channel: 'call', name: 'C', instructions: 'first', greeting: '', tools: [] } as const;
  const rounds = [{ ...round, assistants: 1, collect: {} }];
  const prepare = { run: 'run-1', mission: 'M', steps: [], needs: { calls: 1, texts: 0 }, rounds };
  return { sim: opened.value, prepared: valueIn(await opened.value.provider.prepare(prepare)) };
}

/** Far enough for some of the calls placed to be dialled at the very end of it. */
export const passedMs = 2 * minuteMs + secondMs;

/** Each of ten targets again and again, two minutes ahead. */
export async function placeAll(what: Killed & { readonly from: number; readonly to: number }): Promise<string[]> {
  const { sim, prepared, from, to } = what;
  const assistant = prepared.assistants['']?.[0] ?? { id: '', from: '' };
  const placing = Array.from({ length: to - from }, async (_, i) => {
    const target = `target-${(from + i) % 10}`;
    const answer = await sim.provider.place({
      assistant: assistant.id,
      mission: prepared.mission,
      channel: 'call',
      to: '+13125550101',
      from: assistant.from,
      // Not in the order of placing.
      scheduledAt: sim.clock.now() + 2 * minuteMs + ((i * 7) % 3) * secondMs,
      metadata: { key: `key-${from + i}`, run: 'run-1', contact: target, target },
    });
    return valueIn(answer).ref;
  });
  return await Promise.all(placing);
}
