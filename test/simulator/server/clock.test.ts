/** The server's time: how it runs by itself, how others' times are understood, and how it is driven. */
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../src/lib/time.ts';
import { type Answer, ServerRig, startsAt } from './server-rig.ts';

const iso = (at: number) => new Date(at).toISOString();

describe('time that nobody drives', () => {
  it('runs with the wall clock, from where it was told to begin', async () => {
    const from = Date.parse('2030-01-01T00:00:00Z');
    const rig = await ServerRig.open({ from });
    rig.pass(hourMs);
    expect((await rig.get('/simulator/clock')).body).toEqual({ now: from + hourMs, held: false, next: null });
  });

  it('runs as much faster as it was told', async () => {
    const rig = await ServerRig.open({ speed: 144 });
    rig.pass(10 * minuteMs);
    expect((await rig.get('/simulator/clock')).body.now).toBe(startsAt + dayMs);
  });

  it('dials what is due without being asked', async () => {
    // The real wall clock: a day takes a second and a half.
    const rig = await ServerRig.open({ speed: 57_600, wallNow: () => Date.now() });
    rig.wall.now = Date.now();
    const assistant = await rig.assistant();
    const { id } = await rig.mission();
    await rig.play(id, { simulate: { default: { answered: 1 } } });
    const socket = await rig.socket();
    await rig.schedule(assistant, { mission_id: id, scheduled_at: iso(Date.now() + 2 * minuteMs) });
    expect((await socket.next()).event).toBe('mission.call_started');
    expect((await socket.next()).event).toBe('mission.call_completed');
  });

  it('stands while a call is scheduled, however fast it runs otherwise', async () => {
    // Each look at the wall clock finds it two milliseconds, and the server's two minutes, later.
    let wall = startsAt;
    const wallNow = (): number => {
      wall += 2;
      return wall;
    };
    const rig = await ServerRig.open({ speed: 57_600, wallNow });
    const assistant = await rig.assistant();
    const made = await rig.schedule(assistant, { scheduled_at: iso(wall + 2 * minuteMs) });
    expect(made.status).toBe(201);
  });

  it('takes a time that a client of the wall clock names as that far from now, and shows it as named', async () => {
    const rig = await ServerRig.open({ from: Date.parse('2030-01-01T00:00:00Z') });
    const assistant = await rig.assistant();
    const named = '2026-11-23T09:05:00-06:00';
    const made = await rig.schedule(assistant, { scheduled_at: named });
    expect(made.body.scheduled_at).toBe(named);
    const read = async () => (await rig.get(`/v1/assistants/${assistant}/events/${made.body.id}`)).body;
    rig.pass(5 * minuteMs - 1);
    expect(await read()).toMatchObject({ status: 'pending', scheduled_at: named });
    rig.pass(1);
    expect((await read()).status).toBe('in_progress');
  });

  it('takes a time that a client of its own clock names as it is', async () => {
    const from = Date.parse('2030-01-01T00:00:00Z');
    const rig = await ServerRig.open({ from });
    rig.headers = { 'x-simulator-clock': 'service' };
    const assistant = await rig.assistant();
    expect((await rig.schedule(assistant, { scheduled_at: iso(startsAt + hourMs) })).status).toBe(500);
    expect((await rig.schedule(assistant, { scheduled_at: iso(from + hourMs) })).status).toBe(201);
    expect((await rig.get('/simulator/clock')).body.next).toBe(from + hourMs);
    expect((await rig.get('/v1/me')).headers.get('x-simulator-next')).toBe(String(from + hourMs));
  });
});

/** A held clock, and ways to drive it. */
async function driven() {
  const rig = await ServerRig.open({ accounts: 2 });
  rig.headers = { 'x-simulator-clock': 'service' };
  const { id } = await rig.mission();
  await rig.play(id, { simulate: { default: { 'no-answer': 1 } } });
  const assistant = await rig.assistant();
  const drive = (what: string, more: object = {}, driver = 'd') =>
    rig.post(`/simulator/clock/${what}`, { driver, ...more });
  const wait = (until: number | null, driver = 'd') => drive('wait', { until }, driver);
  const callAt = (at: number) => rig.schedule(assistant, { mission_id: id, scheduled_at: iso(at) });
  return { rig, drive, wait, callAt };
}

