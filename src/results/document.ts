/**
 * What a run meant, as one document: the file beside the mission, and what `--json` prints.
 *
 * Pure, and its keys stand in one order, so that the same run gives the same bytes and a git diff reads well.
 */
import { isoInstant } from '../lib/time.ts';
import type { FinalContactStatus, GateChannel, RunStatus, WaitReason } from '../run/events.ts';
import type { GateState } from '../run/state.ts';
import type { Fields, RoundSpec } from '../spec/spec.ts';
import {
  type AttemptEntry,
  attemptEntry,
  type ContactEntry,
  contactEntry,
  ordered,
  phonesShown,
} from './contact-entry.ts';
import type { ResultsInput } from './input.ts';
import { type RankEntry, rankEntry, rankRound } from './ranking.ts';
import { hasRows, readsContacts } from './size.ts';
import { summaryText } from './summary-text.ts';
import { type TotalsEntry, totalsOf } from './totals.ts';

/** How many failed contacts a document without rows names. */
const failuresMax = 10_000;

export interface ResultsDocument {
  readonly mission: string;
  readonly class: string;
  readonly provider: string;
  readonly run: string;
  readonly status: RunStatus;
  /** What a waiting run waits for. */
  readonly reason?: WaitReason;
  readonly summary: string;
  /** `sha256:…` of the mission file's bytes, and of the plan. */
  readonly spec: string;
  readonly plan: string;
  /** Contact rules that the mission loosened, and why. */
  readonly rules?: { readonly override: readonly string[]; readonly because: string };
  readonly started: string;
  readonly finished?: string;
  readonly totals: TotalsEntry;
  /** How many targets were left out before the run, by rule. */
  readonly excluded?: Readonly<Record<string, number>>;
  readonly gates: readonly GateEntry[];
  readonly ranking?: readonly RankEntry[];
  readonly best?: Fields;
  readonly found?: Fields;
  readonly act?: ActEntry;
  readonly rounds?: readonly RoundEntry[];
  readonly contacts?: readonly ContactEntry[];
  readonly failures?: readonly ContactEntry[];
}

export interface GateEntry {
  readonly id: string;
  /** waiting: asked, and nobody has answered yet. */
  /** unanswered: the run ended before anybody had answered. */
  readonly decision: 'approved' | 'denied' | 'expired' | 'waiting' | 'unanswered';
  readonly by?: GateChannel;
  /** When it was answered, else when it was asked. */
  readonly at: string;
  /** The hash of what was asked. */
  readonly asked: string;
}

export interface RoundEntry {
  readonly id: string;
  readonly ranking?: readonly RankEntry[];
  readonly contacts?: readonly ContactEntry[];
  readonly failures?: readonly ContactEntry[];
}

export interface ActEntry {
  readonly target: string;
  readonly channel: 'call' | 'sms';
  readonly status: string;
  readonly attempts: readonly AttemptEntry[];
  readonly collected?: Fields;
}

/** The document of a run as it stands in the store, under way or ended. */
export function resultsDocument(input: ResultsInput): ResultsDocument {
  const { run, source, mission } = input;
  const { spec } = source;
  const withRows = hasRows(mission);
  const rounds = roundEntries(input, withRows);
  const multi = spec.class === 'multi-round';
  const only = multi ? undefined : rounds[0];
  const ranking = rounds.findLast((round) => round.ranking !== undefined)?.ranking;
  const found = foundFields(input);
  const act = actEntry(input);
  return {
    mission: spec.name,
    class: spec.class,
    provider: run.provider,
    run: run.name,
    status: mission.status,
    ...(mission.waiting === undefined ? {} : { reason: mission.waiting.reason }),
    summary: phonesShown(input)(summaryText(input)),
    spec: source.specHash,
    plan: source.planHash,
    ...(spec.rules === undefined ? {} : { rules: spec.rules }),
    started: isoInstant(mission.startedAt ?? run.startedAt),
    ...(mission.finishedAt === undefined ? {} : { finished: isoInstant(mission.finishedAt) }),
    totals: totalsOf(input),
    ...(Object.keys(input.excluded).length === 0 ? {} : { excluded: input.excluded }),
    gates: spec.gates.flatMap(({ id }) => gateEntry(id, mission.gates[id], mission.finishedAt !== undefined)),
    ...(ranking === undefined ? {} : { ranking }),
    ...(mission.best === undefined ? {} : { best: namedFields(mission.best, spec.rounds[0]) }),
    ...(found === null ? {} : { found }),
    ...(act === null ? {} : { act }),
    ...(multi ? { rounds } : {}),
    ...(only?.contacts === undefined ? {} : { contacts: only.contacts }),
    ...(only?.failures === undefined ? {} : { failures: only.failures }),
  };
}

