/** The contact rules that ship with the program, as a mission of a purpose has them. */
import { readFileSync } from 'node:fs';
import { packageFile } from '../../src/lib/package-root.ts';
import type { ContactRule, Purpose } from '../../src/spec/contact-rule.ts';
import { parseRules } from '../../src/spec/rules-file.ts';
import { SourceText } from '../../src/spec/source.ts';

const file = 'rules/contact-rules.yaml';
const text = readFileSync(packageFile(file), 'utf8');

export const shippedRules: readonly ContactRule[] = parseRules(new SourceText({ file, text }), {
  from: 'program',
  builtIn: [],
}).rules;

export function rulesFor(purpose: Purpose): readonly ContactRule[] {
  return shippedRules.filter(({ purposes }) => purposes.includes(purpose));
}
