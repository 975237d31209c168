/** What goes wrong on purpose, and the log of requests. */
import { describe, expect, it, test } from 'vitest';
import type { Faults } from '../../../src/simulator/server/options.ts';
import { ServerRig } from './server-rig.ts';

const mission = { name: 'Find somebody', instructions: 'Ask around' };

/** How many missions were made, by a server whose faults are over. */
async function made(rig: ServerRig): Promise<number> {
  return [...rig.server.service.shelf.all('mission')].length;
}

describe('a fault', () => {
  it('429 comes before anything is done, and says when to come again', async () => {
    const rig = await ServerRig.open({ faults: { throttled: 1 } });
    const refused = await rig.post('/v1/missions', mission);
    expect([refused.status, refused.body.error.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      '1',
    ]);
    expect(await made(rig)).toBe(0);
  });

  it('5xx comes before anything is done', async () => {
    const rig = await ServerRig.open({ faults: { failedBefore: 1 } });
    expect((await rig.post('/v1/missions', mission)).status).toBe(503);
    expect(await made(rig)).toBe(0);
  });

  it('5xx-after comes though it was done', async () => {
    const rig = await ServerRig.open({ faults: { failedAfter: 1 } });
    expect((await rig.post('/v1/missions', mission)).status).toBe(500);
    expect(await made(rig)).toBe(1);
  });

  it('lost cuts the connection though it was done', async () => {
    const rig = await ServerRig.open({ faults: { lost: 1 } });
    await expect(rig.post('/v1/missions', mission)).rejects.toThrow();
    expect(await made(rig)).toBe(1);
    expect(rig.lines.at(-1)).toMatchObject({ method: 'POST', path: '/v1/missions', status: 0 });
  });

  it('that comes before anything is done is answered', async () => {
    const rig = await ServerRig.open({ faults: { throttled: 1, lost: 1, failedAfter: 1 } });
    expect((await rig.post('/v1/missions', mission)).status).toBe(429);
  });

  it('slow takes its time, and answers', async () => {
    const rig = await ServerRig.open({ faults: { slow: 1 } });
    const before = performance.now();
    expect((await rig.post('/v1/missions', mission)).status).toBe(201);
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  it('slow takes the time that it is given, where somebody else keeps it', async () => {
    const delays: number[] = [];
    const delay = async (ms: number) => void delays.push(ms);
    const rig = await ServerRig.open({ faults: { slow: 1 }, delay });
    expect((await rig.post('/v1/missions', mission)).status).toBe(201);
    expect(delays).toHaveLength(1);
    expect(delays[0]).toBeGreaterThanOrEqual(200);
  });

  it('dropped cuts the sockets', async () => {
    const rig = await ServerRig.open({ faults: { dropped: 1 } });
    const socket = await rig.socket();
    expect((await rig.post('/v1/missions', mission)).status).toBe(201);
    expect((await socket.closed).code).toBe(1006);
  });

  it('duplicate tells everything twice', async () => {
    const rig = await ServerRig.open({ faults: { duplicate: 1 } });
    const socket = await rig.socket();
    await rig.post('/simulator/inbound-sms', { from: '+13125550101', body: 'Hello' });
    const [first, second, ...more] = await socket.rest();
    expect([first, more]).toEqual([second, []]);
  });

  it('never befalls the server’s own endpoints', async () => {
    const rig = await ServerRig.open({ faults: { throttled: 1, lost: 1, failedBefore: 1 } });
    expect((await rig.get('/simulator/clock')).status).toBe(200);
  });

  it('befalls the same requests for the same seed, in its share', async () => {
    const story = async (seed: number) => {
      const rig = await ServerRig.open({ seed, faults: { throttled: 0.3, failedBefore: 0.1 } });
      const statuses: number[] = [];
      for (let n = 0; n < 100; n += 1) statuses.push((await rig.get('/v1/voices')).status);
      return statuses;
    };
    const first = await story(1);
    expect(await story(1)).toEqual(first);
    expect(await story(2)).not.toEqual(first);
    const throttled = first.filter((status) => status === 429).length;
    expect(throttled).toBeGreaterThan(15);
    expect(throttled).toBeLessThan(45);
  });

  it('befalls the same requests whatever else is asked in between', async () => {
    const story = async (between: number) => {
      const rig = await ServerRig.open({ seed: 1, faults: { throttled: 0.5 } });
      const statuses: number[] = [];
      for (let n = 0; n < 20; n += 1) {
        statuses.push((await rig.get('/v1/voices')).status);
        for (let more = 0; more < between; more += 1) await rig.get('/v1/me');
      }
      return statuses;
    };
    expect(await story(3)).toEqual(await story(0));
  });
});

test.each<Faults>([{ failedAfter: 1 }, { lost: 1 }])(
  'a call that was placed with its answer lost is in the list: %j',
  async (faults) => {
    const rig = await ServerRig.open({ faults });
    const quiet = async (answer: Promise<unknown>) => {
      await answer.catch(() => undefined);
    };
    await quiet(rig.post('/v1/assistants', { name: 'Caller', instructions: 'Be kind.' }));
    const [assistant] = [...rig.server.service.shelf.all('assistant')];
    const [phone] = [...rig.server.service.shelf.all('phone')];
    const scheduled_at = new Date(rig.wall.now + 120_000).toISOString();
    const event = { channel: 'call', to: '+13125550101', from: phone?.phone, scheduled_at, metadata: { key: 'k' } };
    await quiet(rig.post(`/v1/assistants/${assistant?.id}/events`, event));
    expect([...rig.server.service.shelf.all('scheduled')]).toMatchObject([{ metadata: { key: 'k' } }]);
  },
);

describe('the log of requests', () => {
  it('has what was asked and answered', async () => {
    const rig = await ServerRig.open();
    await rig.post('/v1/missions', mission);
    await rig.get('/v1/missions?page[size]=5');
    await rig.get('/v1/nowhere');
    expect(rig.lines).toEqual([
      { at: '2026-11-23T15:00:00.000Z', method: 'POST', path: '/v1/missions', query: {}, body: mission, status: 201 },
      {
        at: expect.any(String),
        method: 'GET',
        path: '/v1/missions',
        query: { 'page[size]': '5' },
        body: {},
        status: 200,
      },
      { at: expect.any(String), method: 'GET', path: '/v1/nowhere', query: {}, body: {}, status: 404 },
    ]);
  });

  it('never has a key, wherever somebody put it', async () => {
    const rig = await ServerRig.open();
    await rig.post(`/v1/missions?key=${rig.key}`, {
      ...mission,
      metadata: { api_key: rig.key, live: 'cc_live_0123456789abcdef' },
    });
    await rig.get(`/v1/missions/${rig.key}`);
    const text = JSON.stringify(rig.lines);
    expect(text).toContain('[key]');
    expect(text).not.toContain(rig.key);
    expect(text).not.toContain('cc_live_0123456789abcdef');
  });
});
