import { describe, expect, test } from 'vitest';
import { resultsDocument } from '../../src/results/document.ts';
import { resultsInput } from '../../src/results/input.ts';
import { yamlPieces } from '../../src/results/yaml.ts';
import {
  minutes,
  type SampleOptions,
  sampleAttempt,
  sampleContact,
  sampleMission,
  sampleRound,
  sampleSpec,
  sampleStore,
} from './sample.ts';

function documentOf(options: SampleOptions = {}) {
  const input = resultsInput(sampleStore(options), 'find-window-washers-1');
  if (input === null) throw new Error('no such run');
  return resultsDocument(input);
}

const one = { finished: { reached: 1, unreached: 0, failed: 0, skipped: 0 }, ranked: false };

describe('the results document', () => {
  test('is written in one order, so that a diff reads well', () => {
    expect([...yamlPieces(documentOf())].join('')).toBe(`mission: Find window washers
class: parallel-screening
provider: simulator
run: find-window-washers-1
status: succeeded
summary: "SIMULATED: 2 of 4 reached; acme is first."
spec: sha256:${'b'.repeat(64)}
plan: sha256:${'c'.repeat(64)}
started: 2026-11-23T15:00:00Z
finished: 2026-11-23T17:12:00Z
totals: { targets: 4, reached: 2, unreached: 1, failed: 0, skipped: 1, attempts: 5, minutes: 3.5, cost: 0.41 USD }
gates:
  - { id: launch, decision: approved, by: push, at: 2026-11-23T15:02:00Z, asked: sha256:${'a'.repeat(64)} }
ranking:
  - { rank: 1, target: acme, score: 0.87, criteria: { price: 0.9, manner: 0.8 }, shortlisted: true }
  - { rank: 2, target: bolt, score: 0.5, criteria: { price: 0.3, manner: 0.8 } }
contacts:
  - target: bolt
    name: Bolt
    phone: xxxxxxx0101
    status: reached
    attempts:
      - { n: 1, at: 2026-11-23T15:10:00Z, outcome: answered, duration: 60s }
    collected: { price: 70, insured: true }
  - target: acme
    name: Acme
    phone: xxxxxxx0101
    status: reached
    attempts:
      - { n: 1, at: 2026-11-23T15:10:00Z, outcome: no-answer }
      - { n: 2, at: 2026-11-23T15:20:00Z, outcome: answered, duration: 95.5s }
    collected: { price: 42, insured: true }
  - target: cedar
    name: Cedar
    phone: xxxxxxx0101
    status: unreached
    reason: busy
    attempts:
      - { n: 1, at: 2026-11-23T15:10:00Z, outcome: busy }
  - target: dunes
    name: Dunes
    phone: xxxxxxx0101
    status: skipped
    reason: deadline
    attempts: []
`);
  });

  test('says of the disqualified why, of the incomplete what is missing, and ranks only who qualifies', () => {
    const contacts = [
      sampleContact('acme', { status: 'reached', score: null, criteria: {}, disqualified: 'collected.insured' }),
      sampleContact('bolt', { status: 'reached', score: 0.2, criteria: { price: 0 }, incomplete: ['price'] }),
      sampleContact('cedar', { status: 'unreached', reason: 'opted out', optedOut: true }),
    ];
    const document = documentOf({ contacts });
    expect(document.ranking?.map((entry) => entry.target)).toEqual(['bolt']);
    expect(document.contacts?.[0]).toMatchObject({ target: 'acme', disqualified: 'collected.insured' });
    expect(document.contacts?.[1]).toMatchObject({ target: 'bolt', incomplete: ['price'] });
    expect(document.contacts?.[2]).toMatchObject({ opted_out: true });
  });

  test.each([
    [{ unread: 'the model did not answer' }, 'the model did not answer'],
    [{ insight: { summary: '', none: true } }, 'the service had nothing to tell of the conversation'],
    [{ insight: { summary: 'They would not say.' } }, undefined],
  ])('says why what is missing was not read: %j', (state, unread) => {
    const contacts = [sampleContact('acme', { status: 'reached', incomplete: ['price'], ...state })];
    expect(documentOf({ contacts }).contacts?.[0]?.unread).toBe(unread);
  });

  test('tells what was said only when asked to', () => {
    const contacts = [
      sampleContact('acme', {
        status: 'reached',
        score: 1,
        attempts: [sampleAttempt(1, { reply: 'YES' })],
        insight: { summary: 'They agreed.', transcript: ['Yes.'] },
      }),
    ];
    const quiet = JSON.stringify(documentOf({ contacts }));
    expect(quiet).not.toContain('They agreed');
    expect(quiet).not.toContain('YES');
    const spec = sampleSpec({ results: { formats: ['yaml'], transcripts: true, phones: 'clear' } });
    const told = documentOf({ contacts, spec }).contacts?.[0];
    expect(told).toMatchObject({ insight: 'They agreed.', transcript: ['Yes.'], phone: '+13125550101' });
    expect(told?.attempts[0]).toMatchObject({ reply: 'YES' });
  });

  test('names the best offer of a negotiation, and no ranking of a sweep', () => {
    const negotiation = sampleSpec({
      class: 'sequential-negotiation',
      rounds: [sampleRound({ rubric: undefined as never })],
      negotiate: { direction: 'minimize', expression: 'collected.price', ceiling: 50 },
    });
    const { rubric: _, ...sweep } = sampleRound();
    const mission = sampleMission({ best: { target: 'acme', value: 42, collected: { insured: true, price: 42 } } });
    const document = documentOf({ spec: { ...negotiation, rounds: [sweep] }, mission });
    expect(document.best).toEqual({ target: 'acme', price: 42, insured: true });
    expect(document.ranking).toEqual([{ rank: 1, target: 'acme', criteria: { price: 0.9, manner: 0.8 }, value: 42 }]);
    expect(documentOf({ spec: sampleSpec({ class: 'parallel-sweep', rounds: [sweep] }) }).ranking).toBeUndefined();
  });

  test('puts the contacts of several rounds inside their rounds, and counts a target once', () => {
    const rounds = [
      sampleRound({ id: 'ask' }),
      sampleRound({ id: 'demo', targets: { kind: 'top', count: 2 } }),
    ] as const;
    const round = (id: string, target: string, over: object) =>
      sampleContact(target, { id: `${id}/${target}`, round: id, ...over });
    const contacts = [
      round('ask', 'acme', { status: 'reached', score: 0.9 }),
      round('ask', 'bolt', { status: 'reached', score: 0.8 }),
      round('ask', 'cedar', { status: 'unreached' }),
      round('demo', 'acme', { status: 'unreached' }),
      round('demo', 'bolt', { status: 'reached', score: 0.4 }),
    ];
    const mission = sampleMission({
      rounds: [
        { id: 'ask', contacts: 3, finished: { reached: 2, unreached: 1, failed: 0, skipped: 0 }, ranked: true },
        { id: 'demo', contacts: 2, finished: { reached: 1, unreached: 1, failed: 0, skipped: 0 }, ranked: true },
      ],
    });
    const document = documentOf({ contacts, mission, spec: sampleSpec({ class: 'multi-round', rounds }) });
    expect(document.contacts).toBeUndefined();
    expect(document.totals).toMatchObject({ targets: 3, reached: 2, unreached: 1 });
    expect(document.rounds?.map(({ id, contacts: rows }) => [id, rows?.map((row) => row.target)])).toEqual([
      ['ask', ['acme', 'bolt', 'cedar']],
      ['demo', ['acme', 'bolt']],
    ]);
    expect(document.ranking?.map((entry) => entry.target)).toEqual(['bolt']);
  });

  test('tells of the action what became of it, apart from the search', () => {
    const act = sampleRound({ id: 'act', channel: 'sms', collect: {} });
    const contacts = [
      sampleContact('acme', { status: 'reached', collected: { price: 42 } }),
      sampleContact('acme', {
        id: 'act/acme',
        round: 'act',
        status: 'reached',
        attempts: [sampleAttempt(1, { outcome: 'delivered' })],
      }),
    ];
    const { rubric: _, ...search } = sampleRound();
    const mission = sampleMission({
      rounds: [
        { id: '', contacts: 1, ...one },
        { id: 'act', contacts: 1, ...one },
      ],
      found: { contact: 'acme', target: 'acme', collected: { price: 42 } },
    });
    const spec = sampleSpec({ class: 'gather-then-act', rounds: [search], act });
    const document = documentOf({ contacts, mission, spec });
    expect(document.found).toEqual({ target: 'acme', price: 42 });
    expect(document.act).toEqual({
      target: 'acme',
      channel: 'sms',
      status: 'reached',
      attempts: [{ n: 1, at: '2026-11-23T15:10:00Z', outcome: 'delivered' }],
    });
    expect(document.contacts?.map((row) => row.target)).toEqual(['acme']);
    expect(document.totals.reached).toBe(1);
  });

  test('of a run under way says what it waits for, and what was asked', () => {
    const mission = sampleMission({
      status: 'waiting',
      waiting: { reason: 'gate', gate: 'launch', until: minutes(240) },
      gates: { launch: { status: 'asked', hash: 'sha256:x', askedAt: minutes(1) } },
      rounds: [
        { id: '', contacts: null, finished: { reached: 0, unreached: 0, failed: 0, skipped: 0 }, ranked: false },
      ],
    });
    const { finishedAt: _, summary: __, ...waiting } = mission;
    const document = documentOf({ mission: waiting, contacts: [] });
    expect(document).toMatchObject({ status: 'waiting', reason: 'gate' });
    expect(document.finished).toBeUndefined();
    expect(document.summary).toBe('SIMULATED: 0 of 0 reached so far; waiting for the answer to gate launch.');
    expect(document.gates).toEqual([
      { id: 'launch', decision: 'waiting', at: '2026-11-23T15:01:00Z', asked: 'sha256:x' },
    ]);
  });

  test('above ten thousand contacts keeps totals, ranking and failures', () => {
    const contacts = [
      sampleContact('acme', { status: 'reached', score: 0.5 }),
      sampleContact('bolt', { status: 'failed', reason: 'refused' }),
    ];
    const counted = { contacts: 10_001, finished: { reached: 10_000, unreached: 0, failed: 1, skipped: 0 } };
    const large = sampleMission({ rounds: [{ id: '', ...counted, ranked: true }] });
    const document = documentOf({ contacts, mission: large });
    expect(document.contacts).toBeUndefined();
    expect(document.ranking).toHaveLength(1);
    expect(document.failures?.map((row) => row.target)).toEqual(['bolt']);
    const underWay = documentOf({ contacts, mission: { ...large, status: 'running' } });
    expect(underWay.ranking).toBeUndefined();
    expect(underWay.totals.reached).toBe(10_000);
  });

  test('names how many were left out before, by rule, and which rules were loosened', () => {
    const leftOut = ['where', 'number', 'where'].map((rule, at) => ({ target: `t${at}`, rule, reason: '' }));
    const spec = sampleSpec({ rules: { override: ['hours-federal'], because: 'bakeries' } });
    const document = documentOf({ leftOut, spec });
    expect(document.excluded).toEqual({ number: 1, where: 2 });
    expect(document.rules).toEqual({ override: ['hours-federal'], because: 'bakeries' });
  });

  test('of a real run does not say that it was simulated', () => {
    expect(documentOf({ run: { provider: 'clawdtalk', world: 'clawdtalk' } }).summary).toBe(
      '2 of 4 reached; acme is first.',
    );
  });
});
