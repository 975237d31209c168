/** After an attempt has ended: retry, or read the conversation, judge it, and finish. */
import { type Instant, isoInstant, minuteMs, secondMs } from '../lib/time.ts';
import { retryPolicy } from '../plan/retry.ts';
import type { Fields } from '../spec/spec.ts';
import { attemptEvent } from './contact-facts.ts';
import { noInsight } from './contact-heard.ts';
import type { ContactAction, ContactContext, ContactInput, Decision } from './contact-machine.ts';
import { lastAttempt } from './contact-state.ts';
import type { ContactEvent } from './events.ts';
import { insightEveryMs, insightMaxMs, nextInsightRead } from './polling.ts';
import { redialAt } from './redial.ts';
import { boundMissed, requirementMissed, scoreContact, unjudged } from './score.ts';
import type { Attempt, ContactState } from './state.ts';

const modelEveryMs = 30 * secondMs;
const modelMaxMs = 30 * minuteMs;

type Deciding = Decision<ContactEvent, ContactAction>;
const nothing: Deciding = { events: [], actions: [], wakeAt: null };

interface Reading {
  readonly state: ContactState;
  readonly context: ContactContext;
  readonly input: ContactInput;
  readonly last: Attempt;
}

export function decideReading(state: ContactState, context: ContactContext, input: ContactInput): Deciding {
  const last = lastAttempt(state);
  if (last === null) return nothing;
  const reading: Reading = { state, context, input, last };
  // Nobody who said no is asked about, judged, ranked or acted upon.
  if (state.optedOut === true) return finish(reading, { status: 'unreached', reason: 'opted out' });
  switch (last.outcome) {
    case 'answered':
      return readCall(reading);
    case 'replied':
      return readReply(reading);
    case 'delivered':
      return finish(
        reading,
        context.round.collects ? { status: 'unreached', reason: 'no reply' } : { status: 'reached' },
      );
    default:
      return retryOrFinish(reading);
  }
}

function retryOrFinish(reading: Reading): Deciding {
  const { state, context, input, last } = reading;
  const outcome = last.outcome ?? 'failed';
  if (state.stopped !== undefined) return finish(reading, { status: 'unreached', reason: state.stopped });
  // Calling again might be the second call: a person looks first.
  if (last.unsettled === true) return finish(reading, { status: 'failed', reason: last.reason ?? 'in doubt' });
  // A call that never got a ref was refused for what it is: the same again is refused again.
  if (outcome === 'failed' && last.ref === undefined)
    return finish(reading, { status: 'failed', reason: last.reason ?? 'refused' });
  const at = redialAt(retryPolicy(context.round.spec.retry, context.target.kind), {
    outcomes: state.attempts.map((attempt) => attempt.outcome ?? 'failed'),
    endedAt: last.endedAt ?? input.now,
    windows: context.round.windows(context.target),
    zones: context.target.zones,
    label: `${context.run.id} ${state.id} ${last.n} retry`,
  });
  if (at === null) return finish(reading, { status: 'unreached', reason: outcome });
  const data = { after: outcome, not_before: isoInstant(at) };
  return { ...nothing, events: [{ type: 'contact.retrying', contact: state.id, at: input.now, data }] };
}

function readReply(reading: Reading): Deciding {
  const { state, input, last } = reading;
  if (state.insight !== undefined) return afterInsight(reading);
  const data = { summary: last.reply ?? '' };
  return { ...nothing, events: [attemptEvent({ state, at: input.now }, last, 'insight.received', data)] };
}

function readCall(reading: Reading): Deciding {
  const { state, input, last } = reading;
  if (state.insight !== undefined) return afterInsight(reading);
  const endedAt = last.endedAt ?? input.now;
  const late = input.now >= endedAt + insightMaxMs;
  // However late it is: what is there is read before it is given up (observeContact says when it is not there).
  if (last.conversation === undefined || (late && state.stopped !== undefined)) {
    return { ...nothing, events: [noInsight({ state, context: reading.context, at: input.now }, last)] };
  }
  const wakeAt = nextInsightRead(endedAt, input.now) ?? input.now + insightEveryMs;
  const actions: ContactAction[] = input.due
    ? [{ kind: 'insight', attempt: last.n, conversation: last.conversation }]
    : [];
  return { events: [], actions, wakeAt };
}

