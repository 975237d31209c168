/** `mission approval` at a simulator server, with somebody who answers. */
import { describe, expect, it } from 'vitest';
import { answerApproval } from '../../src/simulator/server/approvals.ts';
import { type Rig, rig, runCommand } from '../rig.ts';
import { type FakeReply, type FakeRequest, fakeService } from '../support/fake-service.ts';
import { type ServiceStage, serviceStage } from './service-stage.ts';

/** At a service that answers as the test says. */
async function answering(answer: (request: FakeRequest) => FakeReply): Promise<Rig> {
  const { account } = await fakeService(answer);
  return rig({ env: { CLAWDTALK_API_URL: account.apiUrl, CLAWDTALK_API_KEY: account.apiKey } });
}

/** Somebody answers each request as soon as it was made, before it can be asked after. */
async function answered(decision: 'approved' | 'denied'): Promise<ServiceStage> {
  const stage: ServiceStage = await serviceStage({
    onRequest(line) {
      if (line.method !== 'POST' || line.path !== '/v1/approvals') return;
      for (const id of [...stage.server.service.openApprovals.keys()])
        answerApproval(stage.server.service, id, decision);
    },
  });
  return stage;
}

describe('a request for approval', () => {
  it('is a yes for approved alone', async () => {
    const yes = await answered('approved');
    const words = ['approval', 'request', 'Book the flight', '--details', '450 USD', '--biometric', '--timeout', '60'];
    expect(await yes.folder.mission(...words)).toEqual({
      code: 0,
      stdout: 'approved\n',
      stderr: 'Waiting for the answer, for 60 s at most …\n',
    });
    expect(yes.requests[0]).toMatchObject({
      path: '/v1/approvals',
      body: { action: 'Book the flight', details: '450 USD', require_biometric: true, expires_in: 60 },
    });
    const no = await answered('denied');
    expect(await no.folder.mission('approval', 'request', 'Book the flight')).toMatchObject({
      code: 1,
      stdout: 'denied\n',
    });
    expect(no.requests[0]?.body).toEqual({ action: 'Book the flight', require_biometric: false, expires_in: 300 });
  });

  it.each([
    [{ notified: 0, failed: 0 }, 'no_devices'],
    [{ notified: 0, failed: 2 }, 'no_devices_reached'],
  ])('that reached nobody (%j) is %s, and no yes', async (devices, word) => {
    const stage = await serviceStage();
    const { service } = stage.server;
    for (const account of [...service.shelf.all('account')]) service.shelf.put('account', { ...account, devices });
    expect(await stage.folder.mission('approval', 'request', 'Book')).toEqual({
      code: 1,
      stdout: `${word}\n`,
      stderr: expect.stringContaining('Nobody was asked'),
    });
    const json = await stage.folder.mission('approval', 'request', 'Book', '--no-wait', '--json');
    expect({ code: json.code, outcome: JSON.parse(json.stdout).outcome }).toEqual({ code: 1, outcome: word });
    expect(stage.requests).toHaveLength(2);
  });

  it('can be made without waiting, and looked after', async () => {
    const { folder, server } = await serviceStage();
    const made = await folder.mission('approval', 'request', 'Book', '--no-wait');
    const id = made.stdout.trim();
    expect(made).toEqual({ code: 0, stdout: `${id}\n`, stderr: '' });
    expect((await folder.mission('approval', 'status', id)).stdout).toBe('pending\n');
    const listed = JSON.parse((await folder.mission('approval', 'list')).stdout);
    expect(JSON.stringify(listed)).toContain(id);
    expect(answerApproval(server.service, id, 'denied')).toBe(true);
    expect(await folder.mission('approval', 'status', id)).toMatchObject({ code: 0, stdout: 'denied\n' });
    expect(JSON.parse((await folder.mission('approval', 'status', id, '--json')).stdout)).toMatchObject({
      request_id: id,
      response: 'denied',
    });
    expect((await folder.mission('approval', 'list', 'pending')).stdout).not.toContain(id);
  });

  it('is no yes where fingerprint or face were wanted and were not given, and says so', async () => {
    const folder = await answering(({ method }) => ({
      body: { request_id: 'r1', status: method === 'POST' ? 'pending' : 'approved', devices_notified: 1 },
    }));
    const { code, stdout, stderr } = await folder.mission('approval', 'request', 'Book', '--biometric');
    expect([code, stdout]).toEqual([1, 'expired\n']);
    expect(stderr).toContain('without a fingerprint or face');
  });

  it('is looked after by the same rule', async () => {
    const answer = (biometric_verified: boolean) => () => ({
      body: { request_id: 'r1', status: 'approved', require_biometric: true, biometric_verified },
    });
    expect(await (await answering(answer(false))).mission('approval', 'status', 'r1')).toEqual({
      ...{ code: 0, stdout: 'expired\n' },
      stderr: expect.stringContaining('without a fingerprint or face'),
    });
    expect(await (await answering(answer(true))).mission('approval', 'status', 'r1')).toEqual({
      ...{ code: 0, stdout: 'approved\n', stderr: '' },
    });
  });

  it('is left with Ctrl-C, even while the service is silent, and says what may stand on the phone', async () => {
    const { account } = await fakeService(() => 'silent');
    const env = { CLAWDTALK_API_URL: account.apiUrl, CLAWDTALK_API_KEY: account.apiKey };
    const ended = await runCommand(['approval', 'request', 'Book'], { cwd: rig().folder, env, interrupted: true });
    expect(ended).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('may have been asked') });
  });

  it('says what is wrong', async () => {
    const { folder } = await serviceStage();
    expect(await folder.mission('approval', 'request', ' ')).toMatchObject({ code: 2 });
    const unknown = await folder.mission('approval', 'status', 'nowhere');
    expect(unknown).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('not found') });
  });

  it('is asked once, however the asking ends', async () => {
    const stage = await serviceStage({ faults: { lost: 1 } });
    const { code, stderr } = await stage.folder.mission('approval', 'request', 'Book');
    expect(code).toBe(4);
    expect(stderr).toContain('Look before you do it again.');
    expect(stage.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('that is answered with a redirect may have been asked, and says where the address stands', async () => {
    const folder = await answering(() => ({ status: 307, headers: { location: 'https://elsewhere.example/' } }));
    const { code, stderr } = await folder.mission('approval', 'request', 'Book');
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /a redirect[\s\S]*may have been asked[\s\S]*Look before you do it again[\s\S]*CLAWDTALK_API_URL/,
    );
  });
});
