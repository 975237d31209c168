/** The provider in front of a service that answers as a test says. */
import { onTestFinished } from 'vitest';
import { openClawdTalk } from '../../src/provider/open.ts';
import { silent } from '../../src/provider/push-source.ts';
import type { PlaceRequest, Provider } from '../../src/run/ports.ts';
import { type FakeReply, type FakeRequest, type FakeService, fakeService } from '../support/fake-service.ts';

export const now = Date.parse('2026-11-23T15:00:00Z');

export interface FakeRig extends FakeService {
  readonly provider: Provider;
}

/** `prepared` false: it knows no more than the id of the service's mission. */
export async function fakeRig(
  answer: (request: FakeRequest) => FakeReply,
  options: { readonly prepared?: boolean } = {},
): Promise<FakeRig> {
  const service = await fakeService(answer);
  const provider = openClawdTalk({
    client: service.client,
    world: 'sim:test',
    run: { id: 'run-1', name: 'a-1' },
    now: () => now,
    push: silent,
    prepared: options.prepared === false ? { mission: 'm1' } : { mission: 'm1', run: 'r1' },
    repeat: { minMs: 1, maxMs: 2 },
  });
  onTestFinished(() => provider.close());
  return Object.assign(service, { provider });
}

export const placeRequest: PlaceRequest = {
  assistant: 'a1',
  mission: 'm1',
  channel: 'call',
  to: '+13125550101',
  from: '+12025550100',
  scheduledAt: now + 120_000,
  metadata: { key: 'k1', run: 'a-1', contact: 'acme', target: 'acme' },
};

/** A refusal by the telephony layer, as the service passes it on. */
export const wrapped = (status: number, code = '10015', detail = 'no') => ({
  error: {
    code: 'internal',
    message: `Telnyx schedule call failed (${status}): ${JSON.stringify({ errors: [{ code, title: 'T', detail }] }, null, 2)}`,
  },
});

/** What a scheduled event looks like. */
export const scheduled = (change: object = {}) => ({
  id: 'e1',
  assistant_id: 'a1',
  channel: 'call',
  to_number: '+13125550101',
  from_number: '+12025550100',
  scheduled_at: '2026-11-23T15:02:00Z',
  metadata: { key: 'k1' },
  status: 'pending',
  call_status: null,
  conversation_id: null,
  ...change,
});
