import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rulesFor } from '../support/rules.ts';
import { loadRight, loadText, now, sweep, withLines } from './mission.ts';

const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), 'utf8');
const screening = (): ReturnType<typeof loadRight> =>
  loadRight(fixture('screening.yaml'), { files: { 'contractors.csv': fixture('contractors.csv') } });

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

describe('a mission with everything', () => {
  it('becomes a spec', async () => {
    const { spec } = await screening();
    expect(spec).toEqual({
      version: 1,
      name: 'Find window washing contractors',
      slug: 'find-window-washing-contractors',
      class: 'parallel-screening',
      purpose: 'inquiry',
      params: { city: 'Chicago', walk_away: 60 },
      secretParams: ['walk_away'],
      where: 'target.city == params.city',
      rounds: [
        {
          id: '',
          targets: { kind: 'all' },
          channel: 'call',
          assistant: {
            name: 'Contractor caller',
            greeting: '',
            instructions:
              'You are an AI assistant calling {{target.name}} in {{params.city}} about {{target.floors}} floors.\n',
            model: 'openai/gpt-4o',
            voice: 'Rime.ArcanaV3.astra',
            tools: ['hangup', 'send_dtmf'],
            voicemail: { detect: 'auto', action: 'leave_message', message: '{{target.name}}, we will call again.' },
          },
          collect: {
            price_per_floor: { type: 'number', unit: 'USD', description: 'Quoted price per floor', required: true },
            insured: { type: 'boolean', description: 'Carries liability insurance', required: false },
            method: { type: 'enum', enum: ['ropes', 'lift'], required: false },
            names: { type: 'array', items: { type: 'string' }, required: false },
          },
          rubric: {
            require: ['collected.insured'],
            criteria: [
              { id: 'price', weight: 60, kind: 'score', score: '1.0 - collected.price_per_floor / 100.0' },
              { id: 'manner', weight: 40, kind: 'judge', judge: 'Polite and precise?', scale: 5 },
            ],
            shortlist: 3,
          },
          schedule: {
            start: null,
            hours: { from: 540, to: 1020 },
            days: [1, 2, 3, 4, 5],
            timezone: 'target',
            holidays: ['US'],
            pace: { batch: 8, everyMs: 90_000 },
            lookaheadMs: 15 * minuteMs,
            deadline: { afterMs: 3 * dayMs },
          },
          retry: {
            base: 'professional',
            total: 2,
            adjust: {
              'no-answer': { after: { kind: 'next-window' } },
              voicemail: { times: 1, after: { kind: 'range', minMs: 30 * minuteMs, maxMs: 2 * hourMs } },
            },
          },
        },
      ],
      limits: {
        concurrency: 10,
        attemptsTotal: 500,
        attemptsPerNumberPerDay: 3,
        callMinutes: 15,
        minutesTotal: 900,
        costTotal: { amount: 120, currency: 'USD' },
      },
      gates: [
        {
          id: 'launch',
          before: 'calls',
          ask: 'Call {{plan.contacts}} contractors in {{params.city}}?',
          via: ['push', 'terminal'],
          biometric: true,
          timeoutMs: 4 * hourMs,
          onTimeout: 'deny',
        },
      ],
      againAfterMs: 30 * dayMs,
      rules: { override: ['hours-business'], because: 'They open at 7' },
      contactRules: rulesFor('inquiry'),
      provider: 'simulator',
      results: { formats: ['yaml', 'csv'], transcripts: false, phones: 'masked' },
      simulate: {
        seed: 7,
        from: Date.parse('2026-11-23T15:00:00Z'),
        default: { answered: 0.6, 'no-answer': 0.2, voicemail: 0.1, busy: 0.1 },
        personas: {
          acme: [
            { outcome: 'no-answer' },
            {
              outcome: 'answered',
              durationMs: 95_000,
              collected: { price_per_floor: 42, insured: true },
              transcript: ['Acme.', 'Hello.'],
            },
          ],
          bolt: [{ outcome: 'voicemail', durationMs: 20_000 }],
        },
        approver: { launch: { answer: 'approved', afterMs: 2 * minuteMs } },
      },
      rates: { callMinute: 0.12, sms: 0.01, currency: 'USD' },
    });
  });

  it('brings its targets, their columns, its holidays and the hash of its bytes', async () => {
    const mission = await screening();
    expect(mission.targets.map(({ id, phone, zones, kind }) => ({ id, phone, zones, kind }))).toEqual([
      { id: 'acme', phone: '+13125550101', zones: ['America/Chicago'], kind: 'service' },
      { id: 'bolt', phone: '+13125550102', zones: ['America/Chicago'], kind: 'service' },
      { id: 'cedar', phone: '+12125550103', zones: ['America/New_York'], kind: 'service' },
    ]);
    expect(mission.columns).toContainEqual({ name: 'floors', type: { kind: 'double' } });
    expect(mission.holidays.US).toContain('2026-11-26');
    expect(mission.bytesHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(mission.text).toBe(fixture('screening.yaml'));
    expect(mission.file.endsWith('/mission.yaml')).toBe(true);
  });

  it('has the same holidays whatever the clock says', async () => {
    const text = sweep('schedule: { holidays: [US] }');
    const [a, b] = [await loadRight(text, { now: 0 }), await loadRight(text, { now: now + 2_000 * dayMs })];
    expect(a.holidays).toEqual(b.holidays);
  });
});

describe('a mission that says little', () => {
  it('gets the defaults', async () => {
    const { spec } = await loadRight(
      'version: 1\nname: Small\nclass: parallel-sweep\npurpose: inquiry\nprovider: simulator\ntargets: [{ name: Acme, phone: "+13125550101" }]\nassistant: { instructions: You are an AI. }\n',
    );
    const [round] = spec.rounds;
    expect(round.schedule).toEqual({
      start: null,
      hours: { from: 540, to: 1020 },
      days: [1, 2, 3, 4, 5],
      timezone: 'target',
      holidays: [],
      lookaheadMs: 15 * minuteMs,
      deadline: { afterMs: 7 * dayMs },
    });
    expect(round.retry).toEqual({ base: null, adjust: {} });
    expect(round.assistant).toEqual({
      name: 'Small',
      greeting: '',
      instructions: 'You are an AI.',
      model: 'openai/gpt-4o',
      tools: [],
      voicemail: { detect: 'auto', action: 'hang_up' },
    });
    expect(spec).toMatchObject({
      limits: { concurrency: 10, attemptsPerNumberPerDay: 4, callMinutes: 15 },
      gates: [],
      againAfterMs: 30 * dayMs,
      results: { formats: ['yaml'], transcripts: false, phones: 'masked' },
      simulate: { seed: 1, default: { answered: 0.7, 'no-answer': 0.15, voicemail: 0.1, busy: 0.05 } },
    });
    expect(Object.hasOwn(spec, 'act')).toBe(false);
  });

  it('that sells tries a number twice a day', async () => {
    const { mission } = await loadText(sweep('purpose: solicitation'));
    expect(mission?.spec.limits.attemptsPerNumberPerDay).toBe(2);
  });

  it('asks by push and terminal, for a day, and no answer is a no', async () => {
    const { spec } = await loadRight(sweep('approve: [{ id: a, before: calls, ask: "Go?" }]'));
    expect(spec.gates).toEqual([
      {
        id: 'a',
        before: 'calls',
        ask: 'Go?',
        via: ['push', 'terminal'],
        biometric: false,
        timeoutMs: dayMs,
        onTimeout: 'deny',
      },
    ]);
  });
});

describe('each class', () => {
  it('negotiates one after the other', async () => {
    const { spec } = await loadRight(
      sweep(
        'class: sequential-negotiation\nnegotiate: { objective: "maximize collected.price * 2.0", order: target.size, stop: "best.price > 9.0 && answers.size() > 1", floor: 2, ceiling: 20 }',
      ),
    );
    expect(spec.negotiate).toEqual({
      direction: 'maximize',
      expression: 'collected.price * 2.0',
      order: 'target.size',
      stop: 'best.price > 9.0 && answers.size() > 1',
      floor: 2,
      ceiling: 20,
    });
    expect(spec.limits.concurrency).toBe(1);
  });

  it('overlays rounds key by key, and replaces what is collected and judged', async () => {
    const { spec } = await loadRight(
      withLines(
        sweep(),
        [
          'class: multi-round',
          'assistant: { name: Caller, voice: v, instructions: "You are an AI, {{target.name}}." }',
          'schedule: { hours: "10:00-12:00", holidays: [US] }',
          'rubric: { rank: "collected.price asc" }',
          'rounds:',
          '  - id: first',
          '  - id: again',
          '    targets: { top: 2 }',
          '    assistant: { instructions: "You are an AI. You said {{rounds.first.collected.price}}." }',
          '    collect: { day: { type: string } }',
          '    rubric: { rank: collected.day desc }',
          '    schedule: { hours: "13:00-15:00" }',
          '  - id: last',
          '    targets: rounds.again.status == "reached" && rounds.first.rank < 2.0',
          '    unattended: true',
          '    channel: sms',
          '    message: Bye {{target.name}}',
          '    reply: { within: 2h }',
        ].join('\n'),
      ),
    );
    const [first, again, last] = spec.rounds;
    expect(again).toMatchObject({
      id: 'again',
      targets: { kind: 'top', count: 2 },
      assistant: {
        name: 'Caller',
        voice: 'v',
        instructions: 'You are an AI. You said {{rounds.first.collected.price}}.',
      },
      collect: { day: { type: 'string', required: false } },
      rubric: { require: [], criteria: [], rank: { expression: 'collected.day', direction: 'desc' } },
      schedule: { hours: { from: 780, to: 900 }, holidays: ['US'] },
    });
    expect(Object.keys(first.collect)).toEqual(['opens', 'price']);
    expect(last).toMatchObject({
      targets: { kind: 'where', expression: 'rounds.again.status == "reached" && rounds.first.rank < 2.0' },
      channel: 'sms',
      message: 'Bye {{target.name}}',
      reply: { withinMs: 2 * hourMs },
      rubric: first.rubric,
    });
    expect(spec.gates.map(({ id, before }) => [id, before])).toEqual([['again', 'again/calls']]);
  });

  it('acts on what it found', async () => {
    const { spec } = await loadRight(
      sweep(
        [
          'class: gather-then-act',
          'goal: collected.price < 5.0',
          'act:',
          '  to: found',
          '  assistant: { instructions: "You are an AI. Book at {{found.price}} with {{target.name}}." }',
          '  collect: { booked: { type: boolean, required: true } }',
          '  approve: [{ id: book, ask: "Book {{found.target}} at {{found.price}}?" }]',
        ].join('\n'),
      ),
    );
    expect(spec.goal).toBe('collected.price < 5.0');
    expect(spec.act).toMatchObject({
      id: 'act',
      channel: 'call',
      assistant: { instructions: 'You are an AI. Book at {{found.price}} with {{target.name}}.' },
      collect: { booked: { type: 'boolean', required: true } },
    });
    expect(spec.rounds).toHaveLength(1);
    expect(spec.gates).toMatchObject([{ id: 'book', before: 'act' }]);
  });

  it('texts', async () => {
    const { spec } = await loadRight(
      sweep(
        'channel: sms\nmessage: Hello {{target.name}}\nreply: { within: 24h }\nsimulate: { personas: { acme: [delivered, { replied: "YES", after: 20m, collected: { price: 3 } }] } }',
      ),
    );
    expect(spec.rounds[0]).toMatchObject({
      channel: 'sms',
      message: 'Hello {{target.name}}',
      reply: { withinMs: dayMs },
    });
    expect(spec.simulate.personas.acme).toEqual([
      { outcome: 'delivered' },
      { outcome: 'replied', reply: 'YES', afterMs: 20 * minuteMs, collected: { price: 3 } },
    ]);
  });
});
