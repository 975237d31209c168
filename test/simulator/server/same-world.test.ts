/** Driven, the server is the world that the simulator in the process is: whoever is called does the same at the same instant. */
import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../../src/lib/time.ts';
import type { Push } from '../../../src/run/ports.ts';
import type { SimulateSpec } from '../../../src/spec/spec.ts';
import { valueIn } from '../../contract/provider-rig.ts';
import { SimRig, startsAt } from '../sim-rig.ts';
import { type Body, ServerRig } from './server-rig.ts';

const collect = {
  price: { type: 'number', minimum: 20, maximum: 80, required: true },
  note: { type: 'string', required: false },
} as const;

const simulate: SimulateSpec = {
  seed: 11,
  default: { answered: 0.5, 'no-answer': 0.2, voicemail: 0.15, busy: 0.1 },
  personas: {
    'target-3': [{ outcome: 'busy' }, { outcome: 'answered', durationMs: 95_000, collected: { price: 42 } }],
    'target-5': [{ outcome: 'replied', reply: 'STOP', afterMs: 60_000 }],
  },
  approver: {},
};

interface Placed {
  readonly target: string;
  readonly channel: 'call' | 'sms';
  readonly at: number;
}

/** Two attempts each, some by text, several at the same instant. */
const places: readonly Placed[] = Array.from({ length: 80 }, (_, i) => ({
  target: `target-${i % 40}`,
  channel: i % 7 === 5 ? 'sms' : 'call',
  at: startsAt + 2 * minuteMs + Math.floor(i / 4) * minuteMs,
}));

/** What is known of an event at the end, in no adapter's words. */
interface Told {
  readonly status: string;
  readonly call: string | null;
  readonly durationS: number | null;
  readonly insight: string | null;
}

async function here(): Promise<{
  readonly told: readonly Told[];
  readonly pushes: readonly string[];
  readonly replies: object;
}> {
  const rig = await SimRig.open({ collect, simulate });
  const { provider, clock } = rig.sim;
  const pushes: string[] = [];
  provider.onPush((push: Push) => pushes.push(`${clock.now()} ${push.kind}`));
  const refs: string[] = [];
  for (const { target, channel, at } of places)
    refs.push(
      await rig.place(target, {
        channel,
        scheduledAt: at,
        metadata: { key: `${refs.length}`, run: 'r', contact: target, target },
      }),
    );
  while ((await clock.wait(startsAt + 6 * hourMs)) !== 'due');
  const told: Told[] = [];
  for (const [i, ref] of refs.entries()) {
    const reading = await rig.reading(ref, places[i]?.channel);
    const insight = reading?.conversation === undefined ? null : await rig.insight(reading.conversation);
    told.push({
      status: reading?.status ?? '',
      call: reading?.call ?? null,
      durationS: reading?.durationS ?? null,
      insight: insight?.text ?? null,
    });
  }
  const replies = valueIn(await provider.inbox({ since: 0 })).map(({ text, at }) => ({ text, at }));
  return { told, pushes, replies };
}

async function there(): ReturnType<typeof here> {
  const rig = await ServerRig.open({ seed: 99 });
  rig.headers = { 'x-simulator-clock': 'service' };
  const { id: mission } = await rig.mission();
  const assistants = { call: await rig.assistant(), sms: await rig.assistant() };
  const told = { round: '', place: 0, collect };
  await rig.play(mission, { simulate, assistants: { [assistants.call]: told, [assistants.sms]: told } });
  await rig.post('/simulator/clock/hold', { driver: 'd' });
  const ids: string[] = [];
  for (const { target, channel, at } of places) {
    const made = await rig.schedule(assistants[channel], {
      channel,
      mission_id: mission,
      scheduled_at: new Date(at).toISOString(),
      metadata: { key: `${ids.length}`, run: 'r', contact: target, target },
      ...(channel === 'sms' ? { text_body: 'Hello' } : {}),
    });
    ids.push(made.body.id);
  }
  const pushes: string[] = [];
  for (let end = ''; end !== 'due'; ) {
    const { body } = await rig.post('/simulator/clock/wait', { driver: 'd', until: startsAt + 6 * hourMs });
    end = body.end;
    pushes.push(...body.pushes.map(({ kind }: Push) => `${body.now} ${kind}`));
  }
  const read = async (i: number): Promise<Told> => {
    const path = `/v1/assistants/${assistants[places[i]?.channel ?? 'call']}/events/${ids[i]}`;
    const event: Body = (await rig.get(path)).body;
    const insights =
      event.conversation_id === null
        ? null
        : (await rig.get(`/v1/missions/conversations/${event.conversation_id}/insights`)).body;
    return {
      status: event.status,
      call: wordFor(event),
      durationS: event.duration_seconds ?? null,
      insight: insights?.data[0].conversation_insights[0].result ?? null,
    };
  };
  const messages: readonly Body[] = (await rig.get('/v1/messages?direction=inbound&limit=100')).body.messages;
  return {
    told: await Promise.all(places.map((_, i) => read(i))),
    pushes,
    replies: messages.toReversed().map(({ body, created_at }) => ({ text: body, at: Date.parse(created_at) })),
  };
}

