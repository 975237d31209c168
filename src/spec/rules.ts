/** The contact rules: those that come with the program, and those of the workspace. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { parseDuration } from '../lib/duration.ts';
import { packageFile } from '../lib/package-root.ts';
import { compact } from './compact.ts';
import type { LoadedConfig } from './config.ts';
import type { ContactRule, HoursRule, MinutesRange, Purpose, RuleValue } from './contact-rule.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Draft } from './draft.ts';
import { rulesFields } from './generated/rules-fields.ts';
import type { RulesFile } from './generated/rules-file.ts';
import { validate } from './generated/validate-rules.js';
import { parseDays, parseHours, weekdayOf } from './hours.ts';
import { readTextFile } from './read-file.ts';
import { Report } from './report.ts';
import { checkRows } from './rules-check.ts';
import { checkSchema } from './schema-check.ts';
import { SourceText } from './source.ts';
import { parseYaml } from './yaml.ts';

const rulesBytesMax = 1_048_576;
const builtInFile = 'rules/contact-rules.yaml';
const purposes: readonly Purpose[] = ['inquiry', 'informational', 'solicitation'];

export interface LoadedRules {
  /** The program's, then the workspace's. */
  readonly rules: readonly ContactRule[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function loadRules(of: {
  readonly root: string;
  readonly cwd: string;
  readonly config: LoadedConfig;
}): Promise<LoadedRules> {
  const { root, cwd, config } = of;
  const builtIn = await readBuiltIn();
  const { rules: file } = config.config;
  if (file === undefined) return { rules: builtIn, diagnostics: [] };
  const path = resolve(root, file);
  const shown = relative(cwd, path);
  const read = await readTextFile({ path, shown, within: root, bytesMax: rulesBytesMax });
  if (!read.ok) {
    const { code, message, help, at } = read.error;
    const place = at === undefined ? config.place(['rules']) : { file: shown, path: '', ...at };
    return { rules: builtIn, diagnostics: [{ code, severity: 'error', message, help, ...place }] };
  }
  const own = parseRules(new SourceText({ file: shown, text: read.value.text }), { from: 'workspace', builtIn });
  return { rules: [...builtIn, ...own.rules], diagnostics: own.diagnostics };
}

let builtInRules: Promise<readonly ContactRule[]> | null = null;

/** Read once. What is wrong with the program's own file is a bug. */
function readBuiltIn(): Promise<readonly ContactRule[]> {
  builtInRules ??= readFile(packageFile(builtInFile), 'utf8').then((text) => {
    const parsed = parseRules(new SourceText({ file: builtInFile, text }), { from: 'program', builtIn: [] });
    const [wrong] = parsed.diagnostics;
    if (wrong !== undefined) throw new Error(`${wrong.file}:${wrong.line}:${wrong.column}: ${wrong.message}`);
    return parsed.rules;
  });
  return builtInRules;
}

type RuleDraft = NonNullable<NonNullable<Draft<RulesFile>['rules']>[number]>;

/** Every problem at once; the rules are those that could be read. */
export function parseRules(
  source: SourceText,
  of: { readonly from: ContactRule['from']; readonly builtIn: readonly ContactRule[] },
): LoadedRules {
  const parsed = parseYaml(source);
  const { places, broken, partial } = parsed;
  const report = new Report(source);
  const result = (rules: readonly ContactRule[]): LoadedRules => ({
    rules,
    diagnostics: [...parsed.diagnostics, ...report.diagnostics()],
  });
  if (parsed.data === undefined || parsed.data === null) {
    if (parsed.diagnostics.length === 0) report.add(emptyFile);
    return result([]);
  }
  const checked = checkSchema({ data: parsed.data, validate, fields: rulesFields, places, report, broken, partial });
  if (typeof checked.data !== 'object' || checked.data === null) return result([]);
  const rows = (checked.data as Draft<RulesFile>).rules ?? [];
  // A row of which a part is wrong is told of above, and is no rule.
  const whole = rows.flatMap((row, index) => {
    const faulty = checked.broken.some(([list, at]) => list === 'rules' && at === index);
    return row === undefined || faulty || row.id === undefined ? [] : [{ index, rule: ruleOf(row, of.from) }];
  });
  checkRows({ rows: whole, places, report, ...of });
  return result(whole.map(({ rule }) => rule));
}

const emptyFile = {
  code: 'empty-file',
  range: { start: 0, end: 1 },
  message: 'The file is empty.',
  help: 'Begin with `version: 1`, then list your `rules`.',
};

function ruleOf(row: RuleDraft, from: ContactRule['from']): ContactRule {
  const { id = '', source = '', date = '', description = '', fixed, value } = row;
  return compact({
    id,
    purposes: row.purposes === 'all' || row.purposes === undefined ? purposes : kept(row.purposes),
    value: value === undefined ? undefined : demandOf(value),
    source,
    date,
    description,
    fixed,
    from,
  });
}

function demandOf(value: NonNullable<RuleDraft['value']>): RuleValue {
  const { hours, default_hours: usual, attempts, consent, disclosure, recording, voicemails } = value;
  return compact({
    hours: hours === undefined ? undefined : kept(hours).map(hoursOf),
    defaultHours:
      usual === undefined ? undefined : { between: rangeOf(usual.between ?? '00:00-24:00'), days: daysOf(usual.days) },
    attempts: attempts === undefined ? undefined : compact({ default: attempts.default, most: attempts.most }),
    consent: consent === undefined ? undefined : kept(consent),
    disclosure,
    recording,
    voicemails,
    againAfterMs: value.again_after === undefined ? undefined : (parseDuration(value.again_after) ?? undefined),
  });
}

type HoursDraft = NonNullable<NonNullable<NonNullable<RuleDraft['value']>['hours']>[number]>;

function hoursOf({ states, days, between, closed }: HoursDraft): HoursRule {
  return compact({
    states: states === undefined || states === 'unknown' ? states : kept(states),
    days: daysOf(days),
    between: between === undefined ? undefined : rangeOf(between),
    closed: kept(closed ?? []).map(weekdayOf),
  });
}

function daysOf(days: HoursDraft['days']): readonly number[] {
  return parseDays(days === undefined ? 'all' : typeof days === 'string' ? days : kept(days));
}

/** Its form is the schema's business. */
function rangeOf(text: string): MinutesRange {
  const range = parseHours(text);
  if (range === null) throw new Error(`unchecked hours ${text}`);
  return range;
}

function kept<Item>(items: readonly (Item | undefined)[]): readonly Item[] {
  return items.filter((item) => item !== undefined);
}
