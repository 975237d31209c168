/**
 * Templates of a mission file: compiled once, rendered for each target. What fills a slot is data: it is printed as it is,
 * on one line, and never read as a template (invariant 11). Rendering never throws for data.
 */
import Handlebars from 'handlebars';
import { DateTime } from 'luxon';
import { fail, ok, type Result } from '../lib/result.ts';
import type { TemplateProblem } from './template-syntax.ts';
import { parseTemplate } from './template-tree.ts';

export type { TemplateProblem } from './template-syntax.ts';

export interface Template {
  readonly source: string;
  /** Paths that may be read, through the blocks around: ['answers', '*', 'target', 'name']. */
  readonly references: readonly (readonly string[])[];
  /** A name that is not there is empty. The result is cut at `renderedCharsMax`. */
  render(names: Readonly<Record<string, unknown>>): string;
}

export const renderedCharsMax = 1_000_000;

/** No template can name it: helpers' names hold no spaces. */
const slotHelper = 'the slot';

const engine = createEngine();

/** The first problem, if any; `checkTemplate` gives all. */
export function compileTemplate(source: string): Result<Template, TemplateProblem> {
  const tree = parseTemplate(source);
  if (!tree.ok) {
    const [problem = { code: 'syntax', message: 'The template is not valid.', offset: 0, length: 1 }] = tree.error;
    return fail(problem);
  }
  const { program, uses } = tree.value;
  new SlotWrapper().accept(program);
  const run = engine.compile(program, {
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: { eq: true, local: true, [slotHelper]: true },
  });
  const references = new Map(uses.flatMap(({ path }) => (path.length === 0 ? [] : [[path.join('\0'), path] as const])));
  return ok({ source, references: [...references.values()], render: (names) => render(run, names) });
}

/** How many characters blocks may still give; shared by all blocks of one rendering. */
interface Budget {
  chars: number;
}

function render(run: Handlebars.TemplateDelegate<unknown>, names: Readonly<Record<string, unknown>>): string {
  const budget: Budget = { chars: renderedCharsMax };
  const text = run(names, {
    data: { budget },
    allowProtoPropertiesByDefault: false,
    allowProtoMethodsByDefault: false,
  });
  return text.length > renderedCharsMax ? text.slice(0, renderedCharsMax) : text;
}

/** Every slot `{{a.b}}` becomes a call of the slot helper with what stood there. */
class SlotWrapper extends Handlebars.Visitor {
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { path, params, hash, loc } = mustache;
    const value = params.length === 0 ? path : { type: 'SubExpression', path, params, hash, loc };
    mustache.path = {
      type: 'PathExpression',
      data: false,
      depth: 0,
      parts: [slotHelper],
      original: slotHelper,
      loc,
    } as hbs.AST.PathExpression;
    mustache.params = [value];
  }
}

function createEngine(): typeof Handlebars {
  const handlebars = Handlebars.create();
  const { each } = handlebars.helpers;
  if (each === undefined) throw new Error('handlebars has no each');
  handlebars.registerHelper(slotHelper, (value: unknown) => printed(value));
  handlebars.registerHelper('eq', (a: unknown, b: unknown) => sameValue(a, b));
  handlebars.registerHelper('local', (instant: unknown, zone: unknown) => localTime(instant, zone));
  handlebars.registerHelper('each', function (this: unknown, list: unknown, options: Handlebars.HelperOptions) {
    const budget = (options.data as { readonly budget: Budget }).budget;
    const fn = (context: unknown, inner?: Handlebars.RuntimeOptions): string => {
      if (budget.chars <= 0) return '';
      const text = options.fn(context, inner);
      budget.chars -= text.length;
      return text;
    };
    return each.call(this, list, { ...options, fn });
  });
  return handlebars;
}

/** Lists on one line, groups of fields not at all. */
function printed(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return oneLine(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return Number.isNaN(value) ? '' : String(value);
    default:
      return Array.isArray(value)
        ? value
            .map(printed)
            .filter((item) => item !== '')
            .join(', ')
        : '';
  }
}

/** Control characters, line ends and marks that turn the direction of reading become a space. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** A number and its digits are the same: cells of a target file are text. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return a !== undefined;
  return isPrintable(a) && isPrintable(b) && String(a) === String(b);
}

function isPrintable(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `Monday, November 23, 2026 at 9:00 AM`; empty where the instant or the zone is none. */
function localTime(instant: unknown, zone: unknown): string {
  if (typeof zone !== 'string') return '';
  const at =
    typeof instant === 'number' ? DateTime.fromMillis(instant, { zone }) : DateTime.fromISO(String(instant), { zone });
  return at.isValid ? at.setLocale('en').toFormat("cccc, LLLL d, yyyy 'at' h:mm a") : '';
}
