/**
 * Judges a finished run by its journal, by what the store holds, and by what the simulated service saw. Every broken rule is
 * one line; none is a good run.
 */
import { DateTime } from 'luxon';
import { dayMs } from '../../src/lib/time.ts';
import { applyContact, freshContact } from '../../src/run/contact-state.ts';
import { missionContext } from '../../src/run/contexts.ts';
import type { ContactEvent, JournalEvent } from '../../src/run/events.ts';
import { applyMission, concernsMission, freshMission, isRunFinal } from '../../src/run/mission-state.ts';
import type { RunRecord, Store } from '../../src/run/ports.ts';
import type { ContactState } from '../../src/run/state.ts';
import type { SeenEvent } from '../../src/simulator/seen.ts';
import type { RoundSpec, Spec, Target } from '../../src/spec/spec.ts';
import { attemptsAllowed, brokenRules } from './judge-rules.ts';

export interface Evidence {
  readonly store: Store;
  readonly run: RunRecord;
  readonly spec: Spec;
  readonly targets: readonly Target[];
  readonly journal: readonly JournalEvent[];
  readonly seen: readonly SeenEvent[];
  /** True: the run's clock was not the service's, so that their instants cannot be compared. */
  readonly skewed?: boolean;
}

export function judge(evidence: Evidence): readonly string[] {
  return [
    intentFirst,
    neverTwice,
    insideTheWindow,
    capsHold,
    serialIsSerial,
    onlyYes,
    endsClean,
    journalIsTrue,
    untrustedIsData,
    rightPrompt,
  ].flatMap((rule) => rule(evidence));
}

type Intended = Extract<ContactEvent, { type: 'attempt.intended' }>;
const intentsOf = (journal: readonly JournalEvent[]): readonly (Intended & { seq: number })[] =>
  journal.filter((event) => event.type === 'attempt.intended');

/** 1: what the service was asked for stands in the journal before, with the same instant. */
function intentFirst({ journal, seen, skewed }: Evidence): readonly string[] {
  const intents = new Map(intentsOf(journal).map((event) => [event.data.key, event]));
  return seen.flatMap((event) => {
    const intent = intents.get(event.key);
    if (intent === undefined) return [`1: ${event.key} was placed without an intent`];
    if (Date.parse(intent.data.scheduled_at) !== event.scheduledAt)
      return [`1: ${event.key} was placed for another instant than intended`];
    return skewed !== true && intent.at > event.placedAt ? [`1: ${event.key} was placed before its intent`] : [];
  });
}

/** 2: one intent, one placing; one attempt of a contact is under way at a time. */
function neverTwice({ journal, seen }: Evidence): readonly string[] {
  const broken: string[] = [];
  const keys = new Set<string>();
  for (const event of seen) {
    if (keys.has(event.key)) broken.push(`2: ${event.key} was placed twice`);
    keys.add(event.key);
  }
  const open = new Map<string, number>();
  for (const event of journal) {
    if (event.type === 'attempt.intended') {
      if (open.has(event.contact)) broken.push(`2: ${event.contact} has two attempts open`);
      open.set(event.contact, event.attempt);
    }
    if (event.type === 'attempt.ended' || event.type === 'attempt.withdrawn') open.delete(event.contact);
  }
  return broken;
}

function roundOf(spec: Spec, contact: string): RoundSpec {
  const id = contact.includes('/') ? contact.slice(0, contact.indexOf('/')) : '';
  const round = [...spec.rounds, ...(spec.act === undefined ? [] : [spec.act])].find((one) => one.id === id);
  if (round === undefined) throw new Error(`no round of ${contact}`);
  return round;
}

