/**
 * What the mission asks of all contacts: the pure function is run's, the loop over the store is here. Nothing is kept that
 * the store does not hold.
 */
import { createHash } from 'node:crypto';
import type { Names } from '../run/contact-machine.ts';
import { contactId } from '../run/contact-state.ts';
import type { TopContact } from '../run/events.ts';
import { roundState } from '../run/mission-rounds.ts';
import { type Ranked, rankContacts, topContact, topMax } from '../run/rank.ts';
import type { Fields, Target } from '../spec/spec.ts';
import type { Session } from './session.ts';
import { targetIds } from './target-ids.ts';

export interface Chosen {
  readonly targets: Int32Array;
  readonly hash: string;
  /** Targets that would be among them, and may no longer be contacted. */
  readonly refused: readonly string[];
}

/**
 * A round's contacts: all targets, the best of the round before, or those for which its expression is true; less those who
 * have said no since (whom the plan leaves out of the first round). Chosen once: what was refused then stands in the state.
 */
export function chooseRound(session: Session, round: string): Chosen {
  const all = round === 'act' && session.compiled.act !== null ? foundTarget(session) : roundTargets(session, round);
  const { contacts, refused = [] } = roundState(session.mission, round);
  const left = new Set(contacts === null ? refusedTargets(session, { round, targets: all }) : refused);
  const targets = left.size === 0 ? all : all.filter((index) => !left.has(targetAt(session, index).id));
  const hash = createHash('sha256');
  for (const id of targetIds(session.store, { run: session.run.name, indexes: targets }))
    hash.update(`${contactId(round, id)}\n`);
  return { targets, hash: `sha256:${hash.digest('hex')}`, refused: [...left] };
}

function refusedTargets(
  session: Session,
  { round, targets }: { readonly round: string; readonly targets: Int32Array },
): readonly string[] {
  if (round === session.compiled.rounds[0]?.id) return [];
  return Array.from(targets, (index) => targetAt(session, index)).flatMap(({ id, phone }) =>
    session.refusal(phone) === null ? [] : [id],
  );
}

function targetAt({ store, run }: Session, index: number): Target {
  return store.target(run.name, index);
}

function foundTarget(session: Session): Int32Array {
  const { found } = session.mission;
  const index = found === undefined ? null : session.store.contactIndex(session.run.name, found.contact);
  return index === null ? new Int32Array(0) : Int32Array.of(session.blocks.of(index).targetIndex);
}

function roundTargets(session: Session, id: string): Int32Array {
  const at = session.compiled.rounds.findIndex((round) => round.id === id);
  const round = session.compiled.rounds[at];
  const before = session.compiled.rounds[at - 1];
  const count = session.store.targetCount(session.run.name);
  if (round === undefined) throw new Error(`no such round ${id}`);
  const choice = round.spec.targets;
  if (choice.kind === 'all' || before === undefined) return Int32Array.from({ length: count }, (_, index) => index);
  if (choice.kind === 'top') return topTargets(session, { round: before.id, count: choice.count });
  const rounds = session.compiled.rounds.slice(0, at).map(({ id }) => ({ id, ranks: ranksOf(session, id) }));
  const { params } = session.compiled.spec;
  const kept: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const target = targetAt(session, index);
    const evaluated = round.chooses?.evaluate({
      target: target.fields,
      params,
      rounds: earlier(session, { target: target.id, rounds }),
    });
    if (evaluated?.ok === true && evaluated.value === true) kept.push(index);
  }
  return Int32Array.from(kept);
}

export interface RankedRound {
  readonly id: string;
  readonly ranks: ReadonlyMap<string, Ranked>;
}

/** `rounds.ID.{collected, score, rank, status}` of one target. */
export function earlier(
  session: Session,
  of: { readonly target: string; readonly rounds: readonly RankedRound[] },
): Names {
  const names: Record<string, unknown> = {};
  for (const { id, ranks } of of.rounds) {
    const contact = contactId(id, of.target);
    const index = session.store.contactIndex(session.run.name, contact);
    const state = index === null ? null : session.state(index);
    if (state === null) continue;
    names[id] = {
      collected: state.collected ?? {},
      score: state.score ?? null,
      rank: ranks.get(contact)?.rank ?? null,
      status: state.status,
    };
  }
  return names;
}

function topTargets(session: Session, of: { readonly round: string; readonly count: number }): Int32Array {
  const { ranking } = rankRound(session, of.round);
  const indexes = ranking.slice(0, of.count).map((one) => session.store.contactIndex(session.run.name, one.contact));
  return Int32Array.from(indexes.flatMap((index) => (index === null ? [] : [session.blocks.of(index).targetIndex])));
}

export function ranksOf(session: Session, round: string): ReadonlyMap<string, Ranked> {
  return new Map(rankRound(session, round).ranking.map((one) => [one.contact, one]));
}

export function rankRound(
  session: Session,
  round: string,
): { readonly ranking: readonly Ranked[]; readonly hash: string; readonly top: readonly TopContact[] } {
  const { spec } = session.compiled.round(round);
  const { params, negotiate } = session.compiled.spec;
  const { ranking, hash } = rankContacts({
    rubric: spec.rubric,
    negotiate,
    contacts: session.states(round),
    target: (id) => ({ fields: fieldsOf(session, contactId(round, id)) }),
    params,
  });
  const top = ranking.slice(0, topMax).map(topContact);
  return { ranking, hash, top };
}

export function fieldsOf(session: Session, contact: string): Fields {
  const index = session.store.contactIndex(session.run.name, contact);
  return index === null ? {} : session.target(index).fields;
}

/** Contacts without a final answer, and answers that lack a required field, over all rounds. */
export function verifyContacts(session: Session): { readonly unfinished: number; readonly incomplete: number } {
  let incomplete = 0;
  let unfinished = 0;
  for (const round of session.mission.rounds)
    if (round.contacts !== null && round.id !== 'act') unfinished += session.unfinished(round.id);
  const collects = session.compiled.rounds.some((round) => round.collects);
  if (collects) for (const state of session.states()) if (state.incomplete !== undefined) incomplete += 1;
  return { unfinished, incomplete };
}