/** The port's word for how the contract says that it ended. */
function wordFor(event: Body): string {
  if (event.channel === 'sms') return event.status === 'failed' ? 'undelivered' : 'delivered';
  if (event.answered_by === 'machine') return 'voicemail';
  return event.call_status === 'completed' ? 'answered' : event.call_status;
}

test('every call and text comes out as it does in the process, at the same instant', async () => {
  const [one, other] = [await here(), await there()];
  expect(other.told).toEqual(one.told);
  expect(other.pushes).toEqual(one.pushes);
  expect(other.replies).toEqual(one.replies);
  expect(new Set(one.told.map(({ call }) => call)).size).toBeGreaterThan(5);
});

test('the model of the server says what the one in the process says', async () => {
  const local = await SimRig.open({ collect, simulate });
  await local.place('target-3', { metadata: { key: 'k', run: 'r', contact: 'c', target: 'target-3' } });
  local.pass(hourMs);
  const rig = await ServerRig.open();
  const { id: mission } = await rig.mission();
  const assistant = await rig.assistant();
  await rig.play(mission, { simulate, assistants: { [assistant]: { collect } } });
  await rig.schedule(assistant, { mission_id: mission, metadata: { key: 'k', target: 'target-3' } });
  rig.pass(hourMs);
  const asked = { key: 'k', target: 'target-3', summary: 'It was 55.' };
  const extract = { ...asked, collect };
  const judge = { ...asked, collected: { price: 3 }, criterion: { id: 'c', question: 'Good?', scale: 5 } };
  expect((await rig.post('/simulator/model/extract', extract)).body).toEqual({
    fields: valueIn(await local.sim.model.extract(extract)),
  });
  expect((await rig.post('/simulator/model/judge', judge)).body).toEqual({
    score: valueIn(await local.sim.model.judge(judge)),
  });
  // What no call is known for is read out of what was heard.
  expect((await rig.post('/simulator/model/extract', { ...extract, key: 'other' })).body).toEqual({
    fields: { price: 55, note: 'It was 55.' },
  });
});

test('who is called by no mission’s rules is called by the server’s seed', async () => {
  const story = async (seed: number) => {
    const rig = await ServerRig.open({ seed });
    const assistant = await rig.assistant();
    for (let n = 10; n < 30; n += 1) await rig.schedule(assistant, { to: `+131255501${n}` });
    rig.pass(hourMs);
    const { events } = (await rig.get(`/v1/assistants/${assistant}/events`)).body;
    return events.map(({ call_status, answered_by }: Body) => `${call_status} ${answered_by}`);
  };
  const first = await story(1);
  expect(await story(1)).toEqual(first);
  expect(await story(2)).not.toEqual(first);
});

test.each([
  [{ simulate: { seed: 'x' } }, 400],
  [{ simulate: { default: { answered: 'x' } } }, 400],
  [{ simulate: { personas: { a: [{}] } } }, 400],
  [{ simulate: { approver: { a: 'yes' } } }, 400],
  [{ assistants: { none: {} } }, 404],
])('people that are described as %j are refused', async (more, status) => {
  const rig = await ServerRig.open();
  const { id } = await rig.mission();
  expect((await rig.play(id, more)).status).toBe(status);
});

test('people may be described again, and of a mission that exists', async () => {
  const rig = await ServerRig.open();
  const { id } = await rig.mission();
  expect([(await rig.play(id, {})).status, (await rig.play(id, {})).status]).toEqual([200, 200]);
  expect((await rig.play('none', {})).status).toBe(404);
});
