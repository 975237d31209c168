/** Every expression parses, reads only what exists, and has the right type. */
import { didYouMean } from '../../lib/suggest.ts';
import type { RoundDraft } from '../draft.ts';
import { checkExpression, type Scope } from '../expression-check.ts';
import type { ExpressionProblem } from '../expression-tree.ts';
import type { Inspection } from '../inspection.ts';
import type { Scopes } from '../scopes.ts';
import { type Path, pathText } from '../source.ts';
import { splitObjective, splitRank } from '../split.ts';

export function checkExpressions(inspection: Inspection, scopes: Scopes): void {
  const { draft, rounds } = inspection;
  const check = (written: Written | undefined, scope: Scope): void => {
    if (written !== undefined) checkOne(inspection, written, scope);
  };
  const [first] = rounds;
  const ofTarget = scopes.ofTarget();
  const source = Array.isArray(draft.targets) ? undefined : (draft.targets as { readonly where?: string } | undefined);
  check(at(source?.where, ['targets', 'where']), { names: ofTarget, result: 'bool' });
  if (first !== undefined) {
    check(at(draft.goal, ['goal']), { names: scopes.ofAnswer(first), result: 'bool' });
    const { objective, order, stop } = draft.negotiate ?? {};
    check(part(objective, ['negotiate', 'objective'], splitObjective), {
      names: scopes.ofAnswer(first),
      result: 'double',
    });
    check(at(order, ['negotiate', 'order']), { names: ofTarget, result: 'comparable' });
    check(at(stop, ['negotiate', 'stop']), { names: scopes.ofStop(first), result: 'bool' });
    checkBounds(inspection, { round: first, scopes });
  }
  for (const round of rounds) {
    checkChoice(inspection, { round, scopes });
    checkRubric(inspection, { round, scopes });
  }
}

/** A bound that no offer can keep, given what may be collected. */
function checkBounds({ draft, add }: Inspection, { round, scopes }: Of): void {
  const { objective, ...bounds } = draft.negotiate ?? {};
  const split = objective === undefined ? null : splitObjective(objective);
  if (split === null) return;
  const names = scopes.ofAnswer(round);
  if (checkExpression(split.expression, { names, result: 'double' }).length > 0) return;
  for (const [key, sign] of [
    ['floor', '>='],
    ['ceiling', '<='],
  ] as const) {
    const bound = bounds[key];
    if (bound === undefined) continue;
    const source = `(${split.expression}) ${sign} ${bound}`;
    if (!checkExpression(source, { names, result: 'bool' }).some(({ code }) => code === 'constant')) continue;
    const message = `No offer is ever ${key === 'floor' ? 'this high' : 'this low'}: \`collect\` does not take it over.`;
    const help = `Change the ${key}, or minimum and maximum of the field.`;
    add({ code: 'never-holds', severity: 'warning', path: ['negotiate', key], message, help });
  }
}

interface Of {
  readonly round: RoundDraft;
  readonly scopes: Scopes;
}

function checkChoice(inspection: Inspection, { round, scopes }: Of): void {
  if (round.path[0] !== 'rounds') return;
  const targets = inspection.draft.rounds?.[round.index]?.targets;
  if (typeof targets !== 'string' || targets === 'all') return;
  const path = [...round.path, 'targets'];
  const near = /^\w{2,8}$/.test(targets) ? didYouMean(targets, ['all']) : undefined;
  if (near !== undefined) {
    inspection.add({ code: 'wrong-value', path, message: `\`${targets}\` is not known here.`, help: near });
    return;
  }
  const written = { source: targets, path, offset: 0 };
  checkOne(inspection, written, { names: scopes.ofChoice(round), result: 'bool' });
}

function checkRubric(inspection: Inspection, { round, scopes }: Of): void {
  const { rubric, collect } = round;
  if (rubric === undefined) return;
  const names = scopes.ofAnswer(round);
  const { value, path } = rubric;
  const written: (readonly [Written | undefined, Scope['result']])[] = [
    ...(value.require ?? []).map((each, index) => [at(each, [...path, 'require', index]), 'bool'] as const),
    ...(value.criteria ?? []).map(
      (each, index) => [at(each?.score, [...path, 'criteria', index, 'score']), 'double'] as const,
    ),
    [part(value.rank, [...path, 'rank'], splitRank), 'comparable'],
  ];
  const inherited = round.path.length > 0 && path.length === 1;
  const own = collect !== undefined && collect.path.length > 1;
  for (const [expression, result] of written) {
    if (expression === undefined) continue;
    // The mission's rubric over a round's own fields: the round is where to mend it.
    if (inherited && own)
      checkInherited(inspection, { expression, scope: { names, result }, collectPath: collect.path });
    else checkOne(inspection, expression, { names, result });
  }
}

function checkInherited(
  inspection: Inspection,
  of: { readonly expression: Written; readonly scope: Scope; readonly collectPath: Path },
): void {
  const problem = checkExpression(of.expression.source, of.scope).find(({ code }) => code !== 'constant');
  if (problem === undefined) return;
  const message = `The mission's rubric does not fit what this round collects. ${problem.message}`;
  const help = 'Give the round a rubric of its own.';
  inspection.add({ code: 'rubric-mismatch', path: of.collectPath, mark: 'key', message, help });
}

interface Written {
  readonly source: string;
  readonly path: Path;
  /** Where the expression begins in the value. */
  readonly offset: number;
}

function at(source: string | undefined, path: Path): Written | undefined {
  return source === undefined ? undefined : { source, path, offset: 0 };
}

function part(
  value: string | undefined,
  path: Path,
  split: (value: string) => { readonly expression: string; readonly offset: number } | null,
): Written | undefined {
  const found = value === undefined ? null : split(value);
  return found === null ? undefined : { source: found.expression, path, offset: found.offset };
}

const codes: Readonly<Record<ExpressionProblem['code'], string>> = {
  syntax: 'expression-syntax',
  'too-large': 'expression-too-large',
  matches: 'matches',
  'unknown-function': 'unknown-function',
  unsupported: 'expression-unsupported',
  'forbidden-name': 'forbidden-name',
  'unknown-name': 'unknown-name',
  type: 'expression-type',
  'result-type': 'expression-type',
  constant: 'constant-expression',
};

const checked = new WeakMap<Inspection, Set<string>>();

function checkOne(inspection: Inspection, written: Written, scope: Scope): void {
  // A rubric that rounds share is checked once for each set of fields; what is wrong in all is said once.
  const said = checked.get(inspection) ?? new Set<string>();
  checked.set(inspection, said);
  for (const problem of checkExpression(written.source, scope)) {
    const key = `${pathText(written.path)} ${problem.offset} ${problem.code}`;
    if (said.has(key)) continue;
    said.add(key);
    inspection.add({
      code: codes[problem.code],
      ...(problem.code === 'constant' ? { severity: 'warning' as const } : {}),
      path: written.path,
      part: { offset: written.offset + problem.offset, length: problem.length },
      message: problem.message,
      help: problem.help ?? 'An expression is CEL, like `collected.price < 100.0`.',
    });
  }
}
