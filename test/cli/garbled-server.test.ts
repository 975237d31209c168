/** A simulator server that answers with what cannot be read: the run ends with exit 4 and a sentence, never as a bug. */
import { expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { type FakeReply, type FakeRequest, fakeService } from '../support/fake-service.ts';

const mission = `version: 1
name: Call around
class: parallel-sweep
purpose: inquiry
provider: clawdtalk
targets:
  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }
assistant:
  instructions: You are an AI assistant calling {{target.name}}. Ask for the price.
retry: none
`;
const now = Date.parse('2026-11-24T16:00:00Z');
const clock: FakeReply = { body: { now, next: null } };
const deep = `${'{"now":['.repeat(5_000)}${']}'.repeat(5_000)}`;

const isOf =
  (end: string) =>
  ({ path }: FakeRequest): boolean =>
    path === `/simulator/clock${end}`;

it.each([
  ['its clock is empty', isOf(''), { body: {} }],
  ['its clock is no instant', isOf(''), { body: { now: 1.5 } }],
  ['its clock is nested 5,000 deep', isOf(''), { text: deep }],
  ['its holding is empty', isOf('/hold'), { body: {} }],
  ['its waiting is empty', isOf('/wait'), { body: {} }],
  ['its waiting ends in no way', isOf('/wait'), { body: { now, next: null, end: 'over', pushes: [] } }],
] as const)(
  '%s',
  async (_, isGarbled, garbage) => {
    const { account } = await fakeService((request) => {
      if (isGarbled(request)) return garbage;
      if (request.path.endsWith('/me')) return { body: { user_id: 'u1' } };
      return request.path.startsWith('/simulator/') ? clock : { status: 503 };
    });
    const folder = rig({ env: { CLAWDTALK_API_URL: account.apiUrl, CLAWDTALK_API_KEY: account.apiKey } });
    folder.write('m.yaml', mission);
    const { code, stderr } = await folder.mission('run', 'm.yaml');
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringMatching(/cannot be read|nested too deeply/) });
  },
  30_000,
);
