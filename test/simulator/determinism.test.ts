import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { minuteMs } from '../../src/lib/time.ts';
import type { Push } from '../../src/run/ports.ts';
import { valueIn } from '../contract/provider-rig.ts';
import { price, recordFile, SimRig, type SimRigOptions } from './sim-rig.ts';

/** Everything that a world answers to 400 calls and 100 texts, as text. */
async function story(options: SimRigOptions): Promise<string> {
  const shares = { answered: 0.5, 'no-answer': 0.2, voicemail: 0.2, busy: 0.05 };
  const collect = { ...price, note: { type: 'string', required: false } } as const;
  const rig = await SimRig.open({ collect, ...options, simulate: { default: shares, ...options.simulate } });
  const { provider, clock } = rig.sim;
  const told: unknown[] = [];
  provider.onPush((push: Push) => told.push([clock.now(), push]));
  for (let batch = 0; batch < 10; batch += 1) {
    const places = Array.from({ length: 50 }, (_, i) =>
      rig.place(`target-${(batch * 50 + i) % 90}`, { channel: i % 5 === 0 ? 'sms' : 'call' }),
    );
    const refs = await Promise.all(places);
    while ((await clock.wait(clock.now() + 6 * minuteMs)) !== 'due');
    for (const channel of ['call', 'sms'] as const) {
      const readings = valueIn(await provider.read({ assistant: rig.assistant(channel).id, refs }));
      told.push(readings);
      for (const { conversation } of readings)
        if (conversation !== undefined) told.push(await rig.insight(conversation));
    }
  }
  told.push(valueIn(await provider.inbox({ since: 0 })), rig.sim.seen());
  return JSON.stringify(told);
}

test('the same requests to a world of the same seed have the same answers, byte for byte', async () => {
  const [first, second] = [await story({}), await story({ file: recordFile() })];
  expect(second).toBe(first);
});

test('another seed is another world', async () => {
  expect(await story({ simulate: { seed: 8 } })).not.toBe(await story({}));
});

/** Changes only with the world itself: a new hash here means that every simulated run tells another story. */
test('a seed tells the same story on every machine and version of Node', async () => {
  const hash = createHash('sha256')
    .update(await story({}))
    .digest('hex');
  expect(hash.slice(0, 16)).toBe('b6b115c5308fa8c6');
});
