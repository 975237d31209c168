/** Small runs, contacts and commits, as the engine makes them. */
import { contactId, freshContact } from '../../src/run/contact-state.ts';
import type { Event, JournalEvent } from '../../src/run/events.ts';
import type { Commit, CommitContact, LedgerEntry, NewRun, Store } from '../../src/run/ports.ts';
import type { ContactState, MissionState } from '../../src/run/state.ts';
import type { Spec, Target } from '../../src/spec/spec.ts';
import { rulesFor } from '../support/rules.ts';

export const noon = Date.parse('2026-11-23T12:00:00Z');
export const here = { pid: 4711, host: 'here', since: noon };

export function sampleTarget(place: number): Target {
  const id = `t${place}`;
  const phone = `+1312555${String(100 + (place % 100)).padStart(4, '0')}`;
  return {
    id,
    name: `Target ${place}`,
    phone,
    zones: ['America/Chicago'],
    kind: 'service',
    fields: { name: id, phone, place },
  };
}

export const sampleSpec: Spec = {
  version: 1,
  name: 'Sweep',
  slug: 'sweep',
  class: 'parallel-sweep',
  purpose: 'inquiry',
  params: { city: 'Chicago' },
  secretParams: [],
  rounds: [
    {
      id: '',
      targets: { kind: 'all' },
      channel: 'sms',
      message: 'Hello {{target.name}}',
      collect: {},
      schedule: {
        start: null,
        hours: { from: 540, to: 1020 },
        days: [1, 2, 3, 4, 5],
        timezone: 'target',
        holidays: [],
        lookaheadMs: 900_000,
        deadline: { afterMs: 604_800_000 },
      },
      retry: { base: null, adjust: {} },
    },
  ],
  limits: { concurrency: 10, attemptsPerNumberPerDay: 4, callMinutes: 15 },
  gates: [],
  againAfterMs: 0,
  contactRules: rulesFor('inquiry'),
  provider: 'simulator',
  results: { formats: ['yaml'], transcripts: false, phones: 'masked' },
  simulate: { seed: 7, default: {}, personas: {}, approver: {} },
  rates: { callMinute: 0.1, sms: 0.01, currency: 'USD' },
};

export const sampleMission: MissionState = {
  status: 'pending',
  steps: [
    { id: 'setup', status: 'pending' },
    { id: 'calls', status: 'pending' },
  ],
  gates: {},
  rounds: [{ id: '', contacts: null, finished: { reached: 0, unreached: 0, failed: 0, skipped: 0 }, ranked: false }],
  open: 0,
  paced: [],
  pool: [],
  totals: { attempts: 0, minutes: 0, cost: 0 },
  failures: 0,
  top: [],
};

export function sampleRun(
  of: { readonly slug?: string; readonly targets?: number; readonly world?: string } = {},
): NewRun {
  const { slug = 'sweep', targets = 3, world } = of;
  return {
    slug,
    file: `/workspace/${slug}.yaml`,
    source: {
      text: '# as it was\nname: "Sweep"\n',
      specHash: 'sha256:spec',
      planHash: 'sha256:plan',
      spec: { ...sampleSpec, slug },
      plan: { steps: ['setup', 'calls'] },
      seed: 7,
      approve: ['launch'],
    },
    targets: Array.from({ length: targets }, (_, place) => sampleTarget(place)),
    leftOut: [{ target: 'x', rule: 'number', reason: 'it is no number' }],
    id: (name) => `id of ${name}`,
    world: (name) => world ?? `sim:${name}`,
    createdAt: noon,
    mission: sampleMission,
  };
}

export function sampleState(place: number, change: Partial<ContactState> = {}): ContactState {
  const round = change.round ?? '';
  const target = `t${place}`;
  return { ...freshContact({ id: contactId(round, target), target, round }), ...change };
}

/** The contact at the index of its target. `state` null: a fresh one. */
export function sampleContact(place: number, change: Partial<ContactState> | null): CommitContact {
  const state = sampleState(place, change ?? {});
  const { id, round, status } = state;
  const final = status === 'reached' || status === 'unreached' || status === 'failed' || status === 'skipped';
  const wakeAt = status === 'retrying' ? state.notBefore : null;
  return { index: place, targetIndex: place, id, round, final, status, wakeAt, state: change === null ? null : state };
}

export function sampleEntry(change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    key: 'key.t0.1',
    run: 'sweep-1',
    slug: 'sweep',
    contact: 't0',
    number: '+13125550101',
    world: 'sim:sweep-1',
    at: noon,
    status: 'reserved',
    reached: false,
    minutes: 15,
    cost: 1.5,
    ...change,
  };
}

export function queuedEvent(target: string): Event {
  return { type: 'contact.queued', contact: target, at: noon, data: { target } };
}

/** The events get the numbers that follow what is stored. */
export function committer(store: Store, of: { readonly run: string; readonly epoch: number }) {
  return (change: Partial<Omit<Commit, 'events'>> & { readonly events?: readonly Event[] } = {}) => {
    const seq = store.run(of.run)?.seq ?? 0;
    const events: JournalEvent[] = (change.events ?? []).map((event, place) => ({ ...event, seq: seq + place + 1 }));
    return store.commit({ contacts: [], ledger: [], optOuts: [], taken: [], ...of, ...change, events });
  };
}

/** A run that is driven, and how to commit to it. */
export function driven(store: Store, run: NewRun = sampleRun()) {
  const { name } = store.createRun(run);
  const lease = store.drive(name, here);
  if (!lease.ok) throw new Error(lease.error.message);
  return { name, lease: lease.value, commit: committer(store, { run: name, epoch: lease.value.epoch }) };
}
