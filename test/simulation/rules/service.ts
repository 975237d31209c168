/** What the service's record can show: calls that the journal denies, two at once, prompts changed under a call. */
import { hourMs, type Instant } from '../../../src/lib/time.ts';
import type { RunEvidence } from '../judgement.ts';
import type { ServiceEvent } from '../world.ts';

export const serviceRules = [
  journalKnowsEveryCall,
  oneAtATime,
  promptsAreLeftAlone,
  redialsAreTold,
  doubtIsAskedAbout,
  worstCaseFits,
  oneAfterTheOther,
  secretsStaySecret,
  repliesAreTheirs,
  endsAreTrue,
  whatRangCounts,
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
  return seen.flatMap((event, at) => {
    const other = seen.slice(0, at).find((one) => one.contact === event.contact && endOf(one) > event.placedAt);
    return other === undefined ? [] : [`2: ${event.key} was placed while ${other.key} was still alive`];
  });
}

/** 12: from the confirmation of a prompt until the call has ended nobody gives the assistant another. */
function promptsAreLeftAlone({ run, witness, seen, journal }: RunEvidence): readonly string[] {
  const keys = keysOf(journal);
  const confirmed = new Map<string, { readonly at: Instant; readonly instructions: string }>();
  for (const { commit, at } of witness.stored) {
    if (commit.run !== run.name) continue;
    for (const event of commit.events)
      if (event.type === 'assistant.updated') confirmed.set(keys(event), { at, instructions: event.data.instructions });
  }
  return seen.filter(isDialled).flatMap((event) => {
    const own = confirmed.get(event.key);
    if (own === undefined) return [];
    const until = event.endedAt ?? Number.POSITIVE_INFINITY;
    const changed = witness.asked.some(
      ({ when, ask, at }) =>
        when === 'arrived' &&
        ask.method === 'update' &&
        ask.request.assistant === event.assistant &&
        ask.request.instructions !== own.instructions &&
        at > own.at &&
        at < until,
    );
    return changed ? [`12: the prompt of ${event.assistant} was changed while ${event.key} needed it`] : [];
  });
}

/** 3: redials that the service made by itself are counted and reported, once they can be read. */
function redialsAreTold({ journal, seen }: RunEvidence): readonly string[] {
  const keys = keysOf(journal);
  const told = new Set(journal.flatMap((event) => (event.type === 'rule.breached' ? [event.contact] : [])));
  const ended = journal.flatMap((event) =>
    event.type === 'attempt.ended' && event.data.outcome === 'no-answer' ? [keys(event)] : [],
  );
  return seen.flatMap((event) =>
    event.redials > 0 && ended.includes(event.key) && !told.has(event.contact)
      ? [`3: the service's redials of ${event.key} are not told`]
      : [],
  );
}

/** 2: doubt is given up only after it was asked about for hours; then the run's last words say so. */
function doubtIsAskedAbout({ journal, run, store }: RunEvidence): readonly string[] {
  const doubted = new Map<string, Instant>();
  const broken: string[] = [];
  let unsettled = 0;
  for (const event of journal) {
    if (event.type === 'attempt.doubted') doubted.set(event.contact, event.at);
    if (event.type !== 'attempt.ended' || event.data.unsettled !== true) continue;
    unsettled += 1;
    const askedFor = event.at - (doubted.get(event.contact) ?? Number.POSITIVE_INFINITY);
    if (event.data.reason === 'in doubt: counted as placed' && askedFor < hourMs)
      broken.push(`2: the doubt about ${event.contact} was given up after ${askedFor} ms`);
  }
  const { summary = '' } = store.mission(run.name) ?? {};
  if (unsettled > 0 && !summary.includes(`${unsettled} attempt`))
    broken.push(`2: nobody is told of ${unsettled} attempts in doubt`);
  return broken;
}

/** The key of the attempt that an event is about: of the last intent before it. */
function keysOf(
  journal: RunEvidence['journal'],
): (event: { readonly seq: number; readonly contact: string }) => string {
  const intents = journal.filter((event) => event.type === 'attempt.intended');
  return ({ seq, contact }) => intents.findLast((one) => one.contact === contact && one.seq < seq)?.data.key ?? '';
}

