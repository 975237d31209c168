/** Preparing the service takes as long as it takes, whatever happens meanwhile. */
import { setImmediate as immediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Provider, Push } from '../../src/run/ports.ts';
import { driveWith, failure } from '../support/faulty-service.ts';

test('it is not asked for again while it is under way, only after it has failed', async () => {
  const listeners = new Set<(push: Push) => void>();
  let underWay = 0;
  let most = 0;
  let asked = 0;
  const { types } = await driveWith((real) => ({
    onPush: ((listener) => {
      listeners.add(listener);
      return real.onPush(listener);
    }) as Provider['onPush'],
    async prepare(request) {
      asked += 1;
      const isFirst = asked === 1;
      underWay += 1;
      most = Math.max(most, underWay);
      for (const listener of listeners) listener({ kind: 'missed' });
      for (let turn = 0; turn < 10; turn += 1) await immediate();
      underWay -= 1;
      return isFirst ? failure('lost') : real.prepare(request);
    },
  }));
  expect(most).toBe(1);
  expect(asked).toBe(2);
  expect(types.at(-1)).toBe('run.finished');
});