/** 3: dialled inside the schedule's hours and those of every contact rule, by the clock of every zone that may be the person's. */
function insideTheWindow({ spec, targets, seen }: Evidence): readonly string[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return seen.flatMap((event) => {
    const target = byId.get(event.target);
    const at = event.dialledAt;
    if (at === null || target === undefined) return [];
    const { schedule, channel } = roundOf(spec, event.contact);
    const own = schedule.timezone === 'target' ? [] : [schedule.timezone];
    const outside = [...target.zones, ...own].flatMap((zone) => {
      const local = DateTime.fromMillis(at, { zone });
      const minutes = local.hour * 60 + local.minute;
      const open =
        schedule.days.includes(local.weekday) && minutes >= schedule.hours.from && minutes < schedule.hours.to;
      return open ? [] : [`3: ${event.key} was dialled at ${local.toISO()}`];
    });
    const unlawful = brokenRules({ spec, target, at, channel }).map((rule) => `3: ${event.key} breaks ${rule}`);
    return [...outside, ...unlawful];
  });
}

/** 5: attempts per number in any 24 hours, attempts in all, minutes and cost in all. */
function capsHold({ spec, seen, store, run }: Evidence): readonly string[] {
  const broken: string[] = [];
  const dialled = seen.filter((event) => event.withdrawnAt === null);
  for (const event of dialled) {
    const within = dialled.filter(
      ({ to, scheduledAt }) =>
        to === event.to && scheduledAt <= event.scheduledAt && scheduledAt > event.scheduledAt - dayMs,
    );
    const cap = Math.min(spec.limits.attemptsPerNumberPerDay, attemptsAllowed(spec));
    if (within.length > cap) broken.push(`5: ${event.key} exceeds the daily cap`);
  }
  const { attemptsTotal, minutesTotal, costTotal } = spec.limits;
  if (attemptsTotal !== undefined && dialled.length > attemptsTotal)
    broken.push(`5: ${dialled.length} attempts of ${attemptsTotal}`);
  const totals = store.mission(run.name)?.totals;
  if (minutesTotal !== undefined && (totals?.minutes ?? 0) > minutesTotal) broken.push('5: more minutes than allowed');
  if (costTotal !== undefined && (totals?.cost ?? 0) > costTotal.amount) broken.push('5: more cost than allowed');
  return broken;
}

/** 6: the next contact opens only when the one before has finished. */
function serialIsSerial({ spec, journal }: Evidence): readonly string[] {
  if (spec.class !== 'sequential-negotiation') return [];
  const broken: string[] = [];
  let current: string | null = null;
  for (const event of journal) {
    if (event.type === 'attempt.intended') {
      if (current !== null && current !== event.contact)
        broken.push(`6: ${event.contact} began before ${current} had finished`);
      current = event.contact;
    }
    if (event.type === 'contact.finished' && event.contact === current) current = null;
  }
  return broken;
}

/** 7: nothing behind a gate happens before an approval of exactly what was asked. */
function onlyYes({ spec, journal }: Evidence): readonly string[] {
  const broken: string[] = [];
  const asked = new Map<string, string>();
  const approved = new Set<string>();
  for (const event of journal) {
    if (event.type === 'gate.asked') asked.set(event.gate, event.data.hash);
    if (event.type === 'gate.approved') {
      if (asked.get(event.gate) !== event.data.hash) broken.push(`7: ${event.gate} was approved for something else`);
      approved.add(event.gate);
    }
    if (event.type === 'attempt.intended') {
      const { id } = roundOf(spec, event.contact);
      const step = id === '' ? 'calls' : id === 'act' ? 'act' : `${id}/calls`;
      for (const gate of spec.gates) {
        if (gate.before === step && !approved.has(gate.id))
          broken.push(`7: ${event.contact} was called with gate ${gate.id} shut`);
      }
    }
  }
  return broken;
}

/** 8: the run is final, every contact and step too, and the service holds nothing that could still ring. */
function endsClean({ store, run, journal, seen }: Evidence): readonly string[] {
  const broken: string[] = [];
  const last = journal.at(-1);
  if (!isRunFinal(run.status)) broken.push(`8: the run is ${run.status}`);
  if (last?.type !== 'run.finished') broken.push(`8: the last event is ${last?.type}`);
  for (const row of store.contacts(run.name, { open: true }))
    broken.push(`8: contact ${row.state.id} is ${row.state.status}`);
  for (const step of store.mission(run.name)?.steps ?? []) {
    if (step.status === 'pending' || step.status === 'in_progress') broken.push(`8: step ${step.id} is ${step.status}`);
  }
  for (const event of seen) {
    if (event.withdrawnAt === null && event.endedAt === null)
      broken.push(`8: ${event.key} is ${event.status} at the service`);
  }
  return broken;
}