/** 5: totals hold at worst case at every intent, and by the service's own record at the end. */
function worstCaseFits({ mission, journal, seen }: RunEvidence): readonly string[] {
  const { limits, rates } = mission.spec;
  const dialled = seen.filter(isDialled);
  const minutes = dialled.reduce((sum, event) => sum + minutesOf(event), 0);
  const texts = dialled.filter(({ channel, outcome }) => channel === 'sms' && outcome === 'delivered').length;
  const cost = minutes * rates.callMinute + texts * rates.sms;
  const { attemptsTotal = Infinity, minutesTotal = Infinity, costTotal } = limits;
  const broken: string[] = [];
  if (dialled.length > attemptsTotal) broken.push(`5: ${dialled.length} attempts of ${attemptsTotal}`);
  if (minutes > minutesTotal) broken.push(`5: ${minutes} minutes of ${minutesTotal}`);
  if (cost > (costTotal?.amount ?? Infinity) + 1e-6) broken.push(`5: ${cost} of ${costTotal?.amount} spent`);
  const open = new Map<string, number>();
  let settled = 0;
  for (const event of journal) {
    if (event.type === 'attempt.intended') {
      open.set(event.contact, event.data.channel === 'call' ? limits.callMinutes : 0);
      const reserved = [...open.values()].reduce((sum, one) => sum + one, 0);
      if (settled + reserved > minutesTotal + 1e-6)
        broken.push(
          `5: ${event.contact} began with ${settled} minutes used and ${reserved} reserved of ${minutesTotal}`,
        );
    }
    if (event.type === 'attempt.ended')
      settled += event.data.unsettled === true ? (open.get(event.contact) ?? 0) : (event.data.duration_s ?? 0) / 60;
    if (event.type === 'attempt.withdrawn' || event.type === 'attempt.ended') open.delete(event.contact);
  }
  return broken;
}

/** Of conversation, as the service bills it. */
function minutesOf({ channel, durationS }: ServiceEvent): number {
  return channel === 'call' ? durationS / 60 : 0;
}

/** 6: by the service's record, too, nobody is called before the one before is done with; each prompt knows all answers. */
function oneAfterTheOther({ mission, seen, journal }: RunEvidence): readonly string[] {
  if (mission.spec.class !== 'sequential-negotiation') return [];
  const broken: string[] = [];
  const answers = new Map<string, number>();
  let heard = 0;
  for (const event of journal) {
    if (event.type === 'contact.finished' && event.data.status === 'reached') heard += 1;
    if (event.type === 'attempt.intended') answers.set(event.data.key, heard);
  }
  for (const [at, event] of seen.entries()) {
    const before = seen.slice(0, at).find((one) => one.contact !== event.contact && endOf(one) > event.placedAt);
    if (before !== undefined) broken.push(`6: ${event.key} was placed before ${before.key} was over`);
    const told = event.instructions?.split('Heard ').length ?? 1;
    if (isDialled(event) && told - 1 !== answers.get(event.key))
      broken.push(`6: ${event.key} knew ${told - 1} of ${answers.get(event.key)} answers`);
  }
  return broken;
}

function endOf(event: ServiceEvent): Instant {
  return event.withdrawnAt ?? event.endedAt ?? Number.POSITIVE_INFINITY;
}

/** 11: a secret is never said. */
function secretsStaySecret({ mission, seen }: RunEvidence): readonly string[] {
  const secrets = mission.spec.secretParams.map((name) => String(mission.spec.params[name]));
  return seen.flatMap((event) =>
    secrets.some((secret) => `${event.instructions ?? ''} ${event.text ?? ''}`.includes(secret))
      ? [`11: ${event.key} says a secret`]
      : [],
  );
}

/** 4, 11: what is told as a person's reply was written to that very text. */
function repliesAreTheirs({ journal, seen, scenario }: RunEvidence): readonly string[] {
  const keys = keysOf(journal);
  const written = new Map(seen.map((event) => [event.key, event.reply]));
  return journal.flatMap((event) => {
    if (event.type !== 'attempt.ended' || event.data.outcome !== 'replied') return [];
    const key = keys(event);
    const reply = written.get(key);
    const early = scenario.faults.skewMs === 0 && scenario.faults.jumpMs === 0 && event.at < (reply?.at ?? 0);
    return reply?.text === event.data.text && !early
      ? []
      : [`11: ${key} is told to have been answered with what was not written to it`];
  });
}

/** 9: each attempt ended as the service says, unless nobody could find out. */
function endsAreTrue({ journal, seen }: RunEvidence): readonly string[] {
  const keys = keysOf(journal);
  const ends = new Map(
    journal.flatMap((event) => (event.type === 'attempt.ended' ? [[keys(event), event.data] as const] : [])),
  );
  return seen.filter(isDialled).flatMap(({ key, outcome, durationS }) => {
    const told = ends.get(key);
    if (told === undefined) return [`9: ${key} rang, and the journal does not say how it ended`];
    if (told.unsettled === true) return [];
    const isReply = told.outcome === 'replied' || told.outcome === 'opted-out';
    const broken = (isReply ? 'delivered' : told.outcome) === outcome ? [] : [`${told.outcome}, not ${outcome}`];
    if ((told.duration_s ?? 0) !== durationS) broken.push(`after ${told.duration_s} s, not ${durationS} s`);
    return broken.map((text) => `9: ${key} is told to have ended ${text}`);
  });
}

/** 5: what was seen ringing is an attempt, also where the service put it back and it was then taken back. */
function whatRangCounts({ journal }: RunEvidence): readonly string[] {
  const keys = keysOf(journal);
  const rang = new Set(
    journal.flatMap((event) =>
      event.type === 'attempt.progressed' && event.data.status === 'in-progress' ? [keys(event)] : [],
    ),
  );
  return journal.flatMap((event) =>
    event.type === 'attempt.withdrawn' && rang.has(event.data.key)
      ? [`5: ${event.data.key} rang and is not counted`]
      : [],
  );
}
