/** Rendered prompts and messages. Values fill slots; they never become template (invariant 11). */
import type { Template } from '../spec/template.ts';
import type { ContactContext, Names } from './contact-machine.ts';

/** `names` holds what earlier contacts gave: best, previous, answers, rounds, found. Undefined where there is no template. */
export function prompt(template: Template | null, context: Pick<ContactContext, 'mission' | 'target'>, names: Names): string | undefined {
  if (template === null) return undefined;
  const { spec } = context.mission;
  return template.render({ ...names, target: context.target.fields, params: shownParams(spec) });
}

/** The params without the secret ones. */
export function shownParams(spec: { readonly params: Readonly<Record<string, unknown>>; readonly secretParams: readonly string[] }): Names {
  if (spec.secretParams.length === 0) return spec.params;
  return Object.fromEntries(Object.entries(spec.params).filter(([name]) => !spec.secretParams.includes(name)));
}