function gateEntry(id: string, gate: GateState | undefined, ended: boolean): readonly GateEntry[] {
  if (gate === undefined || gate.status === 'shut') return [];
  const decision = gate.status !== 'asked' ? gate.status : ended ? 'unanswered' : 'waiting';
  const at = isoInstant(gate.answeredAt ?? gate.askedAt ?? 0);
  return [{ id, decision, ...(gate.by === undefined ? {} : { by: gate.by }), at, asked: gate.hash ?? '' }];
}

/** One entry per round that was begun. While a big run is under way its rows are not read at all: only counts are told. */
function roundEntries(input: ResultsInput, withRows: boolean): readonly RoundEntry[] {
  const { mission, source } = input;
  if (!readsContacts(mission)) return [];
  return source.spec.rounds.flatMap((round): RoundEntry[] => {
    const state = mission.rounds.find((one) => one.id === round.id);
    if (state === undefined || state.contacts === null) return [];
    const ranking = rankRound(input, round)?.map(rankEntry);
    const rows = withRows ? { contacts: allEntries(input, round) } : { failures: failedEntries(input, round) };
    return [{ id: round.id, ...(ranking === undefined ? {} : { ranking }), ...rows }];
  });
}

function allEntries(input: ResultsInput, round: RoundSpec): readonly ContactEntry[] {
  return Array.from(input.contacts(round.id), (contact) => contactEntry(contact, { input, round }));
}

function failedEntries(input: ResultsInput, round: RoundSpec): readonly ContactEntry[] {
  const wanted: FinalContactStatus = 'failed';
  const entries: ContactEntry[] = [];
  if ((input.mission.rounds.find((one) => one.id === round.id)?.finished.failed ?? 0) === 0) return entries;
  for (const contact of input.contacts(round.id)) {
    if (contact.state.status !== wanted) continue;
    entries.push(contactEntry(contact, { input, round }));
    if (entries.length === failuresMax) break;
  }
  return entries;
}

function namedFields(of: { readonly target: string; readonly collected: Fields }, round: RoundSpec): Fields {
  return { target: of.target, ...ordered(of.collected, round) };
}

function foundFields(input: ResultsInput): Fields | null {
  const { found } = input.mission;
  const [round] = input.source.spec.rounds;
  if (found === undefined) return null;
  for (const { state } of input.contacts(round.id)) {
    if (state.id === found.contact)
      return namedFields({ target: found.target, collected: state.collected ?? {} }, round);
  }
  return { target: found.target };
}

function actEntry(input: ResultsInput): ActEntry | null {
  const { act } = input.source.spec;
  if (act === undefined) return null;
  for (const { state } of input.contacts(act.id)) {
    const { target, status, attempts, collected } = state;
    const answers = collected === undefined ? {} : { collected: ordered(collected, act) };
    return {
      target,
      channel: act.channel,
      status,
      attempts: attempts.map((one) => attemptEntry(one, { transcripts: false, show: phonesShown(input) })),
      ...answers,
    };
  }
  return null;
}
