/** The mission's questions about all contacts, answered from the toy engine's roster. */
import { sha256 } from '../../src/lib/hash.ts';
import type { Names } from '../../src/run/contact-machine.ts';
import { contactId, isFinal } from '../../src/run/contact-state.ts';
import type { MissionContext } from '../../src/run/mission-machine.ts';
import { rankContacts, topContact, topMax } from '../../src/run/rank.ts';
import type { ContactState, MissionState } from '../../src/run/state.ts';
import type { Target } from '../../src/spec/spec.ts';

export interface Roster {
  readonly context: MissionContext;
  readonly targets: readonly Target[];
  readonly contacts: ReadonlyMap<string, ContactState>;
  readonly chosen: Map<string, readonly Target[]>;
  readonly mission: MissionState;
}

export function chooseFrom(roster: Roster, round: string): { readonly contacts: number; readonly hash: string } {
  const targets = chosenTargets(roster, round);
  roster.chosen.set(round, targets);
  return { contacts: targets.length, hash: sha256(targets.map(({ id }) => `${contactId(round, id)}\n`).join('')) };
}

function chosenTargets(roster: Roster, id: string): readonly Target[] {
  const { mission } = roster.context;
  if (id === 'act') return roster.targets.filter((target) => target.id === roster.mission.found?.target);
  const at = mission.rounds.findIndex((round) => round.id === id);
  const choice = mission.rounds[at]?.spec.targets;
  const before = mission.rounds[at - 1];
  if (choice === undefined || choice.kind === 'all' || before === undefined) return roster.targets;
  if (choice.kind === 'top') {
    const ids = ranked(roster, before.id)
      .ranking.slice(0, choice.count)
      .map(({ target }) => target);
    return ids.flatMap((target) => roster.targets.find((one) => one.id === target) ?? []);
  }
  return roster.targets.filter((target) => {
    const state = roster.contacts.get(contactId(before.id, target.id));
    const rounds =
      state === undefined
        ? {}
        : {
            [before.id]: {
              collected: state.collected ?? {},
              score: state.score ?? null,
              rank: null,
              status: state.status,
            },
          };
    const evaluated = mission.rounds[at]?.chooses?.evaluate({
      target: target.fields,
      params: mission.spec.params,
      rounds,
    });
    return evaluated?.ok === true && evaluated.value === true;
  });
}

function ranked(roster: Roster, round: string) {
  const { spec } = roster.context.mission;
  return rankContacts({
    rubric: roster.context.mission.round(round).spec.rubric,
    negotiate: spec.negotiate,
    contacts: [...roster.contacts.values()].filter((state) => state.round === round),
    target: (id) => ({ fields: roster.targets.find((target) => target.id === id)?.fields ?? {} }),
    params: spec.params,
  });
}

export function rankFrom(roster: Roster, round: string) {
  const { ranking, hash } = ranked(roster, round);
  return {
    ranked: ranking.length,
    hash,
    top: ranking.slice(0, topMax).map(topContact),
  };
}

export function verifyFrom(roster: Roster): { readonly unfinished: number; readonly incomplete: number } {
  const states = [...roster.contacts.values()];
  return {
    unfinished: states.filter(({ status }) => !isFinal(status)).length,
    incomplete: states.filter(({ incomplete }) => incomplete !== undefined).length,
  };
}

export function answersFrom(roster: Roster): readonly Names[] {
  return [...roster.contacts.values()]
    .filter(({ status }) => status === 'reached')
    .map(({ collected }) => ({ ...collected }));
}
