/** What the service's record can show: calls that the journal denies, two at once, prompts changed under a call. */
import type { Instant } from '../../../src/lib/time.ts';
import type { RunEvidence } from '../judgement.ts';
import type { ServiceEvent } from '../world.ts';

export const serviceRules = [
  journalKnowsEveryCall,
  oneAtATime,
  promptsAreLeftAlone,
  redialsAreTold,
  worstCaseFits,
  repliesAreTheirs,
];

const isDialled = (event: ServiceEvent): boolean => event.dialledAt !== null && event.withdrawnAt === null;

/** 2: what the service dialled is an attempt in the journal, and not one that "never rang". */
function journalKnowsEveryCall({ journal, seen }: RunEvidence): readonly string[] {
  const dropped = new Set(journal.flatMap((event) => (event.type === 'attempt.withdrawn' ? [event.data.key] : [])));
  const known = new Set(journal.flatMap((event) => (event.type === 'attempt.intended' ? [event.data.key] : [])));
  return seen.flatMap((event) => {
    if (!known.has(event.key)) return [`2: the journal knows nothing of ${event.key}`];
    return isDialled(event) && dropped.has(event.key)
      ? [`2: ${event.key} rang, and the journal says that it never did`]
      : [];
  });
}

/** 2: the service never holds two live attempts of one contact. */
function oneAtATime({ seen }: RunEvidence): readonly string[] {
  const endOf = (event: ServiceEvent): Instant => event.withdrawnAt ?? event.endedAt ?? Number.POSITIVE_INFINITY;
  return seen.flatMap((event, at) => {
    const other = seen.slice(0, at).find((one) => one.contact === event.contact && endOf(one) > event.placedAt);
    return other === undefined ? [] : [`2: ${event.key} was placed while ${other.key} was still alive`];
  });
}

/** 12: from the confirmation of a prompt until the call has ended nobody changes the assistant. */
function promptsAreLeftAlone({ witness, seen, journal }: RunEvidence): readonly string[] {
  const keys = new Map<string, string>();
  const confirmed = new Map<string, Instant>();
  for (const { commit, at } of witness.stored) {
    for (const event of commit.events) {
      if (event.type === 'attempt.intended')
        keys.set(`${commit.run} ${event.contact} ${event.attempt}`, event.data.key);
      if (event.type === 'assistant.updated')
        confirmed.set(keys.get(`${commit.run} ${event.contact} ${event.attempt}`) ?? '', at);
    }
  }
  void journal;
  return seen.filter(isDialled).flatMap((event) => {
    const from = confirmed.get(event.key);
    if (from === undefined) return [];
    const until = event.endedAt ?? Number.POSITIVE_INFINITY;
    const changed = witness.asked.some(
      ({ when, ask, at }) =>
        when === 'arrived' &&
        ask.method === 'update' &&
        ask.request.assistant === event.assistant &&
        at > from &&
        at < until,
    );
    return changed ? [`12: the prompt of ${event.assistant} was changed while ${event.key} needed it`] : [];
  });
}

/** 3: redials that the service made by itself are counted and reported. */
function redialsAreTold({ journal, seen }: RunEvidence): readonly string[] {
  const told = new Set(journal.flatMap((event) => (event.type === 'rule.breached' ? [event.contact] : [])));
  const read = new Set(
    journal.flatMap((event) =>
      event.type === 'attempt.ended' && event.data.outcome === 'no-answer' ? [event.contact] : [],
    ),
  );
  return seen.flatMap((event) =>
    event.redials > 0 && read.has(event.contact) && !told.has(event.contact)
      ? [`3: the service's redials of ${event.key} are not told`]
      : [],
  );
}

/** 5: totals hold at worst case at every intent, and in the service's own minutes at the end. */
function worstCaseFits({ mission, journal, seen }: RunEvidence): readonly string[] {
  const { limits, rates } = mission.spec;
  const broken: string[] = [];
  const spoken = seen.filter(isDialled).map(({ outcome, dialledAt, endedAt, channel }) => {
    const talked = outcome === 'answered' || outcome === 'voicemail';
    return {
      channel,
      minutes: talked && endedAt !== null && dialledAt !== null ? (endedAt - dialledAt) / 60_000 : 0,
      outcome,
    };
  });
  const minutes = spoken.reduce((sum, one) => sum + (one.channel === 'call' ? one.minutes : 0), 0);
  if (limits.minutesTotal !== undefined && minutes > limits.minutesTotal + 1)
    broken.push(`5: ${minutes} minutes of ${limits.minutesTotal}`);
  const attempts = seen.filter(isDialled).length;
  if (limits.attemptsTotal !== undefined && attempts > limits.attemptsTotal)
    broken.push(`5: ${attempts} attempts of ${limits.attemptsTotal}`);
  const open = new Map<string, number>();
  let settled = 0;
  for (const event of journal) {
    if (event.type === 'attempt.intended') {
      open.set(event.contact, event.data.channel === 'call' ? limits.callMinutes : 0);
      const reserved = [...open.values()].reduce((sum, one) => sum + one, 0);
      if (limits.minutesTotal !== undefined && settled + reserved > limits.minutesTotal + 1e-6)
        broken.push(
          `5: ${event.contact} was begun with ${settled} minutes used and ${reserved} reserved of ${limits.minutesTotal}`,
        );
    }
    if (event.type === 'attempt.withdrawn') open.delete(event.contact);
    if (event.type === 'attempt.ended') {
      open.delete(event.contact);
      settled += (event.data.duration_s ?? 0) / 60;
    }
  }
  void rates;
  return broken;
}

/** 4, 11: what is told as a person's reply was written to that very text. */
function repliesAreTheirs({ journal, seen }: RunEvidence): readonly string[] {
  const keys = new Map<string, string>();
  const written = new Map(seen.map((event) => [event.key, event.reply]));
  return journal.flatMap((event) => {
    if (event.type === 'attempt.intended') keys.set(`${event.contact} ${event.attempt}`, event.data.key);
    if (event.type !== 'attempt.ended' || event.data.text === undefined) return [];
    const key = keys.get(`${event.contact} ${event.attempt}`) ?? '';
    return written.get(key) === event.data.text
      ? []
      : [`11: ${key} is told to have been answered with what was not written to it`];
  });
}
