import { describe, expect, it } from 'vitest';
import { Approvals } from '../../src/gateway/approvals.ts';
import { fail, ok, type Result } from '../../src/lib/result.ts';
import type { WireAnswer, WireRequest } from '../../src/wire/client.ts';
import type { WireFailure } from '../../src/wire/failure.ts';
import { fakeTimers } from '../support/fake-timers.ts';

type Answer = Result<WireAnswer, WireFailure>;
const body = (value: unknown): Answer => ok({ status: 200, body: value, serviceAt: null });
const broken: Answer = fail({ code: 'lost', message: 'No answer came.' });
const refused: Answer = fail({ code: 'refused', message: 'No.' });

function asking(answers: {
  readonly post?: Answer | Promise<Answer>;
  readonly get?: () => Answer;
  readonly details?: string;
}) {
  const timers = fakeTimers();
  const requests: WireRequest[] = [];
  const client = {
    request: async (request: WireRequest): Promise<Answer> => {
      requests.push(request);
      if (request.method === 'POST') return answers.post ?? body({ request_id: 'r', devices_notified: 1 });
      return answers.get?.() ?? body({ request_id: 'r', status: 'pending' });
    },
  };
  const approvals = new Approvals({ client, timers, log: () => undefined });
  const asked = approvals.ask({ action: 'x'.repeat(500), details: answers.details ?? 'y' });
  return { approvals, timers, requests, asked };
}

/** Lets what was promised happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('an approval', () => {
  it('is asked for at the service, for a minute', async () => {
    const { requests, approvals, asked } = asking({});
    await settle();
    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/approvals',
        body: { action: `${'x'.repeat(199)}…`, details: 'y', require_biometric: false, expires_in: 60 },
      },
    ]);
    approvals.hear('r', 'approved');
    expect(await asked).toBe('approved');
  });

  it('is not asked for where its details cannot be shown whole', async () => {
    const { requests, asked } = asking({ details: 'y'.repeat(2_001) });
    expect(await asked).toBe('broken');
    expect(requests).toEqual([]);
  });

  it.each([
    ['approved', 'approved'],
    ['denied', 'denied'],
    ['rejected', 'denied'],
    ['timeout', 'timeout'],
    ['canceled', 'timeout'],
    ['no_devices', 'no_devices'],
    ['no_devices_reached', 'no_devices_reached'],
  ])('comes by push: %s', async (said, decision) => {
    const { approvals, asked } = asking({});
    await settle();
    approvals.hear('another', 'approved');
    approvals.hear('r', 'yes!');
    approvals.hear('r', 'constructor');
    approvals.hear('r', said);
    approvals.hear('r', 'approved');
    expect(await asked).toBe(decision);
  });

  it('counts where the push comes before the answer to the question', async () => {
    let answer: (value: Answer) => void = () => undefined;
    const post = new Promise<Answer>((resolve) => {
      answer = resolve;
    });
    const { approvals, asked } = asking({ post });
    await settle();
    approvals.hear('r', 'denied');
    answer(body({ request_id: 'r', devices_notified: 1 }));
    expect(await asked).toBe('denied');
  });

  it.each([
    ['approved', 'approved'],
    ['denied', 'denied'],
    ['expired', 'timeout'],
  ])('is looked at where the push was lost: %s', async (status, decision) => {
    let looks = 0;
    const get = (): Answer => {
      looks += 1;
      if (looks === 1) return broken;
      if (looks === 2) return body({ request_id: 'another', status: 'approved' });
      return body({ request_id: 'r', status: looks === 3 ? 'pending' : status });
    };
    const { timers, asked } = asking({ get });
    for (let look = 0; look < 4; look += 1) {
      await settle();
      timers.pass(3_000);
    }
    expect(await asked).toBe(decision);
  });

  it('is none after a minute, whatever comes later', async () => {
    const { timers, approvals, asked } = asking({});
    await settle();
    timers.pass(60_000);
    approvals.hear('r', 'approved');
    expect(await asked).toBe('timeout');
  });

  it.each([
    [body({ request_id: 'r', devices_notified: 0, devices_failed: 0 }), 'no_devices'],
    [body({ request_id: 'r', devices_notified: 0 }), 'no_devices'],
    [body({ request_id: 'r', devices_notified: 0, devices_failed: 2 }), 'no_devices_reached'],
    [body({ request_id: 'r', devices_notified: 0, status: 'approved' }), 'no_devices'],
    [body({}), 'broken'],
    [body({ request_id: '..', devices_notified: 1 }), 'broken'],
    [body({ request_id: 7, devices_notified: 1 }), 'broken'],
    [body('approved'), 'broken'],
    [body(undefined), 'broken'],
    [broken, 'broken'],
    [refused, 'broken'],
  ] as const)('is no yes where the service answers %j', async (post, decision) => {
    const { asked } = asking({ post });
    expect(await asked).toBe(decision);
  });

  it('is no yes where the gateway ends', async () => {
    const { approvals, timers, asked } = asking({});
    await settle();
    approvals.close();
    expect(await asked).toBe('broken');
    expect(timers.next()).toBeNull();
  });
});
