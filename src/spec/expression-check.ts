/** Checks an expression against the names it may read and their types. */
import { TypeError as CelTypeError, type Environment } from '@marcbachmann/cel-js';
import { didYouMean } from '../lib/suggest.ts';
import { impossibilities } from './expression-constant.ts';
import { expressionEnvironment } from './expression-functions.ts';
import { type Reference, referencesOf } from './expression-references.ts';
import {
  childrenOf,
  type ExpressionProblem,
  type Node,
  type Parsed,
  parseExpression,
  partOf,
  placeOf,
  textOf,
} from './expression-tree.ts';
import { lookUpType, noRoundBefore, type ScopeNames, type ScopeType } from './scope.ts';

export type { ExpressionProblem } from './expression-tree.ts';

export interface Scope {
  readonly names: ScopeNames;
  /** What the expression must come to; comparable: a number, a text or a truth. */
  readonly result: 'bool' | 'double' | 'any' | 'comparable';
}

/**
 * All problems: syntax, names that do not exist, types, the result's type. Code `constant` is a warning: the expression
 * reads no name, or a condition in it can never hold.
 */
export function checkExpression(source: string, scope: Scope): readonly ExpressionProblem[] {
  const environment = expressionEnvironment({ open: false });
  const parsed = parseExpression(source, environment);
  if (!parsed.ok) return [parsed.error];
  const references = referencesOf(parsed.value.ast);
  const unknown = references.flatMap((reference) => unknownName(reference, scope));
  register(environment, { references, names: scope.names });
  const checked = parsed.value.check();
  const types = checked.valid
    ? resultProblems(parsed.value, { scope, type: checked.type ?? 'dyn' })
    : typeProblems(checked.error, environment);
  const problems = [...unknown, ...types.filter((problem) => !unknown.some((name) => covers(problem, name)))];
  if (problems.length > 0) return problems;
  return references.length === 0
    ? [constantProblem(parsed.value.ast, scope)]
    : impossibilities(parsed.value.ast, scope.names);
}

/** What is wrong with a name is wrong with all that is made of it. */
function covers(outer: ExpressionProblem, inner: ExpressionProblem): boolean {
  return outer.offset <= inner.offset && inner.offset < outer.offset + outer.length;
}

function unknownName(reference: Reference, scope: Scope): readonly ExpressionProblem[] {
  const { path, node } = reference;
  const looked = lookUpType(scope.names, path);
  if (looked.ok) return [];
  const name = path[looked.at] ?? '';
  const owner = path.slice(0, looked.at).join('.').replaceAll('.*', '[…]');
  const place = nameIn(node, path.length - 1 - looked.at);
  if (looked.known.length === 0) {
    if (looked.at === 0) return [];
    if (owner !== 'rounds') return [{ code: 'unknown-name', message: `\`${owner}\` has no fields.`, ...place }];
    return [{ code: 'unknown-name', message: `\`rounds\` has no \`${name}\`.`, help: noRoundBefore, ...place }];
  }
  const message = owner === '' ? `There is no \`${name}\` here.` : `\`${owner}\` has no field \`${name}\`.`;
  const help = didYouMean(name, looked.known) ?? `There is ${listed(looked.known)}.`;
  return [{ code: 'unknown-name', message, help, ...place }];
}

const namesShownMax = 12;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).join(', ');
  return names.length > namesShownMax ? `${shown} and ${names.length - namesShownMax} more` : shown;
}

/** Where a name of a path stands: that many steps up from the node that reads the whole path. */
function nameIn(node: Node, up: number): { readonly offset: number; readonly length: number } {
  let at = node;
  for (let step = 0; step < up && (at.op === '.' || at.op === '[]'); step += 1) at = at.args[0];
  if (at.op !== '.') return placeOf(at);
  const length = at.args[1].length;
  return { offset: at.end - length, length };
}

/** Makes the names known to the library. Names that are not in the scope are of any type: they were reported already. */
function register(
  environment: Environment,
  known: { readonly references: readonly Reference[]; readonly names: ScopeNames },
): void {
  const read = treeOf(known.references.map(({ path }) => path));
  let made = 0;
  const typeName = (type: ScopeType, fields: Tree): string => {
    if (type.kind === 'list') {
      return type.of === undefined ? 'list<dyn>' : `list<${typeName(type.of, fields.get('*') ?? new Map())}>`;
    }
    if (type.kind !== 'object') return type.kind;
    const schema: Record<string, string> = {};
    // Only what is read: a target file may have thousands of columns.
    for (const [name, inner] of fields) {
      const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
      schema[name] = field === undefined ? 'dyn' : typeName(field, inner);
    }
    made += 1;
    const name = `Object${made}`;
    environment.registerType({ name, schema });
    return name;
  };
  for (const [name, fields] of read) {
    if (environment.hasVariable(name)) continue;
    const type = Object.hasOwn(known.names, name) ? known.names[name] : undefined;
    environment.registerVariable(name, type === undefined ? 'dyn' : typeName(type, fields));
  }
}

type Tree = Map<string, Tree>;