/** Collected, judged, scored, finished: each as soon as the one before is there. */
function afterInsight(reading: Reading): Deciding {
  const { state, context } = reading;
  if (context.round.collects && state.collected === undefined) return extract(reading);
  const collected = state.collected ?? {};
  if (context.round.spec.rubric === undefined) {
    const beyond = state.disqualified === undefined ? boundMissed(context, collected) : null;
    return beyond === null ? finishReached(reading) : { ...nothing, events: [scored(reading, beyond)] };
  }
  if (state.score === undefined) {
    const disqualified = requirementMissed(context, collected) ?? boundMissed(context, collected);
    const open = disqualified === null ? unjudged(context, state) : [];
    if (open.length > 0) return judge(reading, open);
    return { ...nothing, events: [scored(reading, disqualified)] };
  }
  return finishReached(reading);
}

function extract(reading: Reading): Deciding {
  const { state, context, input, last } = reading;
  if (modelIsLate(reading)) {
    const required = Object.entries(context.round.spec.collect).flatMap(([name, field]) =>
      field.required ? [name] : [],
    );
    const data = {
      collected: {},
      ...(required.length > 0 ? { incomplete: required } : {}),
      failed: 'the model did not answer',
    };
    return { ...nothing, events: [attemptEvent({ state, at: input.now }, last, 'insight.extracted', data)] };
  }
  const wakeAt = input.now + modelEveryMs;
  if (!input.due && !isFresh(input, 'insight.received')) return { ...nothing, wakeAt };
  const request = { ...conversation(reading), collect: context.round.spec.collect };
  return { events: [], actions: [{ kind: 'extract', attempt: last.n, request }], wakeAt };
}

function judge(
  reading: Reading,
  open: readonly { readonly id: string; readonly judge: string; readonly scale: number }[],
): Deciding {
  const { state, input } = reading;
  if (modelIsLate(reading)) {
    const failed = 'the model did not answer';
    const events = open.map(
      (criterion): ContactEvent => ({
        type: 'criterion.judged',
        contact: state.id,
        at: input.now,
        data: { criterion: criterion.id, score: 0, failed },
      }),
    );
    return { ...nothing, events };
  }
  const wakeAt = input.now + modelEveryMs;
  if (!input.due && !isFresh(input, 'insight.received') && !isFresh(input, 'insight.extracted'))
    return { ...nothing, wakeAt };
  const actions = open.map(
    (criterion): ContactAction => ({
      kind: 'judge',
      criterion: criterion.id,
      request: {
        ...conversation(reading),
        criterion: { id: criterion.id, question: criterion.judge, scale: criterion.scale },
        collected: state.collected ?? {},
      },
    }),
  );
  return { events: [], actions, wakeAt };
}

function modelIsLate({ input, last }: Reading): boolean {
  const readAt: Instant = (last.endedAt ?? input.now) + insightMaxMs;
  return input.now >= readAt + modelMaxMs;
}

function isFresh(input: ContactInput, type: ContactEvent['type']): boolean {
  return input.fresh.some((event) => event.type === type);
}

function conversation({ state, last }: Reading) {
  const transcript = state.insight?.transcript;
  return {
    key: last.key,
    target: state.target,
    summary: state.insight?.summary ?? '',
    ...(transcript === undefined ? {} : { transcript }),
  };
}

function scored({ state, context, input }: Reading, disqualified: string | null): ContactEvent {
  const data = disqualified === null ? scoreContact(context, state) : { score: null, criteria: {}, disqualified };
  return { type: 'contact.scored', contact: state.id, at: input.now, data };
}

function finishReached(reading: Reading): Deciding {
  const { state, context } = reading;
  const collected: Fields = state.collected ?? {};
  const goal = context.mission.goal;
  const qualified = state.disqualified === undefined;
  const met =
    goal !== null && qualified && context.round.id !== 'act' && isTrue(goal.evaluate(namesOf(context, collected)));
  return finish(reading, {
    status: 'reached',
    ...(state.incomplete === undefined ? {} : { incomplete: true }),
    ...(qualified ? {} : { disqualified: true }),
    ...(met ? { goal: true } : {}),
    ...(context.mission.objective === null && !met ? {} : { collected }),
  });
}

function isTrue(evaluated: { readonly ok: boolean; readonly value?: unknown }): boolean {
  return evaluated.ok && evaluated.value === true;
}

/** What the expressions about one contact may name. */
function namesOf(context: Pick<ContactContext, 'mission' | 'target'>, collected: Fields): Record<string, unknown> {
  return { collected, target: context.target.fields, params: context.mission.spec.params };
}

type Finished = Extract<ContactEvent, { type: 'contact.finished' }>['data'];

function finish({ state, input }: Reading, data: Finished): Deciding {
  return { ...nothing, events: [{ type: 'contact.finished', contact: state.id, at: input.now, data }] };
}
