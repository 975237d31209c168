import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/lib/time.ts';
import { StoreError } from '../../src/run/store-error.ts';
import type { PersonaLine } from '../../src/spec/spec.ts';
import { valueIn } from '../contract/provider-rig.ts';
import { needs, price, recordFile, SimRig } from './sim-rig.ts';

describe('a call uses the prompt that its assistant has when it is dialled', () => {
  test('not the one at placing, nor a later one', async () => {
    const rig = await SimRig.open();
    const { id } = rig.assistant('call');
    const say = async (instructions: string) =>
      valueIn(await rig.sim.provider.update({ assistant: id, instructions, greeting: '' }));
    await say('when placed');
    await rig.place('acme');
    await say('when dialled');
    rig.pass(2 * minuteMs);
    await say('later');
    expect(rig.sim.seen().map((event) => event.instructions)).toEqual(['when dialled']);
  });

  test('and only its own assistant’s', async () => {
    const rig = await SimRig.open({ assistants: 2 });
    const second = rig.assistant('call', 1);
    valueIn(await rig.sim.provider.update({ assistant: second.id, instructions: 'second', greeting: '' }));
    await rig.place('a');
    await rig.place('b', { assistant: second.id, from: second.from });
    rig.pass(10 * minuteMs);
    expect(rig.sim.seen().map((event) => event.instructions)).toEqual(['first', 'second']);
  });

  test('so preparing again leaves the prompts as they are', async () => {
    const rig = await SimRig.open();
    const { id } = rig.assistant('call');
    valueIn(await rig.sim.provider.update({ assistant: id, instructions: 'changed', greeting: '' }));
    const round = {
      id: 'call',
      channel: 'call',
      name: 'Caller',
      instructions: 'first',
      greeting: '',
      tools: [],
    } as const;
    const rounds = [{ ...round, collect: {}, assistants: 2 }];
    const again = valueIn(
      await rig.sim.provider.prepare({ run: 'run-1', mission: 'A mission', steps: [], needs, rounds }),
    );
    expect(again.assistants.call?.[0]).toEqual(rig.assistant('call'));
    expect(again.assistants.call).toHaveLength(2);
    await rig.place('acme');
    rig.pass(10 * minuteMs);
    expect(rig.sim.seen()[0]?.instructions).toBe('changed');
  });
});

describe('a persona’s lines', () => {
  const acme: readonly PersonaLine[] = [{ outcome: 'no-answer' }, { outcome: 'busy' }, { outcome: 'voicemail' }];

  test('are consumed over the whole run, whatever the round', async () => {
    const rig = await SimRig.open({ simulate: { personas: { acme } } });
    const calls: unknown[] = [];
    for (const contact of ['acme', 'demo/acme', 'act/acme', 'act/acme']) {
      const metadata = { key: contact, run: 'run-1', contact, target: 'acme' };
      calls.push((await rig.callThrough('acme', { metadata })).call);
    }
    expect(calls).toEqual(['no-answer', 'busy', 'voicemail', 'voicemail']);
  });

  test('are not consumed by what was withdrawn', async () => {
    const rig = await SimRig.open({ simulate: { personas: { acme } } });
    const ref = await rig.place('acme');
    valueIn(await rig.sim.provider.withdraw({ assistant: rig.assistant('call').id, ref }));
    expect((await rig.callThrough('acme')).call).toBe('no-answer');
  });

  test('are consumed in the order of dialling, then of placing', async () => {
    const rig = await SimRig.open({ simulate: { personas: { acme } } });
    const now = rig.sim.clock.now();
    const refs = [
      await rig.place('acme', { scheduledAt: now + 9 * minuteMs }),
      await rig.place('acme', { scheduledAt: now + 5 * minuteMs }),
      await rig.place('acme', { scheduledAt: now + 9 * minuteMs }),
    ];
    rig.pass(30 * minuteMs);
    const calls = await Promise.all(refs.map(async (ref) => (await rig.reading(ref))?.call));
    expect(calls).toEqual(['busy', 'no-answer', 'voicemail']);
  });

  test('begin anew in another run of the same world', async () => {
    const rig = await SimRig.open({ simulate: { personas: { acme } } });
    expect((await rig.callThrough('acme')).call).toBe('no-answer');
    const round = { id: '', channel: 'call', name: 'C', instructions: '', greeting: '', tools: [] } as const;
    const rounds = [{ ...round, collect: {}, assistants: 1 }];
    const other = valueIn(
      await rig.sim.provider.prepare({ run: 'run-2', mission: 'Another', steps: [], needs, rounds }),
    );
    const assistant = other.assistants['']?.[0] ?? { id: '', from: '' };
    const where = { mission: other.mission, assistant: assistant.id, from: assistant.from };
    const ref = valueIn(await rig.sim.provider.place({ ...rig.request('acme'), ...where })).ref;
    rig.pass(30 * minuteMs);
    const readings = valueIn(await rig.sim.provider.read({ assistant: assistant.id, refs: [ref] }));
    expect(readings[0]?.call).toBe('no-answer');
  });
});

