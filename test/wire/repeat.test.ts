/** What is repeated, and what comes of it when it is called off. */
import { expect, test } from 'vitest';
import { fail, ok } from '../../src/lib/result.ts';
import { repeated } from '../../src/wire/repeat.ts';

const quick = { minMs: 1, maxMs: 1 };
const lost = fail({ code: 'lost', message: 'no answer' } as const);
const refused = fail({ code: 'refused', message: 'no' } as const);

/** Gives these answers, one after the other, the last again and again. */
function answering(
  ...answers: readonly (typeof lost | typeof refused | { readonly ok: true; readonly value: number })[]
) {
  let asked = 0;
  return {
    ask: () => {
      asked += 1;
      return Promise.resolve(answers[Math.min(asked, answers.length) - 1] ?? lost);
    },
    asked: () => asked,
  };
}

test('what may pass is asked again, a refusal is not', async () => {
  const passing = answering(lost, lost, ok(7));
  expect(await repeated(passing.ask, quick)).toEqual(ok(7));
  expect(passing.asked()).toBe(3);
  const definite = answering(refused);
  expect(await repeated(definite.ask, quick)).toEqual(refused);
  expect(definite.asked()).toBe(1);
});

test.each([
  ['an answer', ok(7)],
  ['a failure', lost],
])('called off while the first request is under way, it comes to %s of that request', async (_, came) => {
  const off = new AbortController();
  const ask = async () => {
    off.abort();
    return came;
  };
  expect(await repeated(ask, { ...quick, signal: off.signal })).toEqual(came);
});

test('called off before anything was sent, it says so', async () => {
  const off = new AbortController();
  off.abort();
  const never = answering(ok(7));
  expect(await repeated(never.ask, { ...quick, signal: off.signal })).toMatchObject({
    ok: false,
    error: { code: 'unreached' },
  });
  expect(never.asked()).toBe(0);
});

test('called off in a pause, it comes to the last failure', async () => {
  const off = new AbortController();
  const failing = answering(lost);
  const came = repeated(failing.ask, { minMs: 60_000, maxMs: 60_000, signal: off.signal });
  setImmediate(() => off.abort());
  expect(await came).toEqual(lost);
  expect(failing.asked()).toBe(1);
});

test('a bug is no failure of the service, called off or not', async () => {
  const off = new AbortController();
  const ask = () => {
    off.abort();
    throw new Error('a bug');
  };
  await expect(repeated(ask, { ...quick, signal: off.signal })).rejects.toThrow();
});
