/** A run in a store that is a handful of values: what the results are made from. */

import type { ResultsStore } from '../../src/results/input.ts';
import type { RunRecord, RunSource } from '../../src/run/ports.ts';
import type { ContactState, MissionState } from '../../src/run/state.ts';
import type { LeftOut, RoundSpec, Spec, Target } from '../../src/spec/spec.ts';
import { rulesFor } from '../support/rules.ts';

export const startedAt = Date.parse('2026-11-23T15:00:00Z');
export const minutes = (count: number): number => startedAt + count * 60_000;

export function sampleRound(over: Partial<RoundSpec> = {}): RoundSpec {
  return {
    id: '',
    targets: { kind: 'all' },
    channel: 'call',
    collect: {
      price: { type: 'number', required: true },
      insured: { type: 'boolean', required: false },
    },
    rubric: {
      require: [],
      criteria: [
        { id: 'price', weight: 60, kind: 'score', score: '1.0' },
        { id: 'manner', weight: 40, kind: 'judge', judge: 'Polite?', scale: 5 },
      ],
      shortlist: 1,
    },
    schedule: {
      start: null,
      hours: { from: 540, to: 1020 },
      days: [1, 2, 3, 4, 5],
      timezone: 'target',
      holidays: [],
      lookaheadMs: 900_000,
      deadline: { afterMs: 7 * 86_400_000 },
    },
    retry: { base: null, adjust: {} },
    ...over,
  };
}

export function sampleSpec(over: Partial<Spec> = {}): Spec {
  return {
    version: 1,
    name: 'Find window washers',
    slug: 'find-window-washers',
    class: 'parallel-screening',
    purpose: 'inquiry',
    params: {},
    secretParams: [],
    rounds: [sampleRound()],
    limits: { concurrency: 10, attemptsPerNumberPerDay: 4, callMinutes: 15 },
    gates: [
      { id: 'launch', before: 'calls', ask: '?', via: ['push'], biometric: false, timeoutMs: 1, onTimeout: 'deny' },
    ],
    againAfterMs: 0,
    contactRules: rulesFor('inquiry'),
    provider: 'simulator',
    results: { formats: ['yaml'], transcripts: false, phones: 'masked' },
    simulate: { seed: 7, default: {}, personas: {}, approver: {} },
    rates: { callMinute: 0.12, sms: 0.01, currency: 'USD' },
    ...over,
  };
}

export function sampleTarget(id: string, over: Partial<Target> = {}): Target {
  const name = id[0]?.toUpperCase() + id.slice(1);
  const phone = '+13125550101';
  return { id, name, phone, zones: ['America/Chicago'], kind: 'service', fields: { id, name, phone }, ...over };
}

export function sampleContact(target: string, over: Partial<ContactState> = {}): ContactState {
  return {
    id: target,
    target,
    round: '',
    status: 'queued',
    notBefore: 0,
    attempts: [],
    intents: 0,
    judged: {},
    ...over,
  };
}

export function sampleAttempt(
  n: number,
  over: Partial<ContactState['attempts'][number]> = {},
): ContactState['attempts'][number] {
  return {
    n,
    key: `k${n}`,
    channel: 'call',
    phase: 'ended',
    scheduledAt: minutes(n * 10),
    assistant: 'a',
    from: '+13125550199',
    prompt: true,
    released: true,
    outcome: 'answered',
    ...over,
  };
}

export function sampleMission(over: Partial<MissionState> = {}): MissionState {
  return {
    status: 'succeeded',
    startedAt,
    finishedAt: minutes(132),
    summary: '2 of 4 reached; acme is first.',
    steps: [{ id: 'calls', status: 'completed' }],
    gates: {
      launch: {
        status: 'approved',
        by: 'push',
        hash: `sha256:${'a'.repeat(64)}`,
        askedAt: startedAt,
        answeredAt: minutes(2),
      },
    },
    rounds: [{ id: '', contacts: 4, finished: { reached: 2, unreached: 1, failed: 0, skipped: 1 }, ranked: true }],
    open: 0,
    paced: [],
    pool: [],
    totals: { attempts: 5, minutes: 3.45, cost: 0.414 },
    failures: 0,
    top: [],
    ...over,
  };
}

