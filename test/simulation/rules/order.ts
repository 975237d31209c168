/** What the order of things can break: deeds and what was durable before them, no's and intents, approvals and denials. */
import type { RunEvidence } from '../judgement.ts';
import type { Asked } from '../witness.ts';

export const orderRules = [intentBeforeDeed, noIntentAfterNo, denyBeatsApprove, nothingAfterTheEnd];

/** 1: when a process asks for something that cannot be taken back, the intent stands in the store, and says the same. */
function intentBeforeDeed({ run, witness }: RunEvidence): readonly string[] {
  const intended = new Map<string, { readonly order: number; readonly scheduledAt: number }>();
  const orders = new Map<string, number>();
  for (const { order, commit } of witness.stored) {
    if (commit.run !== run.name) continue;
    for (const event of commit.events) {
      if (event.type === 'attempt.intended')
        intended.set(event.data.key, { order, scheduledAt: Date.parse(event.data.scheduled_at) });
      if (event.type === 'attempt.intended' && event.data.prompt)
        orders.set(
          `prompt ${event.data.assistant}`,
          Math.min(order, orders.get(`prompt ${event.data.assistant}`) ?? order),
        );
    }
  }
  return witness.asked.flatMap(({ when, ask, order }) => {
    if (when !== 'sent') return [];
    if (ask.method === 'place') {
      const { metadata, scheduledAt } = ask.request;
      if (!metadata.key.startsWith(`${run.id}.`)) return [];
      const intent = intended.get(metadata.key);
      if (intent === undefined || intent.order > order)
        return [`1: ${metadata.key} was placed before its intent was stored`];
      return intent.scheduledAt === scheduledAt
        ? []
        : [`1: ${metadata.key} was placed for another instant than intended`];
    }
    return [];
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
  const late = witness.asked.filter((asked) => asked.when === 'sent' && asked.order > end.order && isOf(asked, run.id));
  return late.map(({ ask }) => `8: ${ask.method} was asked for after the end`);
}

function isOf({ ask }: Asked, run: string): boolean {
  return ask.method === 'place' && ask.request.metadata.key.startsWith(`${run}.`);
}