describe('time that somebody drives', () => {
  it('stands, whatever the wall clock says', async () => {
    const { rig, drive } = await driven();
    expect((await drive('hold')).body).toEqual({ now: startsAt, held: true, next: null });
    rig.pass(5 * secondMs);
    expect((await rig.get('/simulator/clock')).body).toEqual({ now: startsAt, held: true, next: null });
  });

  it('goes to what is waited for, or to what happens before', async () => {
    const { drive, wait, callAt } = await driven();
    await drive('hold');
    const { body: event } = await callAt(startsAt + hourMs);
    expect((await wait(startsAt + minuteMs)).body).toEqual({
      now: startsAt + minuteMs,
      next: startsAt + hourMs,
      end: 'due',
      pushes: [],
    });
    const happened = (await wait(startsAt + dayMs)).body;
    expect(happened).toMatchObject({ end: 'happened', next: null, pushes: [{ kind: 'attempt', ref: event.id }] });
    expect(happened.now).toBeGreaterThan(startsAt + hourMs);
    expect((await wait(null)).body).toMatchObject({ end: 'never', now: happened.now, pushes: [] });
    expect((await wait(happened.now - 1)).body).toMatchObject({ end: 'due', now: happened.now });
  });

  it('goes on only when all its drivers wait, to the least of what they wait for', async () => {
    const { rig, drive, wait } = await driven();
    await drive('hold', {}, 'a');
    await drive('hold', {}, 'b');
    let early: Answer | null = null;
    const first = wait(startsAt + hourMs, 'a').then((answer) => {
      early = answer;
      return answer;
    });
    await rig.get('/simulator/clock');
    expect(early).toBeNull();
    expect((await wait(startsAt + minuteMs, 'b')).body).toMatchObject({ now: startsAt + minuteMs, end: 'due' });
    expect(early).toBeNull();
    const second = wait(startsAt + dayMs, 'b');
    expect((await first).body).toMatchObject({ now: startsAt + hourMs, end: 'due' });
    await drive('wake', {}, 'b');
    expect((await second).body).toMatchObject({ now: startsAt + hourMs, end: 'woken' });
  });

  it('keeps two accounts’ drivers of one name apart, and tells each what is its own', async () => {
    const { rig, drive, wait, callAt } = await driven();
    const [key = '', other = ''] = rig.server.apiKeys;
    await callAt(startsAt + hourMs);
    await drive('hold');
    rig.key = other;
    await drive('hold');
    const theirs = wait(startsAt + dayMs);
    rig.key = key;
    const ours = (await wait(startsAt + dayMs)).body;
    expect([ours.end, ours.pushes.length]).toEqual(['happened', 1]);
    expect((await theirs).body).toMatchObject({ end: 'happened', pushes: [] });
  });

  it('runs by itself again once it is released', async () => {
    const { rig, drive, wait } = await driven();
    await drive('hold');
    await wait(startsAt + dayMs);
    expect((await drive('release')).body).toEqual({ now: startsAt + dayMs, held: false, next: null });
    rig.pass(minuteMs);
    expect((await rig.get('/simulator/clock')).body.now).toBe(startsAt + dayMs + minuteMs);
    expect((await drive('release')).status).toBe(200);
  });

  it('ends the first wait of a driver that waits again, and the wait of one that has gone', async () => {
    const { rig, drive, wait } = await driven();
    await drive('hold', {}, 'a');
    await drive('hold', {}, 'b');
    const first = wait(startsAt + hourMs, 'a');
    const gone = new AbortController();
    const second = fetch(`${rig.server.url}/simulator/clock/wait`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.key}` },
      body: JSON.stringify({ driver: 'a', until: startsAt + hourMs }),
      signal: gone.signal,
    });
    expect((await first).body.end).toBe('woken');
    gone.abort();
    await expect(second).rejects.toThrow();
    await expect.poll(() => rig.server.service.clock.waiting).toBe(0);
    const others = wait(startsAt + minuteMs, 'b');
    await drive('wake', {}, 'b');
    expect((await others).body).toMatchObject({ now: startsAt, end: 'woken' });
  });

  it('lets nobody wait for ever', async () => {
    const { rig, drive } = await driven();
    await drive('hold', {}, 'a');
    const gone = new AbortController().signal;
    const waited = await rig.server.service.clock.wait('b', { until: null, gone, maxMs: 10 });
    expect(waited).toEqual({ now: startsAt, next: null, end: 'woken', pushes: [] });
  });

  it('lets go of a driver that was not heard of for ten seconds', async () => {
    const { rig, drive } = await driven();
    await drive('hold');
    rig.headers = {};
    rig.pass(10 * secondMs + 1);
    await expect.poll(async () => (await rig.get('/simulator/clock')).body.held, { timeout: 5_000 }).toBe(false);
  });

  it.each([{}, { driver: '' }])('needs a driver’s name: %j', async (body) => {
    const rig = await ServerRig.open();
    for (const what of ['hold', 'release', 'wait', 'wake'])
      expect((await rig.post(`/simulator/clock/${what}`, body)).status).toBe(400);
  });

  it('needs an instant to wait for, or none', async () => {
    const { wait } = await driven();
    expect((await wait('soon' as unknown as number)).body.error.code).toBe('invalid_field');
  });
});
