/**
 * The tree of a template: Handlebars, cut down to slots, the blocks if/unless/each/with and the helpers eq and local.
 * Everything else that Handlebars can (partials, decorators, lookup, log, raw blocks) is refused here.
 */
import Handlebars from 'handlebars';
import { fail, ok, type Result } from '../lib/result.ts';
import { closest } from '../lib/suggest.ts';
import { isTooDeep, lineStarts, offsetAt, placeIn, syntaxProblem, type TemplateProblem } from './template-syntax.ts';

/** A place where the template reads a path. */
export interface Use {
  /** From the root, through the blocks around it; any element of a list is '*'. */
  readonly path: readonly string[];
  /** How many of the path's last names stand in the source at this place. */
  readonly written: number;
  /** slot: it is printed. list, context: each and with go into it. value: it is compared or asked whether it is there. */
  readonly as: 'slot' | 'list' | 'context' | 'value';
  /** Inside each or with, where names are looked up in what they go through. */
  readonly nested: boolean;
  readonly offset: number;
  readonly length: number;
}

export interface TemplateTree {
  readonly program: hbs.AST.Program;
  readonly uses: readonly Use[];
}

export const templateCharsMax = 100_000;
/** Blocks inside blocks, `else if` after `else if`, brackets inside brackets. */
const depthMax = 60;

const blocks = ['if', 'unless', 'each', 'with'];
/** Helpers and how many arguments each takes. */
const helpers = new Map([
  ['eq', 2],
  ['local', 2],
]);
const helperNames = [...blocks, ...helpers.keys()];
/** What `each` gives besides the element. */
const loopNames = ['index', 'first', 'last', 'key'];
const forbiddenNames = new Set(Object.getOwnPropertyNames(Object.prototype).concat('prototype'));

/** Parses and checks the form; names are checked by `checkTemplate`. */
export function parseTemplate(source: string): Result<TemplateTree, readonly TemplateProblem[]> {
  if (source.length > templateCharsMax) {
    const message = `A template has at most ${templateCharsMax} characters, this one has ${source.length}.`;
    return fail([{ code: 'too-large', message, offset: templateCharsMax, length: 1 }]);
  }
  if (isTooDeep(source, depthMax)) return fail([tooDeep(0)]);
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return fail([syntaxProblem(source, error)]);
  }
  const walk = new Walk(source);
  walk.program(program, { frames: [{ path: [], names: new Map() }] });
  return walk.problems.length > 0 ? fail(walk.problems) : ok({ program, uses: walk.uses });
}

function tooDeep(offset: number): TemplateProblem {
  return { code: 'too-large', message: 'The blocks are nested too deeply.', offset, length: 1 };
}

/** A context that names are looked up in: the root, or what each or with goes into. */
interface Frame {
  readonly path: readonly string[];
  /** Block parameters (`as |answer|`) and what they stand for; null: an index or key. */
  readonly names: ReadonlyMap<string, readonly string[] | null>;
}

interface Here {
  readonly frames: readonly Frame[];
}

/** One pass over a tree: gathers what is read and what is wrong. */
class Walk {
  readonly uses: Use[] = [];
  readonly problems: TemplateProblem[] = [];
  readonly #source: string;
  readonly #starts: readonly number[];

  constructor(source: string) {
    this.#source = source;
    this.#starts = lineStarts(source);
  }

  program(program: hbs.AST.Program | undefined, here: Here): void {
    for (const statement of program?.body ?? []) this.#statement(statement, here);
  }

