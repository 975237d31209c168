/** Checks a template against the names it may read. */
import { closest } from '../lib/suggest.ts';
import { lookUpType, noRoundBefore, type ScopeNames, type ScopeType } from './scope.ts';
import type { TemplateProblem } from './template-syntax.ts';
import { parseTemplate, type Use } from './template-tree.ts';

export type { TemplateProblem } from './template-syntax.ts';

export interface TemplateScope {
  readonly names: ScopeNames;
}

/** All problems: form, names that do not exist, groups of fields where a text is needed, secrets. */
export function checkTemplate(source: string, scope: TemplateScope): readonly TemplateProblem[] {
  const tree = parseTemplate(source);
  if (!tree.ok) return tree.error;
  return tree.value.uses.flatMap((use) => useProblems(use, { source, names: scope.names }));
}

interface At {
  readonly source: string;
  readonly names: ScopeNames;
}

function useProblems(use: Use, at: At): readonly TemplateProblem[] {
  const path = withoutLength(use.path, at.names);
  const looked = lookUpType(at.names, path);
  const { offset, length } = use;
  if (!looked.ok) return [unknownName(use, { ...at, index: looked.at, known: looked.known })];
  const { type } = looked;
  if (isSecret(type, use)) {
    const message = `\`${path.join('.')}\` is secret: it may not be told to anyone.`;
    const help = 'Leave it out; expressions may read it.';
    return [{ code: 'secret-in-prompt', message, help, offset, length }];
  }
  const problem = path.length === use.path.length ? useOfType(use, type) : null;
  return problem === null ? [] : [{ code: 'type', ...problem, offset, length }];
}

/** `answers.length` is a number that no type lists. */
function withoutLength(path: readonly string[], names: ScopeNames): readonly string[] {
  if (path.at(-1) !== 'length') return path;
  const looked = lookUpType(names, path.slice(0, -1));
  return looked.ok && looked.type.kind === 'list' ? path.slice(0, -1) : path;
}

/** Going through a group goes through its secrets. */
function isSecret(type: ScopeType, use: Use): boolean {
  if (type.secret === true) return true;
  return (
    type.kind === 'object' && use.as === 'list' && Object.values(type.fields).some(({ secret }) => secret === true)
  );
}

function useOfType(use: Use, type: ScopeType): { readonly message: string; readonly help?: string } | null {
  const name = use.path.filter((part) => part !== '*').join('.');
  if (use.as === 'slot' && type.kind === 'object') {
    const fields = Object.keys(type.fields).slice(0, 5).join(', ');
    return {
      message: name === '' ? 'These are all names together.' : `\`${name}\` is a group of fields.`,
      ...(fields === '' ? {} : { help: `Name one of them: ${fields}.` }),
    };
  }
  if (use.as === 'slot' && type.kind === 'list' && type.of?.kind === 'object') {
    return { message: `\`${name}\` is a list of groups.`, help: `Go through it: \`{{#each ${name}}}…{{/each}}\`.` };
  }
  if (use.as === 'list' && type.kind !== 'list' && type.kind !== 'object' && type.kind !== 'dyn') {
    return { message: `\`${name}\` is not a list.`, help: `Print it with \`{{${name}}}\`.` };
  }
  if (use.as === 'context' && type.kind !== 'object' && type.kind !== 'dyn') {
    return { message: `\`${name}\` has no fields to go into.` };
  }
  return null;
}

function unknownName(
  use: Use,
  at: At & { readonly index: number; readonly known: readonly string[] },
): TemplateProblem {
  const name = use.path[at.index] ?? '';
  const owner = use.path
    .slice(0, at.index)
    .filter((part) => part !== '*')
    .join('.');
  const message = owner === '' ? `There is no \`${name}\` here.` : `\`${owner}\` has no \`${name}\`.`;
  return { code: 'unknown-name', message, help: unknownHelp(use, { ...at, name }), ...placeOf(use, at) };
}

const namesShownMax = 12;

function unknownHelp(
  use: Use,
  at: At & { readonly index: number; readonly known: readonly string[]; readonly name: string },
): string {
  if (use.nested && Object.hasOwn(at.names, at.name)) {
    return `Inside \`each\` and \`with\` write \`@root.${at.name}\`.`;
  }
  const near = closest(at.name, at.known);
  if (near !== undefined) return `Did you mean ${near}?`;
  if (at.known.length === 0) return use.path[0] === 'rounds' && at.index === 1 ? noRoundBefore : 'It has no fields.';
  const more = at.known.length - namesShownMax;
  return `There is ${at.known.slice(0, namesShownMax).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** The name itself, where it is written at this place. */
function placeOf(
  use: Use,
  at: { readonly source: string; readonly index: number },
): Pick<TemplateProblem, 'offset' | 'length'> {
  const text = at.source.slice(use.offset, use.offset + use.length);
  const first = use.path.length - use.written;
  let from = 0;
  for (const [index, name] of use.path.entries()) {
    if (index < first) continue;
    const found = text.indexOf(name, from);
    if (found < 0) break;
    if (index === at.index) return { offset: use.offset + found, length: Math.max(1, name.length) };
    from = found + name.length;
  }
  return { offset: use.offset, length: use.length };
}
