/** Reads a file of contact rules; what is wrong with it is told with its place. */
import type { ContactRule } from './contact-rule.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Draft } from './draft.ts';
import { rulesFields } from './generated/rules-fields.ts';
import type { RulesFile } from './generated/rules-file.ts';
import { validate } from './generated/validate-rules.js';
import { Report } from './report.ts';
import { ruleOf } from './rule-rows.ts';
import { checkRows } from './rules-check.ts';
import { checkSchema } from './schema-check.ts';
import type { SourceText } from './source.ts';
import { parseYaml } from './yaml.ts';

export interface ReadRules {
  readonly rules: readonly ContactRule[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Every problem at once; the rules are those that could be read. */
export function parseRules(
  source: SourceText,
  of: { readonly from: ContactRule['from']; readonly builtIn: readonly ContactRule[] },
): ReadRules {
  const parsed = parseYaml(source);
  const { places, broken, partial } = parsed;
  const report = new Report(source);
  const result = (rules: readonly ContactRule[]): ReadRules => ({
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
