/** Every template compiles, names only what exists, and tells no secret. */
import type { RoundDraft } from '../draft.ts';
import { callsStepOf, placedGates } from '../gates.ts';
import type { Inspection } from '../inspection.ts';
import type { ScopeNames } from '../scope.ts';
import type { Scopes } from '../scopes.ts';
import { type Path, pathText } from '../source.ts';
import { checkTemplate, type TemplateProblem } from '../template-check.ts';
import { parseTemplate } from '../template-tree.ts';

export function checkTemplates(inspection: Inspection, scopes: Scopes): void {
  const seen = new Set<string>();
  for (const round of inspection.rounds) {
    for (const written of promptsOf(inspection, round)) {
      // What several rounds share is checked once, as its first round sees it.
      const key = pathText(written.path);
      if (!seen.has(key)) checkOne(inspection, written, scopes.ofPrompt(round));
      seen.add(key);
    }
  }
  for (const { gate, path, before } of placedGates(inspection.draft, inspection.rounds)) {
    if (gate.ask === undefined) continue;
    const written = { text: gate.ask, path: [...path, 'ask'] };
    checkOne(inspection, written, scopes.ofQuestion(before ?? ''));
    if (before !== undefined) checkEarly(inspection, { ...written, before });
  }
}

/** A question that names what is known only after it was asked. */
function checkEarly(inspection: Inspection, of: Written & { readonly before: string }): void {
  const tree = parseTemplate(of.text);
  if (!tree.ok) return;
  for (const name of namesAfter(inspection, of.before)) {
    const use = tree.value.uses.find(({ path }) => path[0] === name);
    if (use === undefined) continue;
    const { offset, length } = use;
    const message = `There is no ${name} yet before ${of.before}, so this is always empty.`;
    const help = 'Leave it out, or ask before a later step.';
    const problem = { code: 'never-holds', severity: 'warning', path: of.path, message, help } as const;
    inspection.add({ ...problem, part: { offset, length } });
  }
}

/** Rounds are ranked one by one, everything else by the step `rank`; there is a best offer once calls were made. */
function namesAfter({ draft, rounds, broken }: Inspection, before: string): readonly ('ranking' | 'best')[] {
  if (broken.touches(['rubric']) || broken.touches(['rounds']) || broken.touches(['class'])) return [];
  if (before === 'calls') return draft.class === 'sequential-negotiation' ? ['ranking', 'best'] : ['ranking'];
  if (before === 'rank' && draft.class !== 'multi-round') return ['ranking'];
  const at = rounds.findIndex((round) => round.path[0] === 'rounds' && callsStepOf(round.id) === before);
  const over = at === -1 ? rounds.filter((round) => round.path[0] !== 'act') : rounds.slice(0, at);
  return over.some((round) => round.rubric !== undefined) ? [] : ['ranking'];
}

interface Written {
  readonly text: string;
  readonly path: Path;
}

/** Each template of a round, with the place where it was written. */
export function promptsOf(inspection: Inspection, round: RoundDraft): readonly Written[] {
  const { assistant, message } = round;
  const written: (Written | undefined)[] = [
    message === undefined ? undefined : { text: message.value, path: message.path },
  ];
  const keys = ['greeting', 'instructions'] as const;
  for (const key of keys) {
    const text = assistant?.[key];
    if (text !== undefined) written.push({ text, path: round.pathOf('assistant', key) });
  }
  const filePath = round.pathOf('assistant', 'instructions_file');
  const file = inspection.instructionFiles.get(pathText(filePath));
  if (assistant?.instructions_file !== undefined && file !== undefined) {
    written.push({ text: file.source.text, path: filePath });
  }
  const voicemail = assistant?.voicemail?.message;
  if (voicemail !== undefined)
    written.push({ text: voicemail, path: [...round.pathOf('assistant', 'voicemail'), 'message'] });
  return written.filter((each) => each !== undefined);
}

const codes: Readonly<Record<TemplateProblem['code'], string>> = {
  syntax: 'template-syntax',
  'too-large': 'template-too-large',
  unsupported: 'template-unsupported',
  'unknown-helper': 'unknown-helper',
  'forbidden-name': 'forbidden-name',
  'unknown-name': 'unknown-name',
  type: 'template-type',
  'secret-in-prompt': 'secret-in-prompt',
};

function checkOne(inspection: Inspection, written: Written, names: ScopeNames): void {
  const file = inspection.instructionFiles.get(pathText(written.path));
  for (const problem of checkTemplate(written.text, { names })) {
    const { message, offset, length } = problem;
    const words = { code: codes[problem.code], message, help: problem.help ?? helpOf(problem) };
    if (file === undefined) inspection.add({ ...words, path: written.path, part: { offset, length } });
    else file.add({ ...words, path: written.path, range: { start: offset, end: offset + length } });
  }
}

function helpOf({ code }: TemplateProblem): string {
  if (code === 'too-large') return 'Make it shorter.';
  return 'A template is text with names in double braces: `Hello {{target.name}}`.';
}
