/** Gates: ids that stand for one gate each, before steps that exist. */
import { didYouMean } from '../../lib/suggest.ts';
import { gatedSteps, type PlacedGate, placedGates } from '../gates.ts';
import type { Inspection } from '../inspection.ts';

export function checkGates(inspection: Inspection): void {
  const { draft, rounds, add } = inspection;
  const seen = new Set<string>();
  for (const placed of placedGates(draft, rounds)) {
    checkStep(inspection, placed);
    const { id } = placed.gate;
    if (id === undefined) continue;
    if (seen.has(id) && placed.implicit) {
      const message = `This round gets a gate with its id, and there is a gate ${id} already.`;
      add({
        code: 'duplicate-id',
        path: placed.path,
        message,
        help: 'Give the round an `approve` of its own, or `unattended: true`.',
      });
    } else if (seen.has(id)) {
      const path = [...placed.path, 'id'];
      add({
        code: 'duplicate-id',
        path,
        message: `There is a gate ${id} already.`,
        help: 'Give each gate an id of its own.',
      });
    }
    seen.add(id);
  }
  for (const round of rounds) {
    const own = draft.rounds?.[round.index];
    if (round.path[0] !== 'rounds' || own?.unattended !== true || (own.approve ?? []).length === 0) continue;
    const message = 'The round has gates, so it is not unattended.';
    add({
      code: 'misplaced-key',
      path: [...round.path, 'unattended'],
      mark: 'key',
      message,
      help: 'Keep one of them.',
    });
  }
}

function checkStep({ draft, rounds, broken, add }: Inspection, { gate, path, before, implicit }: PlacedGate): void {
  if (implicit) return;
  const inside = path[0] !== 'approve';
  const at = [...path, 'before'];
  if (inside) {
    if (gate.before === undefined || gate.before === before) return;
    const message = `A gate in here stands before ${before}; it cannot stand before ${gate.before}.`;
    add({
      code: 'wrong-value',
      path: at,
      message,
      help: 'Take `before` out, or move the gate to the mission’s `approve`.',
    });
    return;
  }
  const steps = gatedSteps(draft, rounds);
  if (before === undefined) {
    if (broken.touches(at)) return;
    const help = `Add \`before: ${steps[0] ?? 'calls'}\`.`;
    add({
      code: 'missing-key',
      path,
      mark: 'firstLine',
      message: 'The gate does not say which step waits for it.',
      help,
    });
    return;
  }
  if (steps.includes(before) || broken.touches(['rounds']) || broken.touches(['class'])) return;
  const near = before === 'calls' ? `Did you mean ${steps[0] ?? 'calls'}?` : didYouMean(before, steps);
  const help = near ?? `There is: ${steps.join(', ')}.`;
  add({ code: 'unknown-step', path: at, message: `No step ${before} waits for a gate in this mission.`, help });
}
