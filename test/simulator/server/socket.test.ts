/** The WebSocket: who gets in, who has to go, and what it bears. */
import { describe, expect, it } from 'vitest';
import { ServerRig, SocketRig } from './server-rig.ts';

describe('the socket', () => {
  it('takes a key and says so', async () => {
    const rig = await ServerRig.open();
    const socket = await SocketRig.open(rig.server.url);
    socket.send({ type: 'auth', api_key: rig.key, client_version: '1.0.0' });
    expect(await socket.next()).toEqual({ type: 'auth_ok' });
  });

  it.each([{ api_key: 'cc_test_wrong' }, {}, { api_key: 5 }])('refuses %j for good', async (message) => {
    const rig = await ServerRig.open();
    const socket = await SocketRig.open(rig.server.url);
    socket.send({ type: 'auth', ...message });
    expect(await socket.next()).toEqual({ type: 'auth_error', message: 'Invalid API key' });
    expect((await socket.closed).code).toBe(1008);
  });

  it('says nothing to who has not given a key', async () => {
    const rig = await ServerRig.open();
    const socket = await SocketRig.open(rig.server.url);
    for (const message of ['{', '[]', '5', { type: 'response', call_id: 'x', text: 'y' }]) socket.send(message);
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Hello' });
    expect(await socket.rest()).toEqual([]);
    socket.send({ type: 'auth', api_key: rig.key });
    expect(await socket.next()).toEqual({ type: 'auth_ok' });
  });

  it('closes the older of two with one key with 4000, and leaves those of other keys', async () => {
    const rig = await ServerRig.open({ accounts: 2 });
    const other = await rig.socket(rig.server.apiKeys[1]);
    const older = await rig.socket();
    const newer = await rig.socket();
    expect((await older.closed).code).toBe(4000);
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Hello' });
    expect(await newer.rest()).toHaveLength(1);
    expect(await other.rest()).toEqual([]);
  });

  it('bears words that make no sense', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    for (const message of [
      '{',
      'null',
      '{"type":5}',
      '{"type":"response"}',
      '{"type":"constructor"}',
      '{"type":"deep_tool_result"}',
    ])
      socket.send(message);
    expect(await socket.rest()).toEqual([]);
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Hello' });
    expect(await socket.rest()).toHaveLength(1);
  });

  it('is closed when the server ends, which is quick', async () => {
    const rig = await ServerRig.open();
    const socket = await rig.socket();
    await rig.server.close();
    expect([1001, 1006]).toContain((await socket.closed).code);
    await expect(fetch(`${rig.server.url}/v1/me`)).rejects.toThrow();
  });
});