/** 9: contiguous, in order of time, and a replay gives the stored states. */
function journalIsTrue({ store, run, journal, skewed }: Evidence): readonly string[] {
  const broken: string[] = [];
  for (const [at, event] of journal.entries()) {
    if (event.seq !== at + 1) broken.push(`9: event ${at + 1} has the number ${event.seq}`);
    if (skewed !== true && event.at < (journal[at - 1]?.at ?? 0))
      broken.push(`9: event ${event.seq} is earlier than the one before`);
  }
  const replayed = replay({ store, run, journal });
  if ('illegal' in replayed) return [...broken, replayed.illegal];
  if (JSON.stringify(sorted(replayed.mission)) !== JSON.stringify(sorted(store.mission(run.name))))
    broken.push('9: the replayed mission is not the stored one');
  for (const { state } of store.contacts(run.name)) {
    if (JSON.stringify(sorted(replayed.contacts.get(state.id))) !== JSON.stringify(sorted(state)))
      broken.push(`9: the replayed contact ${state.id} is not the stored one`);
  }
  return broken;
}

/** What the journal alone says of the mission and the contacts. */
function replay({ store, run, journal }: Pick<Evidence, 'store' | 'run' | 'journal'>) {
  const { context } = missionContext(run, store.source(run.name));
  let mission = freshMission(context);
  const contacts = new Map<string, ContactState>();
  for (const { seq, ...fact } of journal) {
    try {
      if (concernsMission(fact)) mission = applyMission(mission, fact, context);
      if (fact.type === 'contact.queued') {
        const { target, round = '' } = fact.data;
        contacts.set(fact.contact, freshContact({ id: fact.contact, target, round }));
      }
      const state = 'contact' in fact ? contacts.get(fact.contact) : undefined;
      if ('contact' in fact && state !== undefined) contacts.set(fact.contact, applyContact(state, fact));
    } catch (error) {
      return { illegal: `9: event ${seq} cannot be replayed: ${error instanceof Error ? error.message : error}` };
    }
  }
  return { mission, contacts };
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

/** 11: a hostile name arrives as it was written, and no secret param is ever said. */
function untrustedIsData({ spec, targets, seen }: Evidence): readonly string[] {
  const byId = new Map(targets.map((target) => [target.id, target]));
  return seen.flatMap((event) => {
    const said = `${event.instructions ?? ''}${event.text ?? ''}`;
    const name = byId.get(event.target)?.name ?? '';
    const round = roundOf(spec, event.contact);
    const named = `${round.assistant?.instructions ?? ''}${round.message ?? ''}`.includes('target.name');
    if (event.withdrawnAt !== null || event.dialledAt === null) return [];
    return named && !said.includes(name)
      ? [`11: ${event.key} does not say ${JSON.stringify(name)} but ${JSON.stringify(said)}`]
      : [];
  });
}

/** 12: a call uses the prompt that was confirmed for it. */
function rightPrompt({ journal, seen }: Evidence): readonly string[] {
  const confirmed = new Map<string, string>();
  const keys = new Map<string, string>();
  for (const event of journal) {
    if (event.type === 'attempt.intended') keys.set(`${event.contact} ${event.attempt}`, event.data.key);
    if (event.type === 'assistant.updated')
      confirmed.set(keys.get(`${event.contact} ${event.attempt}`) ?? '', event.data.instructions);
  }
  return seen.flatMap((event) => {
    const prompt = confirmed.get(event.key);
    if (prompt === undefined || event.dialledAt === null || event.withdrawnAt !== null) return [];
    return event.instructions === prompt ? [] : [`12: ${event.key} spoke another prompt than its own`];
  });
}