function treeOf(paths: readonly (readonly string[])[]): Tree {
  const root: Tree = new Map();
  for (const path of paths) {
    let at = root;
    for (const name of path) {
      const next: Tree = at.get(name) ?? new Map();
      at.set(name, next);
      at = next;
    }
  }
  return root;
}

const wantedTypes: Readonly<Record<Scope['result'], readonly string[]>> = {
  bool: ['bool'],
  double: ['double'],
  comparable: ['double', 'string', 'bool'],
  any: [],
};

function resultProblems(
  parsed: Parsed,
  of: { readonly scope: Scope; readonly type: string },
): readonly ExpressionProblem[] {
  const wanted = wantedTypes[of.scope.result];
  if (wanted.length === 0 || of.type === 'dyn' || wanted.includes(of.type)) return [];
  const message = `This gives ${inWords(of.type)} where ${wanted.map(inWords).join(' or ')} is needed.`;
  return [{ code: 'result-type', message, ...resultHelp(of), ...placeOf(parsed.ast) }];
}

function resultHelp(of: { readonly scope: Scope; readonly type: string }): { readonly help?: string } {
  if (of.scope.result === 'bool') return { help: 'Compare it with something, as in `collected.price < 100`.' };
  if (of.scope.result === 'double' && of.type === 'bool') return { help: 'Write `… ? 1 : 0`.' };
  return {};
}

function typeProblems(error: unknown, environment: Environment): readonly ExpressionProblem[] {
  if (!(error instanceof CelTypeError)) throw error;
  // An unlisted name was reported as such.
  if (error.code === 'unknown_variable') return [];
  const node = error.node !== undefined && 'op' in error.node ? (error.node as Node) : null;
  const place = node === null ? { offset: error.range?.start ?? 0, length: 1 } : placeOf(node);
  return [{ code: 'type', ...typeMessage(error, { node, environment }), ...place }];
}

function typeMessage(
  error: CelTypeError,
  at: { readonly node: Node | null; readonly environment: Environment },
): { readonly message: string; readonly help?: string } {
  const { node, environment } = at;
  const operands = node === null ? [] : childrenOf(node);
  const types = operands.map((operand) => typeOf(operand, environment));
  const [left = 'dyn', right = 'dyn'] = types;
  switch (error.code) {
    case 'no_such_overload':
      if (node === null || operands.length === 0) break;
      if (operands.length === 1) return { message: `\`${node.op[0]}\` does not go before ${inWords(left)}.` };
      return {
        message: `\`${node.op}\` does not go between ${inWords(left)} and ${inWords(right)}.`,
        ...overloadHelp(operands, types),
      };
    case 'invalid_logical_operand':
      return { message: '`&&`, `||` and `!` go between conditions only.', help: 'Compare each side with something.' };
    case 'no_matching_overload':
      if (node === null || (node.op !== 'call' && node.op !== 'rcall')) break;
      return { message: `This function does not take ${types.map(inWords).join(' and ') || 'nothing'}.` };
    case 'invalid_condition_type':
      return { message: 'What stands before `?` must be a condition.' };
    case 'incompatible_ternary_branches':
      return { message: 'Both sides of `:` must be of the same type.' };
    case 'invalid_comprehension_range':
      return { message: 'Only the elements of a list can be gone through.' };
    case 'heterogeneous_list_element':
      return { message: 'All elements of a list must be of the same type.' };
    default:
  }
  return { message: `${error.summary}.` };
}

function overloadHelp(operands: readonly Node[], types: readonly string[]): { readonly help?: string } {
  if (!types.includes('string') || !types.includes('double')) return {};
  const text = operands[types.indexOf('string')];
  if (text?.op === 'value') return { help: 'Write numbers without quotes.' };
  const source = text === undefined ? '' : textOf(text);
  if (source.startsWith('target.')) {
    return { help: `Cells are text unless \`targets.types\` says number; or write \`double(${source})\`.` };
  }
  return { help: 'Turn text into a number with `double(…)`, a number into text with `string(…)`.' };
}

/** The type of a part whose check has already passed. */
function typeOf(node: Node, environment: Environment): string {
  const checked = partOf(node, environment).check();
  return checked.valid && checked.type !== undefined ? (/^list<(.*)>$/.exec(checked.type)?.[1] ?? 'dyn') : 'dyn';
}

function inWords(type: string): string {
  if (type.startsWith('list')) return 'a list';
  if (type.startsWith('Object') || type.startsWith('map')) return 'a group of fields';
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    double: 'a number',
    bool: 'a condition',
    dyn: 'anything',
    'google.protobuf.Timestamp': 'an instant',
    'google.protobuf.Duration': 'a duration',
  };
  return words[type] ?? type;
}

function constantProblem(root: Node, scope: Scope): ExpressionProblem {
  const message =
    scope.result === 'bool'
      ? 'This is the same for everyone: it reads nothing.'
      : 'This has the same value for everyone: it reads nothing.';
  return { code: 'constant', message, help: `Read a name: ${listed(Object.keys(scope.names))}.`, ...placeOf(root) };
}