describe('an insight', () => {
  const insured = { insured: { type: 'boolean', required: false } } as const;

  test('has the scripted fields and no others, and the scripted words', async () => {
    const acme = [{ outcome: 'answered', collected: { price: 42 }, transcript: ['user: Forty-two.'] }] as const;
    const rig = await SimRig.open({
      collect: { ...price, ...insured },
      simulate: { personas: { acme } },
      proseShare: 1,
    });
    const insight = await rig.insight((await rig.callThrough('acme')).conversation);
    const { summary, ...fields } = JSON.parse(insight?.text ?? '');
    expect(summary).toEqual(expect.any(String));
    expect(fields).toEqual({ price: 42 });
    expect(insight?.transcript).toEqual(['user: Forty-two.']);
  });

  test('has drawn fields where a persona answers without any', async () => {
    const rig = await SimRig.open({ collect: price, simulate: { personas: { acme: [{ outcome: 'answered' }] } } });
    const insight = await rig.insight((await rig.callThrough('acme')).conversation);
    const fields = JSON.parse(insight?.text ?? '');
    expect(fields.price).toBeGreaterThanOrEqual(20);
    expect(fields.price).toBeLessThanOrEqual(80);
  });

  test('in prose says what the model then finds in it', async () => {
    const rig = await SimRig.open({ collect: price, proseShare: 1 });
    const insight = await rig.insight((await rig.callThrough('acme')).conversation);
    expect(insight?.text).not.toContain('{');
    const request = { key: 'key-acme', target: 'acme', summary: insight?.text ?? '', collect: price };
    const found = valueIn(await rig.sim.model.extract(request)).price;
    expect(insight?.text).toContain(`price: ${String(found)}.`);
  });

  test('is sometimes fenced, and is the same JSON inside', async () => {
    const rig = await SimRig.open({ collect: price, proseShare: 0 });
    const texts = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const { conversation } = await rig.callThrough(`target-${i}`);
        return (await rig.insight(conversation))?.text ?? '';
      }),
    );
    const fenced = texts.filter((text) => text.startsWith('```'));
    expect(fenced.length).toBeGreaterThan(2);
    expect(fenced.length).toBeLessThan(25);
    for (const text of texts) expect(JSON.parse(text.replaceAll(/```(json)?/g, ''))).toHaveProperty('price');
  });

  test('of a phone tree reads like one', async () => {
    const rig = await SimRig.open({ isAutomated: (target) => target === 'bank' });
    const targets = Array.from({ length: 20 }, () => 'bank');
    const calls = [];
    for (const target of targets) calls.push(await rig.callThrough(target));
    expect(Math.min(...calls.map((call) => call.durationS ?? 0))).toBeGreaterThanOrEqual(120);
    const words = async (conversation: string | undefined) => (await rig.insight(conversation))?.transcript?.join(' ');
    expect(await words(calls[0]?.conversation)).toContain('press 1');
    expect(await words((await rig.callThrough('acme')).conversation)).not.toContain('press 1');
  });

  test('of a voicemail says that it was one', async () => {
    const rig = await SimRig.open({ collect: price, simulate: { default: { voicemail: 1 } } });
    const insight = await rig.insight((await rig.callThrough('acme')).conversation);
    expect(Object.keys(JSON.parse(insight?.text ?? ''))).toEqual(['summary']);
  });
});

describe('a text', () => {
  test('that is answered with drawn words means what the words say', async () => {
    const rig = await SimRig.open({ collect: price, simulate: { default: { replied: 1 } } });
    await rig.place('acme', { channel: 'sms' });
    rig.pass(60 * minuteMs);
    const [text] = valueIn(await rig.sim.provider.inbox({ since: 0 }));
    const request = { key: 'key-acme', target: 'acme', summary: text?.text ?? '', collect: price };
    const fields = valueIn(await rig.sim.model.extract(request));
    expect(text?.text).toBe(`price: ${String(fields.price)}.`);
  });

  test('that is answered with scripted words is read for what they say', async () => {
    const collect = { comes: { type: 'boolean', required: true } } as const;
    const acme = [{ outcome: 'replied', reply: 'NO' }] as const;
    const rig = await SimRig.open({ collect, simulate: { personas: { acme } } });
    await rig.place('acme', { channel: 'sms' });
    rig.pass(60 * minuteMs);
    const request = { key: 'key-acme', target: 'acme', summary: 'NO', collect };
    expect(valueIn(await rig.sim.model.extract(request))).toEqual({ comes: false });
  });

  test('without words is refused', async () => {
    const rig = await SimRig.open();
    const answer = await rig.sim.provider.place(rig.request('acme', { channel: 'sms', text: '' }));
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  test('leaves its reply in the inbox in the order in which replies came', async () => {
    const reply = (afterMs: number, text: string) => [{ outcome: 'replied', reply: text, afterMs }] as const;
    const personas = { a: reply(30 * minuteMs, 'late'), b: reply(10 * minuteMs, 'early') };
    const rig = await SimRig.open({ simulate: { personas } });
    await rig.place('a', { channel: 'sms' });
    await rig.place('b', { channel: 'sms', to: '+13125550102' });
    rig.pass(60 * minuteMs);
    const texts = valueIn(await rig.sim.provider.inbox({ since: 0 }));
    expect(texts.map(({ text, from }) => [text, from])).toEqual([
      ['early', '+13125550102'],
      ['late', '+13125550101'],
    ]);
  });
});

test('a call has ended in the very second in which it is hung up', async () => {
  const rig = await SimRig.open();
  const ref = await rig.place('acme');
  rig.pass(30 * minuteMs);
  const endedAt = rig.sim.seen()[0]?.endedAt ?? 0;
  const again = await SimRig.open();
  await again.place('acme');
  again.pass(endedAt - 1 - again.sim.clock.now());
  expect((await again.reading(ref))?.status).toBe('in_progress');
  again.pass(1);
  expect((await again.reading(ref))?.status).toBe('completed');
});

test('an approver who answers after the request has expired has not answered', async () => {
  const launch = { answer: 'approved', afterMs: 60 * minuteMs } as const;
  const { sim } = await SimRig.open({ simulate: { approver: { launch } } });
  const expiresAt = sim.clock.now() + 60 * minuteMs;
  const request = { run: 'run-1', gate: 'launch', question: '', details: '', biometric: false, expiresAt };
  const { id } = valueIn(await sim.provider.ask(request));
  expect(sim.clock.nextHappening()).toBeNull();
  sim.clock.advanceTo(expiresAt);
  expect(valueIn(await sim.provider.approval({ id: id ?? '' }))).toEqual({ status: 'expired' });
});

test('a listing shows what has changed since the last one', async () => {
  const rig = await SimRig.open();
  const list = async () => {
    const of = { assistant: rig.assistant('call').id, mission: rig.prepared.mission };
    return valueIn(await rig.sim.provider.list(of)).events.map((event) => event.status);
  };
  await rig.place('a');
  expect(await list()).toEqual(['pending']);
  const ref = await rig.place('b');
  expect(await list()).toEqual(['pending', 'pending']);
  valueIn(await rig.sim.provider.withdraw({ assistant: rig.assistant('call').id, ref }));
  expect(await list()).toEqual(['pending', 'completed']);
  rig.pass(2 * minuteMs);
  expect(await list()).toEqual(['in_progress', 'completed']);
  rig.pass(20 * minuteMs);
  expect(await list()).toEqual(['completed', 'completed']);
});

test('the account’s own number may call for every assistant', async () => {
  const rig = await SimRig.open();
  expect((await rig.callThrough('acme', { from: '+12025550100' })).call).toBe('answered');
});

test('what is over is still known after thousands of others', async () => {
  const rig = await SimRig.open({ collect: price });
  const first = await rig.callThrough('acme');
  const insight = await rig.insight(first.conversation);
  await Promise.all(Array.from({ length: 6000 }, (_, i) => rig.place(`target-${i}`)));
  rig.pass(60 * minuteMs);
  expect(await rig.reading(first.ref)).toEqual({ ...first });
  expect(await rig.insight(first.conversation)).toEqual(insight);
  const request = { key: 'key-acme', target: 'acme', summary: '', collect: price };
  expect(valueIn(await rig.sim.model.extract(request))).toHaveProperty('price');
});

test('a judgement depends on what is asked and what was heard', async () => {
  const { sim } = await SimRig.open();
  const ask = async (change: { id?: string; question?: string; summary?: string } = {}) => {
    const criterion = { id: change.id ?? 'manner', question: change.question ?? 'Polite?', scale: 1e6 };
    const request = {
      key: 'k',
      target: 'acme',
      summary: change.summary ?? 'Fine.',
      criterion,
      collected: { price: 1 },
    };
    return valueIn(await sim.model.judge(request));
  };
  const all = [
    await ask(),
    await ask({ id: 'tone' }),
    await ask({ question: 'Exact?' }),
    await ask({ summary: 'Bad.' }),
  ];
  expect(new Set(all).size).toBe(4);
  expect(await ask()).toBe(all[0]);
});

test('once the record is closed every request fails, and says which file is to blame', async () => {
  const file = recordFile();
  const rig = await SimRig.open({ file });
  rig.sim.close();
  rig.sim.close();
  const { provider } = rig.sim;
  for (const request of [() => provider.place(rig.request('acme')), () => provider.inbox({ since: 0 })]) {
    const thrown: unknown = await request().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(StoreError);
    expect(thrown).toMatchObject({ failure: { code: 'io', message: expect.stringContaining(file) } });
  }
});
