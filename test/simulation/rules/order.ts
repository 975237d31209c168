/** What the order of things can break: deeds and what was durable before them, no's and intents, approvals and denials. */
import { minuteMs } from '../../../src/lib/time.ts';
import type { RunEvidence } from '../judgement.ts';

/** How long a no may take to reach the service, where nothing fails. */
const noticedWithinMs = 2 * minuteMs;

export const orderRules = [
  intentBeforeDeed,
  noIntentAfterNo,
  noCallAfterNo,
  denyBeatsApprove,
  phoneSaidYes,
  nothingAfterTheEnd,
  stepsEndOnce,
  limitIsNamed,
];

/** 1: when a process asks for a call, its intent stands in the store, and says the same. */
function intentBeforeDeed({ run, witness }: RunEvidence): readonly string[] {
  const intended = new Map<string, { readonly order: number; readonly scheduledAt: number }>();
  for (const { order, commit } of witness.stored) {
    for (const event of commit.events)
      if (event.type === 'attempt.intended')
        intended.set(event.data.key, { order, scheduledAt: Date.parse(event.data.scheduled_at) });
  }
  return witness.asked.flatMap(({ when, ask, order }) => {
    if (when !== 'sent' || ask.method !== 'place') return [];
    const { metadata, scheduledAt } = ask.request;
    if (!metadata.key.startsWith(`${run.id}.`)) return [];
    const intent = intended.get(metadata.key);
    if (intent === undefined || intent.order > order)
      return [`1: ${metadata.key} was placed before its intent was stored`];
    return intent.scheduledAt === scheduledAt
      ? []
      : [`1: ${metadata.key} was placed for another instant than intended`];
  });
}

/** 4: once a no is in the store, no intent for that number is stored. */
function noIntentAfterNo({ run, mission, witness }: RunEvidence): readonly string[] {
  const phones = new Map(mission.targets.map((target) => [target.id, target.phone]));
  return witness.stored.flatMap(({ commit, order }) => {
    if (commit.run !== run.name) return [];
    return commit.events.flatMap((event) => {
      if (event.type !== 'attempt.intended') return [];
      const phone = phones.get(event.contact.slice(event.contact.indexOf('/') + 1));
      const no = witness.optOuts.find((one) => one.number === phone && one.world === run.world && one.order < order);
      return no === undefined ? [] : [`4: ${event.contact} was to be called after its no was stored`];
    });
  });
}

/** 4: what is scheduled for a number is taken back once its no is stored, as far as processes live and the store holds. */
function noCallAfterNo({ run, witness, seen, scenario }: RunEvidence): readonly string[] {
  const { stops, suspends, commits, skewMs, jumpMs } = scenario.faults;
  if (stops + suspends + commits.fails + commits.failsAfter + commits.full > 0 || skewMs !== 0 || jumpMs !== 0)
    return [];
  const placed = new Map<string, number>();
  for (const { commit, order } of witness.stored) {
    for (const event of commit.events) if (event.type === 'attempt.placed') placed.set(event.data.ref, order);
  }
  return seen.flatMap((event) => {
    const { dialledAt, withdrawnAt } = event;
    if (dialledAt === null || withdrawnAt !== null) return [];
    const no = witness.optOuts.find((one) => one.number === event.to && one.world === run.world);
    if (no === undefined || dialledAt <= no.at + noticedWithinMs) return [];
    if ((placed.get(event.ref) ?? Number.POSITIVE_INFINITY) > no.order) return [];
    const asked = witness.asked.some(
      ({ ask, order }) => ask.method === 'withdraw' && ask.request.ref === event.ref && order > no.order,
    );
    return asked
      ? []
      : [`4: ${event.key} rang ${dialledAt - no.at} ms after its no was stored, and nobody took it back`];
  });
}

/** 7: a yes on the phone was said on the phone. */
function phoneSaidYes({ journal, scenario }: RunEvidence): readonly string[] {
  const approver = Object.assign({}, ...scenario.runs.map(({ mission }) => mission.spec.simulate.approver));
  return journal.flatMap((event) =>
    event.type === 'gate.approved' && event.data.by === 'push' && approver[event.gate]?.answer !== 'approved'
      ? [`7: ${event.gate} was opened by a phone that did not say yes`]
      : [],
  );
}

/** 10: a step has one final status, and no later one is told. */
function stepsEndOnce({ journal }: RunEvidence): readonly string[] {
  const over = new Set<string>();
  return journal.flatMap((event) => {
    if (event.type !== 'step.completed' && event.type !== 'step.failed' && event.type !== 'step.skipped') return [];
    const again = over.has(event.step);
    over.add(event.step);
    return again ? [`10: step ${event.step} ended twice`] : [];
  });
}

/** 5: a mission that a limit stopped says which. */
function limitIsNamed({ journal, run, store }: RunEvidence): readonly string[] {
  const stopped = journal.find((event) => event.type === 'run.stopping' && event.data.reason.startsWith('limit '));
  if (stopped?.type !== 'run.stopping') return [];
  const limit = stopped.data.reason.slice('limit '.length);
  const told = journal.some((event) => event.type === 'limit.reached' && event.data.limit === limit);
  const mission = store.mission(run.name);
  const said = mission?.stopping?.reason !== stopped.data.reason || mission.summary?.includes(limit) === true;
  return told && said ? [] : [`5: the run was stopped by ${limit} and does not say so`];
}

/** 7: a yes and a no that lie in the store together are a no; a yes to something else is none. */
function denyBeatsApprove({ run, witness }: RunEvidence): readonly string[] {
  return witness.stored.flatMap(({ commit, order }) => {
    if (commit.run !== run.name) return [];
    return commit.events.flatMap((event) => {
      if (event.type !== 'gate.approved' || event.data.by !== 'command') return [];
      const before = witness.signals.filter(
        ({ run: of, signal, order: at }) =>
          of === run.name && at < order && 'gate' in signal && signal.gate === event.gate,
      );
      const asked = before.filter(({ signal }) => 'hash' in signal && signal.hash === event.data.hash);
      const yes = asked.findLast(({ signal }) => signal.kind === 'approve');
      if (yes === undefined) return [`7: ${event.gate} was opened though nobody said yes to what was asked`];
      const no = asked.find(({ signal, at }) => signal.kind === 'deny' && at <= yes.at);
      return no === undefined ? [] : [`7: ${event.gate} was opened though somebody had said no`];
    });
  });
}

/** 8: a run that has ended asks for nothing more. */
function nothingAfterTheEnd({ run, witness }: RunEvidence): readonly string[] {
  const end = witness.stored.find(
    ({ commit }) => commit.run === run.name && commit.events.some((event) => event.type === 'run.finished'),
  );
  if (end === undefined) return [];
  const late = witness.asked.filter(
    ({ when, order, process }) => when === 'sent' && order > end.order && process === end.process,
  );
  return late.map(({ ask }) => `8: ${ask.method} was asked for after the end`);
}
