/** The simulated world: personas of targets that exist, approvers of gates that exist, shares that fit in 1. */
import { didYouMean } from '../../lib/suggest.ts';
import type { MissionDraft } from '../draft.ts';
import { placedGates } from '../gates.ts';
import type { Inspection } from '../inspection.ts';
import type { Path } from '../source.ts';

const ofCalls = new Set(['answered', 'voicemail', 'no-answer', 'busy']);
const ofTexts = new Set(['delivered', 'undelivered', 'replied', 'opted-out']);

export function checkSimulate(inspection: Inspection): void {
  const { simulate } = inspection.draft;
  if (simulate === undefined) return;
  checkShares(inspection);
  checkApprover(inspection);
  for (const [id, lines] of Object.entries(simulate.personas ?? {}))
    checkPersona(inspection, { id, lines: lines ?? [] });
}

function checkShares({ draft, add }: Inspection): void {
  const shares = Object.values(draft.simulate?.default ?? {});
  const sum = shares.reduce((total: number, share) => total + (share ?? 0), 0);
  if (sum <= 1 + 1e-9) return;
  const message = `The shares come to ${Number(sum.toFixed(4))}; together they are at most 1.`;
  add({
    code: 'out-of-range',
    path: ['simulate', 'default'],
    message,
    help: 'Make them smaller; what is left of 1 fails.',
  });
}

function checkApprover({ draft, rounds, broken, add }: Inspection): void {
  const ids = placedGates(draft, rounds).flatMap(({ gate }) => gate.id ?? []);
  if (broken.touches(['approve']) || broken.touches(['rounds']) || broken.touches(['act'])) return;
  for (const id of Object.keys(draft.simulate?.approver ?? {})) {
    if (ids.includes(id)) continue;
    const help = ids.length === 0 ? 'This mission has no gates.' : `There is: ${ids.join(', ')}.`;
    const path = ['simulate', 'approver', id];
    add({
      code: 'unknown-gate',
      path,
      mark: 'key',
      message: `There is no gate ${id}.`,
      help: didYouMean(id, ids) ?? help,
    });
  }
}

type Lines = NonNullable<NonNullable<NonNullable<MissionDraft['simulate']>['personas']>[string]>;

/** A folder of a million targets is not searched for what was meant. */
const comparedMax = 20_000;

function checkPersona(inspection: Inspection, of: { readonly id: string; readonly lines: Lines }): void {
  const { targets, rounds, add } = inspection;
  const path = ['simulate', 'personas', of.id];
  if (targets !== null && !targets.ids.has(of.id)) {
    const near = targets.ids.size > comparedMax ? undefined : didYouMean(of.id, targets.ids);
    const message = `No target has the id ${of.id}, so nobody plays this.`;
    add({
      code: 'unknown-target',
      severity: 'warning',
      path,
      mark: 'key',
      message,
      help: near ?? 'Write the id of a target, or take it out.',
    });
  }
  const channels = new Set(rounds.map((round) => round.channel.value));
  for (const [index, line] of of.lines.entries()) {
    if (line === undefined) continue;
    const at = [...path, index];
    const outcome = typeof line === 'string' ? line : outcomeOf(line);
    if (outcome !== undefined) checkOutcome(inspection, { outcome, channels, path: at });
    if (typeof line !== 'string') checkCollected(inspection, { collected: line.collected, path: [...at, 'collected'] });
  }
}

function outcomeOf(line: Readonly<Record<string, unknown>>): string | undefined {
  return ['answered', 'voicemail', 'replied'].find((outcome) => Object.hasOwn(line, outcome));
}

function checkOutcome(
  { add }: Inspection,
  of: { readonly outcome: string; readonly channels: ReadonlySet<string>; readonly path: Path },
): void {
  const { outcome, channels, path } = of;
  const wrong = (ofCalls.has(outcome) && !channels.has('call')) || (ofTexts.has(outcome) && !channels.has('sms'));
  if (!wrong) return;
  const isText = ofTexts.has(outcome);
  const message = isText ? `A call never ends ${outcome}.` : `A text never ends ${outcome}.`;
  const all = (isText ? [...ofCalls, 'failed'] : [...ofTexts, 'failed']).filter((each) => each !== 'opted-out');
  add({ code: 'wrong-outcome', severity: 'warning', path, message, help: `One of: ${all.join(', ')}.` });
}

/** Fields that no round collects would silently be dropped. */
function checkCollected(
  { rounds, broken, add }: Inspection,
  of: { readonly collected: Readonly<Record<string, unknown>> | undefined; readonly path: Path },
): void {
  if (of.collected === undefined || rounds.some((round) => broken.has([...round.path, 'collect']))) return;
  if (broken.has(['collect'])) return;
  const fields = new Set(rounds.flatMap((round) => Object.keys(round.collect?.value ?? {})));
  for (const name of Object.keys(of.collected)) {
    if (fields.has(name)) continue;
    const help =
      didYouMean(name, fields) ??
      (fields.size === 0 ? 'This mission collects nothing.' : `There is: ${[...fields].join(', ')}.`);
    add({
      code: 'unknown-field',
      severity: 'warning',
      path: [...of.path, name],
      mark: 'key',
      message: `No field of collect is called ${name}.`,
      help,
    });
  }
}
