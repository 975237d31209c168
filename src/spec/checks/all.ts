/** Every semantic check, one subject a file. What is wrong for one hides nothing from the others. */
import { slugOf } from '../../lib/slug.ts';
import type { Inspection } from '../inspection.ts';
import { Scopes } from '../scopes.ts';
import { checkCollect } from './collect.ts';
import { checkDisclosure } from './disclosure.ts';
import { checkGates } from './gates.ts';
import { checkProvider } from './provider.ts';
import { checkLimits, checkRetry } from './retry.ts';
import { checkRounds } from './rounds.ts';
import { checkRules } from './rules.ts';
import { checkSchedule } from './schedule.ts';
import { checkSimulate } from './simulate.ts';
import { checkTemplates } from './templates.ts';

export async function checkMission(inspection: Inspection): Promise<void> {
  checkName(inspection);
  checkProvider(inspection);
  checkCollect(inspection);
  checkRounds(inspection);
  checkGates(inspection);
  checkRetry(inspection);
  checkLimits(inspection);
  checkRules(inspection);
  checkSimulate(inspection);
  await checkSchedule(inspection);
  const scopes = new Scopes(inspection);
  checkTemplates(inspection, scopes);
  // The library for expressions is loaded where there is one.
  if (hasExpressions(inspection)) (await import('./expressions.ts')).checkExpressions(inspection, scopes);
  checkDisclosure(inspection);
}

function hasExpressions({ draft, rounds }: Inspection): boolean {
  const { where } = (draft.targets ?? {}) as { readonly where?: unknown };
  const parts = [draft.goal, draft.negotiate, draft.rounds, where];
  return parts.some((part) => part !== undefined) || rounds.some(({ rubric }) => rubric !== undefined);
}

/** Runs and results are named after it. */
function checkName({ draft, add }: Inspection): void {
  if (draft.name === undefined || slugOf(draft.name) !== '') return;
  const message = 'No file can be named after this: it has neither letters nor digits.';
  add({ code: 'bad-name', path: ['name'], message, help: 'Give it a name like "Window washing".' });
}