export const sampleContacts: readonly ContactState[] = [
  sampleContact('bolt', {
    status: 'reached',
    attempts: [sampleAttempt(1, { durationS: 60 })],
    collected: { insured: true, price: 70 },
    score: 0.5,
    criteria: { price: 0.3, manner: 0.8 },
  }),
  sampleContact('acme', {
    status: 'reached',
    attempts: [sampleAttempt(1, { outcome: 'no-answer' }), sampleAttempt(2, { durationS: 95.5 })],
    collected: { insured: true, price: 42 },
    score: 0.87,
    criteria: { price: 0.9, manner: 0.8 },
  }),
  sampleContact('cedar', { status: 'unreached', reason: 'busy', attempts: [sampleAttempt(1, { outcome: 'busy' })] }),
  sampleContact('dunes', { status: 'skipped', reason: 'deadline' }),
];

export interface SampleOptions {
  readonly spec?: Spec;
  readonly mission?: MissionState;
  readonly contacts?: readonly ContactState[];
  readonly leftOut?: readonly LeftOut[];
  readonly run?: Partial<RunRecord>;
  /** Runs made later, oldest first. */
  readonly newer?: readonly Partial<RunRecord>[];
  readonly target?: (id: string) => Target;
}

export function sampleRun(over: Partial<RunRecord> = {}): RunRecord {
  return {
    name: 'find-window-washers-1',
    slug: 'find-window-washers',
    n: 1,
    id: '00112233445566778899aabbccddeeff',
    world: 'sim:find-window-washers-1',
    file: '/tmp/washers.yaml',
    provider: 'simulator',
    class: 'parallel-screening',
    missionName: 'Find window washers',
    planHash: `sha256:${'c'.repeat(64)}`,
    status: 'succeeded',
    reason: null,
    step: null,
    startedAt,
    at: minutes(132),
    finishedAt: minutes(132),
    wakeAt: null,
    seq: 1,
    driver: null,
    ...over,
  };
}

/** A store of one run, `find-window-washers-1`, and whatever newer ones are given. */
export function sampleStore(options: SampleOptions = {}): ResultsStore {
  const spec = options.spec ?? sampleSpec();
  const mission = options.mission ?? sampleMission();
  const contacts = options.contacts ?? sampleContacts;
  const run = sampleRun({ status: mission.status, ...options.run });
  const runs = [
    run,
    ...(options.newer ?? []).map((over, at) =>
      sampleRun({ name: `find-window-washers-${at + 2}`, n: at + 2, ...over }),
    ),
  ];
  const source: RunSource = {
    text: '',
    specHash: `sha256:${'b'.repeat(64)}`,
    planHash: `sha256:${'c'.repeat(64)}`,
    spec,
    plan: null,
    seed: 7,
    approve: [],
  };
  const targets = [...new Set(contacts.map((contact) => contact.target))];
  const target = options.target ?? ((id: string) => sampleTarget(id));
  return {
    salt: () => 'a salt',
    run: (name) => runs.find((one) => one.name === name) ?? null,
    runs: () => runs,
    source: () => source,
    mission: (name) => (name === run.name ? mission : null),
    targetCount: () => targets.length,
    target: (_, index) => target(targets[index] ?? ''),
    leftOut: () => (options.leftOut ?? []).values() as IterableIterator<LeftOut>,
    *contacts(_, filter) {
      for (const [index, state] of contacts.entries()) {
        if (filter?.round !== undefined && filter.round !== state.round) continue;
        yield { index, targetIndex: targets.indexOf(state.target), wakeAt: null, state };
      }
    },
  };
}
