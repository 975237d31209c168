import { describe, expect, it } from 'vitest';
import { type ApprovalWait, waitForApproval } from '../../src/cli/approval-wait.ts';
import { type FakeTimers, fakeTimers } from '../support/fake-timers.ts';

type Answer = Awaited<ReturnType<ApprovalWait['read']>>;

const says = (status: unknown): Answer => ({ ok: true, value: { status } });
const fails = (
  code: 'lost' | 'unreached' | 'throttled' | 'refused' | 'unauthorized',
  retryAfterMs?: number,
): Answer => ({
  ok: false,
  error: { code, message: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
});

/** Waits for at most 10 s; the last answer repeats. `at`: when each question was asked, in seconds. */
async function waiting(answers: readonly Answer[], interrupt?: (timers: FakeTimers) => number, biometric = false) {
  const timers = fakeTimers();
  const start = timers.now();
  const at: number[] = [];
  const stop = new AbortController();
  const read = async (): Promise<Answer> => {
    at.push((timers.now() - start) / 1_000);
    return answers[Math.min(at.length, answers.length) - 1] ?? says('pending');
  };
  let done = false;
  const came = waitForApproval({ read, timers, timeoutMs: 10_000, biometric, signal: stop.signal }).finally(() => {
    done = true;
  });
  for (let turn = 0; !done && turn < 100; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (interrupt !== undefined && turn === interrupt(timers)) stop.abort();
    timers.pass(timers.next() ?? 0);
  }
  return { came: await came, at };
}

describe('waiting for an answer', () => {
  it('takes no yes without the biometrics that were asked for', async () => {
    const { came } = await waiting([says('approved')], undefined, true);
    expect(came).toMatchObject({ ok: true, value: { word: 'expired' } });
  });

  it.each([
    ['approved', 'approved'],
    ['denied', 'denied'],
    ['rejected', 'denied'],
    ['expired', 'expired'],
    ['timeout', 'timeout'],
    ['no_devices', 'no_devices'],
    ['no_devices_reached', 'no_devices_reached'],
  ])('ends with %s: %s', async (status, word) => {
    const { came, at } = await waiting([says('pending'), says(status)]);
    expect(came).toEqual({ ok: true, value: { word, answer: { status } } });
    expect(at).toEqual([0, 2]);
  });

  it('ends with the time, asking once more at its end', async () => {
    const { came, at } = await waiting([says('pending')]);
    expect(came).toMatchObject({ ok: true, value: { word: 'timeout' } });
    expect(at).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('counts a yes of the last moment', async () => {
    const { came } = await waiting([...Array<Answer>(5).fill(says('pending')), says('approved')]);
    expect(came).toMatchObject({ ok: true, value: { word: 'approved' } });
  });

  it('goes on where an answer was lost, and asks less where it is asked to', async () => {
    const { came, at } = await waiting([fails('lost'), fails('unreached'), fails('throttled', 4_000), says('denied')]);
    expect(came).toMatchObject({ ok: true, value: { word: 'denied' } });
    expect(at).toEqual([0, 2, 4, 8]);
  });

  it('is a timeout, never a yes, where nothing was heard at all', async () => {
    expect((await waiting([fails('lost')])).came).toMatchObject({ ok: true, value: { word: 'timeout', answer: null } });
  });

  it.each([says('granted'), says(undefined), says(true), { ok: true, value: 'approved' } as Answer])(
    'fails where the service says what nobody knows: %j',
    async (answer) => {
      expect((await waiting([answer])).came).toMatchObject({ ok: false, error: { code: 'unreadable' } });
    },
  );

  it.each(['refused', 'unauthorized'] as const)('fails where the question is %s', async (code) => {
    expect((await waiting([fails(code)])).came).toMatchObject({ ok: false, error: { code } });
  });

  it('can be interrupted', async () => {
    const { came, at } = await waiting([says('pending')], () => 2);
    expect(came).toEqual({ ok: true, value: null });
    expect(at.length).toBeLessThan(5);
  });

  it('can be interrupted while a question is on its way', async () => {
    const stop = new AbortController();
    const read = () => new Promise<Answer>(() => undefined);
    const of = { read, timers: fakeTimers(), timeoutMs: 10_000, biometric: false, signal: stop.signal };
    const came = waitForApproval(of);
    stop.abort();
    expect(await came).toEqual({ ok: true, value: null });
  });
});
