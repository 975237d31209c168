/** Checks the text of a mission file, with all the files that it names: grammar, schema, meaning. */
import { checkMission } from './checks/all.ts';
import { resolveParams } from './checks/params.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type MissionDraft, roundDrafts } from './draft.ts';
import { missionFields } from './generated/mission-fields.ts';
import { validate } from './generated/validate-mission.js';
import { type Inspection, problemAdder } from './inspection.ts';
import { readInstructions } from './instruction-files.ts';
import type { CheckFile } from './load-options.ts';
import { missionRules } from './mission-rules.ts';
import { loadTargets, type TargetsRead } from './mission-targets.ts';
import { normalise } from './normalise.ts';
import { Report } from './report.ts';
import { BrokenParts, checkSchema } from './schema-check.ts';
import { pathText } from './source.ts';
import type { Spec, Target } from './spec.ts';
import { parseYaml } from './yaml.ts';

export interface FileChecked extends Pick<TargetsRead, 'targets' | 'leftOut' | 'columns'> {
  readonly diagnostics: readonly Diagnostic[];
  /** Null where there are errors. */
  readonly spec: Spec | null;
}

export async function checkFile(check: CheckFile): Promise<FileChecked> {
  const { options, source, config } = check;
  const parsed = parseYaml(source);
  const report = new Report(source);
  const nothing = { spec: null, targets: [], leftOut: [], columns: [] };
  if (parsed.data === undefined || parsed.data === null) {
    if (parsed.diagnostics.length === 0) report.add(emptyFile);
    return { ...nothing, diagnostics: [...parsed.diagnostics, ...report.diagnostics()] };
  }
  const { places } = parsed;
  const { broken, partial } = parsed;
  const checked = checkSchema({ data: parsed.data, validate, fields: missionFields, places, report, broken, partial });
  if (typeof checked.data !== 'object' || checked.data === null) {
    return { ...nothing, diagnostics: [...parsed.diagnostics, ...report.diagnostics()] };
  }
  const draft = checked.data as MissionDraft;
  const parts = new BrokenParts(checked.broken);
  const add = problemAdder({ report, places, broken: parts });
  const rounds = roundDrafts(draft);
  const provider = check.provider ?? draft.provider ?? config.config.provider ?? 'clawdtalk';
  const files = await readInstructions({ ...check, draft, rounds, add });
  const rules = missionRules(check.rules, draft);
  const targets = await loadTargets({ ...check, rules, draft, places, broken: parts, skip: options.targets === false });
  const model = modelOf(check, provider);
  const inspection: Inspection = {
    draft,
    rounds,
    broken: parts,
    params: resolveParams({ draft, broken: parts, add }, options.params),
    provider,
    config: config.config,
    rules,
    modelAvailable: model.available,
    now: options.now ?? Date.now(),
    columns: targets.names,
    targets: !targets.complete ? null : { ids: new Set(targets.targets.map(({ id }) => id)) },
    instructionFiles: files,
    add,
  };
  await checkMission(inspection);
  const diagnostics = [
    ...inOrder([...parsed.diagnostics, ...report.diagnostics(), ...targets.inFile]),
    ...[...new Set(files.values())].flatMap((file) => file.diagnostics()),
    ...targets.elsewhere,
    ...model.diagnostics,
  ];
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ...nothing, diagnostics };
  const { params } = inspection;
  const spec = normalise({
    automated: automatedShare(targets.targets),
    draft,
    rounds,
    params,
    provider,
    config: config.config,
    rules,
    instructionsOf: (round) => files.get(pathText(round.pathOf('assistant', 'instructions_file')))?.source.text,
  });
  return { spec, diagnostics, targets: targets.targets, leftOut: targets.leftOut, columns: targets.columns };
}

function automatedShare(targets: readonly Target[]): Spec['automated'] {
  const automated = targets.reduce((count, { kind }) => count + (kind === 'automated' ? 1 : 0), 0);
  if (automated === 0) return undefined;
  return automated === targets.length ? 'all' : 'some';
}

const emptyFile = {
  code: 'empty-file',
  range: { start: 0, end: 1 },
  message: 'The file is empty.',
  help: 'Begin with a starter: `mission init` writes one.',
};

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** What the chosen provider needs of the environment and does not find. The simulator needs nothing. */
function modelOf(
  { options, config }: CheckFile,
  provider: Spec['provider'],
): { readonly available: boolean; readonly diagnostics: readonly Diagnostic[] } {
  if (provider === 'simulator') return { available: true, diagnostics: [] };
  const unset = config.unset('model');
  const available = options.modelAvailable ?? (config.config.model !== undefined || unset.length > 0);
  return { available, diagnostics: [...config.unset('clawdtalk'), ...unset] };
}
