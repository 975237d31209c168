/** Every endpoint of the contract is there, and none answers to who has no key. */
import { expect, test } from 'vitest';
import { ServerRig } from './server-rig.ts';

const run = '/missions/x/runs/y';
const endpoints = [
  ...['GET /me', 'PATCH /me', 'GET /voices'],
  ...['POST /calls', 'GET /calls/x', 'POST /calls/x/end'],
  ...['POST /messages/send', 'GET /messages', 'GET /messages/conversations'],
  ...['POST /approvals', 'GET /approvals', 'GET /approvals/x'],
  ...['POST /missions', 'GET /missions', 'GET /missions/x', 'POST /missions/x/cancel', 'GET /missions/x/events'],
  ...['POST /missions/x/runs', 'GET /missions/x/runs', `GET ${run}`, `PATCH ${run}`],
  ...[`POST ${run}/plan`, `GET ${run}/plan`, `PATCH ${run}/plan/steps/z`],
  ...[`POST ${run}/events`, `GET ${run}/events`],
  ...[`POST ${run}/agents`, `GET ${run}/agents`, `DELETE ${run}/agents/z`],
  ...['POST /assistants', 'GET /assistants', 'GET /assistants/x', 'PATCH /assistants/x', 'DELETE /assistants/x'],
  ...['GET /assistants/x/connection-id', 'POST /assistants/x/assign-phone'],
  ...[
    'POST /assistants/x/events',
    'GET /assistants/x/events',
    'GET /assistants/x/events/y',
    'DELETE /assistants/x/events/y',
  ],
  ...['GET /numbers/account-phones', 'GET /numbers/account-phones/available', 'PATCH /numbers/account-phones/x'],
  ...['GET /numbers/search', 'POST /numbers/order', 'POST /numbers/release', 'GET /numbers/mine'],
  ...['GET /missions/conversations/x/insights', 'GET /missions/recordings/x'],
  ...['GET /doctor/critical', 'GET /doctor/warnings', 'GET /doctor/recommended', 'GET /doctor/infra'],
];

test('every endpoint of the contract answers for itself, and with 401 without a key', async () => {
  const rig = await ServerRig.open();
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.split(' ');
    rig.headers = {};
    const { body, status } = await rig.ask(method, `/v1${path}`);
    expect([endpoint, status, body?.error?.message]).not.toEqual([endpoint, 404, 'Endpoint not found']);
    expect(status, endpoint).toBeLessThan(500);
    rig.headers = { authorization: 'Bearer cc_test_wrong' };
    expect((await rig.ask(method, `/v1${path}`)).status, endpoint).toBe(401);
  }
});