  #statement(statement: hbs.AST.Statement, here: Here): void {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        this.#mustache(statement as hbs.AST.MustacheStatement, here);
        return;
      case 'BlockStatement':
        this.#block(statement as hbs.AST.BlockStatement, here);
        return;
      case 'PartialStatement':
      case 'PartialBlockStatement':
        this.#problem(statement, { code: 'unsupported', message: 'Templates cannot include other templates.' });
        return;
      default:
        this.#problem(statement, { code: 'unsupported', message: 'Decorators are not supported.' });
    }
  }

  #mustache(mustache: hbs.AST.MustacheStatement, here: Here): void {
    const { path, params, hash } = mustache;
    if (!isPath(path)) {
      this.#problem(path, { code: 'unsupported', message: 'A slot holds a name.' });
    } else if (params.length > 0 || hash !== undefined || helperNames.includes(path.original)) {
      this.#call(mustache, here);
    } else {
      this.#read(path, { here, as: 'slot' });
    }
  }

  #block(block: hbs.AST.BlockStatement, here: Here): void {
    const name = block.path.original;
    if (!blocks.includes(name)) {
      this.#problem(block.path, unknownHelper(name, blocks));
      return;
    }
    const [param] = block.params;
    const strange = block.hash?.pairs.find(({ key }) => name !== 'if' || key !== 'includeZero');
    if (param === undefined || block.params.length > 1 || strange !== undefined) {
      this.#problem(block.path, { code: 'syntax', message: `\`{{#${name} …}}\` takes one name.` });
      return;
    }
    const as = name === 'each' ? 'list' : name === 'with' ? 'context' : 'value';
    const base = this.#expression(param, { here, as });
    const parameters = this.#blockParams(block);
    if (as === 'value') this.program(block.program, here);
    else this.program(block.program, { frames: [...here.frames, frameOf(as, { base, parameters })] });
    this.program(block.inverse, here);
  }

  #blockParams(block: hbs.AST.BlockStatement): readonly string[] {
    const parameters = block.program?.blockParams ?? [];
    const taken = parameters.find((name) => helperNames.includes(name) || forbiddenNames.has(name));
    if (taken !== undefined)
      this.#problem(block.path, { code: 'forbidden-name', message: `\`${taken}\` cannot be a name here.` });
    return parameters;
  }

  /** A param of a block or a helper. Returns the path that it stands for, null: none that is known. */
  #expression(
    expression: hbs.AST.Expression,
    at: { readonly here: Here; readonly as: Use['as'] },
  ): readonly string[] | null {
    if (isPath(expression)) return this.#read(expression, at);
    if (expression.type === 'SubExpression') {
      this.#call(expression as hbs.AST.SubExpression, at.here);
    } else if (at.as === 'list' || at.as === 'context') {
      this.#problem(expression, { code: 'syntax', message: 'A name is needed here.' });
    }
    return null;
  }

  #call(call: Pick<hbs.AST.SubExpression, 'path' | 'params' | 'hash'> | hbs.AST.MustacheStatement, here: Here): void {
    const { path, params, hash } = call;
    const name = isPath(path) ? path.original : '';
    const wanted = helpers.get(name);
    if (wanted === undefined) {
      if (!blocks.includes(name)) this.#problem(path, unknownHelper(name, [...helpers.keys()]));
      else
        this.#problem(path, {
          code: 'syntax',
          message: `\`${name}\` opens a block.`,
          help: `Write \`{{#${name} …}}…{{/${name}}}\`.`,
        });
      return;
    }
    if (params.length !== wanted || hash !== undefined) {
      this.#problem(path, { code: 'syntax', message: `\`${name}\` takes ${wanted} values.` });
    }
    for (const param of params) this.#expression(param, { here, as: 'value' });
  }

  #read(path: hbs.AST.PathExpression, at: { readonly here: Here; readonly as: Use['as'] }): readonly string[] | null {
    const { frames } = at.here;
    const bad = path.parts.find((name) => forbiddenNames.has(name));
    if (bad !== undefined)
      return this.#problem(path, { code: 'forbidden-name', message: `\`${bad}\` cannot be read.` });
    const nested = frames.length > 1;
    if (path.data) {
      const [name = '', ...rest] = path.parts;
      if (name === 'root') return this.#use(path, { ...at, path: rest, written: rest.length, nested });
      if (loopNames.includes(name) && rest.length === 0) return null;
      const near = closest(name, [...loopNames, 'root']);
      const help =
        near === undefined ? `There is @root, and inside each @${loopNames.join(', @')}.` : `Did you mean @${near}?`;
      return this.#problem(path, { code: 'unknown-name', message: `There is no \`@${name}\`.`, help });
    }
    const [first = '', ...rest] = path.parts;
    const own = path.depth === 0 ? parameterOf(first, frames) : undefined;
    if (own !== undefined)
      return own === null ? null : this.#use(path, { ...at, path: [...own, ...rest], written: rest.length, nested });
    const frame = frames[frames.length - 1 - path.depth];
    if (frame === undefined) {
      return this.#problem(path, {
        code: 'unknown-name',
        message: 'There is nothing outside to go `../` to.',
        help: 'Leave out a `../`.',
      });
    }
    return this.#use(path, { ...at, path: [...frame.path, ...path.parts], written: path.parts.length, nested });
  }

  #use(node: hbs.AST.Node, use: Pick<Use, 'path' | 'written' | 'as' | 'nested'>): readonly string[] {
    const { path, written, as, nested } = use;
    this.uses.push({ path, written, as, nested, ...this.#place(node) });
    return path;
  }

  #problem(node: hbs.AST.Node, problem: Pick<TemplateProblem, 'code' | 'message' | 'help'>): null {
    this.problems.push({ ...problem, ...this.#place(node) });
    return null;
  }

  #place(node: hbs.AST.Node): { readonly offset: number; readonly length: number } {
    const { start, end } = node.loc;
    return placeIn(this.#source, { start: offsetAt(this.#starts, start), end: offsetAt(this.#starts, end) });
  }
}

function isPath(expression: hbs.AST.Expression): expression is hbs.AST.PathExpression {
  return expression.type === 'PathExpression';
}

function parameterOf(name: string, frames: readonly Frame[]): readonly string[] | null | undefined {
  return frames.findLast(({ names }) => names.has(name))?.names.get(name);
}

/** Where the base is not known, nothing inside can be checked: the path starts with a name that is of any type. */
function frameOf(
  as: 'list' | 'context',
  of: { readonly base: readonly string[] | null; readonly parameters: readonly string[] },
): Frame {
  const path = as === 'list' ? [...(of.base ?? []), '*'] : (of.base ?? []);
  const [element, index] = of.parameters;
  const names = new Map<string, readonly string[] | null>();
  if (element !== undefined) names.set(element, path);
  if (index !== undefined) names.set(index, null);
  return { path, names };
}

function unknownHelper(name: string, known: readonly string[]): Pick<TemplateProblem, 'code' | 'message' | 'help'> {
  const near = closest(name, helperNames);
  const list = `There is ${known.join(', ')}; a slot holds one name, without spaces.`;
  const help = near === undefined ? list : `Did you mean ${near}?`;
  return { code: 'unknown-helper', message: `There is no helper \`${name}\`.`, help };
}
