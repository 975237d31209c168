/** What is heard of a person's words: an insight, a text, what a model made of them. */
import { checkCollected, parseInsightJson } from '../spec/collect.ts';
import { about, attemptEvent, ended, type Here, stopped } from './contact-facts.ts';
import type { ContactObservation } from './contact-machine.ts';
import { lastAttempt, openAttempt } from './contact-state.ts';
import type { ContactEvent } from './events.ts';
import { isOptOut, isYes, refusesContact } from './opt-out.ts';
import { plausibleScore } from './plausible.ts';
import { insightMaxMs } from './polling.ts';
import type { Insight } from './ports.ts';
import type { Attempt } from './state.ts';

type Told<Kind extends ContactObservation['kind']> = Extract<ContactObservation, { kind: Kind }>;

/** How `number.opted-out` tells a refusal in a conversation from one in a text. */
export const saidInConversation = 'said so in a conversation';

export function insight(here: Here, told: Told<'insight'>): readonly ContactEvent[] {
  const last = lastAttempt(here.state);
  if (last === null || last.n !== told.attempt || last.phase !== 'ended' || here.state.insight !== undefined) return [];
  if (told.insight === null) return here.at >= (last.endedAt ?? 0) + insightMaxMs ? [noInsight(here, last)] : [];
  const received = attemptEvent(here, last, 'insight.received', insightData(here, told.insight));
  const json = parseInsightJson(told.insight.text);
  if (!refusesContact(told.insight, json.ok ? json.value : null)) return [received];
  return [received, saidNo(here)];
}

/** The service had nothing to tell of the conversation. */
export function noInsight(here: Here, last: Attempt): ContactEvent {
  const { collects, spec } = here.context.round;
  const required = Object.entries(spec.collect).flatMap(([name, field]) => (field.required ? [name] : []));
  const collected = collects ? { collected: {}, ...(required.length > 0 ? { incomplete: required } : {}) } : {};
  return attemptEvent(here, last, 'insight.received', { summary: '', none: true, ...collected });
}

function saidNo({ state, at }: Here): ContactEvent {
  return { type: 'number.opted-out', contact: state.id, at, data: { how: saidInConversation } };
}

function insightData(here: Here, found: Insight) {
  const { round } = here.context;
  const json = parseInsightJson(found.text);
  const summary = json.ok && typeof json.value.summary === 'string' ? json.value.summary : found.text;
  const data = { summary, ...(found.transcript === undefined ? {} : { transcript: found.transcript }) };
  if (!json.ok || !round.collects || !Object.keys(round.spec.collect).some((field) => Object.hasOwn(json.value, field)))
    return data;
  const checked = checkCollected(round.spec.collect, json.value);
  return {
    ...data,
    collected: checked.values,
    ...(checked.incomplete.length > 0 ? { incomplete: checked.incomplete } : {}),
  };
}

/** A reply counts once the text was handed over, and until `reply.within` has passed; a no counts whenever it comes. */
export function text(here: Here, told: Told<'text'>): readonly ContactEvent[] {
  const open = openAttempt(here.state);
  const within = here.context.round.spec.reply?.withinMs;
  const sent = open !== null && open.channel === 'sms' && open.ref !== undefined && told.at >= open.scheduledAt;
  if (isOptOut(told.text)) {
    if (sent) return [...lateText(here, told), ended(here, open, { outcome: 'opted-out', text: told.text })];
    const no = lateText(here, told);
    return no.length === 0 ? [] : [...no, ...stopped(here, 'opt-out')];
  }
  if (!sent || within === undefined || open.deliveredAt === undefined || told.at > open.deliveredAt + within) return [];
  return [ended(here, open, { outcome: 'replied', text: told.text })];
}

/** Only a no still matters where no answer is awaited: it is about what this contact was sent. */
export function lateText({ state, at }: Here, told: Told<'text'>): readonly ContactEvent[] {
  const wasContacted = state.attempts.some(({ ref, scheduledAt }) => ref !== undefined && scheduledAt <= told.at);
  if (!wasContacted || state.optedOut === true || !isOptOut(told.text)) return [];
  return [{ type: 'number.opted-out', contact: state.id, at, data: { how: 'replied to a text' } }];
}

/** Nobody wrote in time. */
export function silence(here: Here, told: Told<'silence'>): readonly ContactEvent[] {
  const open = about(here, told.attempt);
  const within = here.context.round.spec.reply?.withinMs;
  if (open?.deliveredAt === undefined || within === undefined || told.until < open.deliveredAt + within) return [];
  return [ended(here, open, { outcome: 'delivered' })];
}

export function extracted(here: Here, told: Told<'extracted'>): readonly ContactEvent[] {
  const last = lastAttempt(here.state);
  if (
    last === null ||
    last.n !== told.attempt ||
    here.state.insight === undefined ||
    here.state.collected !== undefined
  )
    return [];
  if (told.fields === null) return [];
  const checked = checkCollected(here.context.round.spec.collect, told.fields);
  const incomplete = checked.incomplete.length > 0 ? { incomplete: checked.incomplete } : {};
  const event = attemptEvent(here, last, 'insight.extracted', { collected: checked.values, ...incomplete });
  return isYes(told.fields.opt_out) && here.state.optedOut !== true ? [event, saidNo(here)] : [event];
}

export function judged(here: Here, told: Told<'judged'>): readonly ContactEvent[] {
  const { criterion } = told;
  const score = plausibleScore(told.score);
  const criteria = here.context.round.spec.rubric?.criteria ?? [];
  const isAsked = criteria.some(({ id, kind }) => kind === 'judge' && id === criterion);
  if (score === null || !isAsked || Object.hasOwn(here.state.judged, criterion)) return [];
  return [{ type: 'criterion.judged', contact: here.state.id, at: here.at, data: { criterion, score } }];
}
