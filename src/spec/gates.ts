/** The gates of a mission and the steps that they stand before. */
import type { MissionDraft, RoundDraft } from './draft.ts';
import type { Path } from './source.ts';

type GateDraft = NonNullable<NonNullable<MissionDraft['approve']>[number]>;

export interface PlacedGate {
  readonly gate: GateDraft;
  /** Where it was written. An implicit gate's is that of its round. */
  readonly path: Path;
  /** The step that it stands before; undefined where nothing says. */
  readonly before: string | undefined;
  /** Nobody wrote it: a round after the first waits for a person unless it says otherwise. */
  readonly implicit: boolean;
}

/** The id of a round's step. */
export function callsStepOf(round: string): string {
  return round === '' ? 'calls' : `${round}/calls`;
}

/** In the order of the file: the mission's gates, then round by round, then the action's. */
export function placedGates(draft: MissionDraft, rounds: readonly RoundDraft[]): readonly PlacedGate[] {
  const own = placed(draft.approve, { path: ['approve'] });
  const ofRounds = rounds.flatMap((round) => {
    if (round.path[0] === 'act') return placed(draft.act?.approve, { path: ['act', 'approve'], before: 'act' });
    if (round.path[0] !== 'rounds') return [];
    const declared = draft.rounds?.[round.index];
    const before = callsStepOf(round.id);
    const gates = placed(declared?.approve, { path: [...round.path, 'approve'], before });
    const asked = gates.length > 0 || own.some((gate) => gate.before === before);
    if (asked || round.index === 0 || declared?.unattended === true || round.id === '') return gates;
    const ask = `Begin round ${round.id} with {{plan.contacts}} contacts?`;
    return [{ gate: { id: round.id, ask }, path: [...round.path, 'id'], before, implicit: true }];
  });
  return [...own, ...ofRounds];
}

function placed(
  gates: MissionDraft['approve'],
  at: { readonly path: Path; readonly before?: string },
): readonly PlacedGate[] {
  return (gates ?? []).flatMap((gate, index) => {
    if (gate === undefined) return [];
    return [{ gate, path: [...at.path, index], before: at.before ?? gate.before, implicit: false }];
  });
}

/** The steps that a gate may stand before. */
export function gatedSteps(draft: MissionDraft, rounds: readonly RoundDraft[]): readonly string[] {
  const main = rounds.filter((round) => round.path[0] !== 'act');
  const ranked = draft.negotiate !== undefined || main.some((round) => round.rubric !== undefined);
  return [
    ...main.map((round) => callsStepOf(round.id)),
    ...(ranked ? ['rank'] : []),
    ...(draft.class === 'gather-then-act' ? ['act'] : []),
  ];
}
