/** Parses a YAML text that somebody else wrote. Never throws; everything that is wrong with it is found in one go. */
import { Composer, type Document, type Node, visit, type YAMLError } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import { Report } from './report.ts';
import type { Path, Range, SourceText } from './source.ts';
import { rangeOf, toData } from './yaml-data.ts';
import { YamlPlaces } from './yaml-places.ts';
import { commentedOut, type Section, sectionAround } from './yaml-recovery.ts';
import { readTokens, type TokenProblem } from './yaml-tokens.ts';
import { tokenWords, unclosedWords, unquotedTemplate, wordsOf } from './yaml-words.ts';

export interface YamlFile {
  /** Plain data; undefined where nothing could be read. */
  readonly data: unknown;
  readonly places: YamlPlaces;
  readonly diagnostics: readonly Diagnostic[];
  /** Parts of the file whose content is unknown; [] is all of it. What follows from them is not worth reporting. */
  readonly broken: readonly Path[];
  /** Keys may be missing from the data that stand in the file. */
  readonly partial: boolean;
}

/** How often a text is parsed again without the section that an error lies in; larger texts only once. */
const attemptsMax = 12;
const recoveryCharsMax = 500_000;
/** A person mends the first ones of a section; most of the others follow from them. */
const errorsPerSectionMax = 5;

export function parseYaml(source: SourceText): YamlFile {
  const report = new Report(source);
  const control = source.text.search(controlCharacters);
  if (control !== -1) {
    const message = 'This is a control character; a mission file is plain text.';
    report.add({ code: 'control-character', range: { start: control, end: control + 1 }, message, help: 'Delete it.' });
    return unreadable(source, report);
  }
  const composed = composeWhatCan(source.text, report);
  for (const problem of composed.problems) report.add({ ...tokenWords(problem), range: problem.range });
  if (composed.root === undefined) return unreadable(source, report);
  const { root, broken } = composed;
  const converted = toData(root, { report, anchorsMayMiss: broken.length > 0 });
  return {
    data: converted.data,
    places: new YamlPlaces({ source, root, aliases: converted.aliases }),
    diagnostics: withoutEchoes(report.diagnostics()),
    broken: [...broken, ...converted.broken],
    partial: composed.partial,
  };
}

function unreadable(source: SourceText, report: Report): YamlFile {
  const places = new YamlPlaces({ source, root: null, aliases: new Map() });
  return { data: undefined, places, diagnostics: report.diagnostics(), broken: [[]], partial: true };
}

/** Tab, line feed and carriage return are text; the rest steers terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

interface Composed {
  /** Null: an empty document. Undefined: nothing may be composed. */
  readonly root: Node | null | undefined;
  readonly problems: readonly TokenProblem[];
  readonly broken: readonly Path[];
  readonly partial: boolean;
}

function composeWhatCan(source: string, report: Report): Composed {
  let text = source;
  const broken: Path[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const { tokens, problems } = readTokens(text);
    if (tokens === null) return { root: undefined, problems, broken, partial: true };
    const document = compose(tokens);
    const root = (document?.contents ?? null) as Node | null;
    const errors = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
    if (errors.length === 0) return { root, problems, broken, partial: problems.length > 0 };
    const section = reportFirst(errors, { report, root, text });
    if (section.path.length > 0) broken.push(section.path);
    const mended = commentedOut(text, section);
    if (attempt === attemptsMax || text.length > recoveryCharsMax || mended === text) {
      return { root, problems, broken, partial: true };
    }
    text = mended;
  }
}

function compose(tokens: Parameters<Composer['compose']>[0]): Document | null {
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent', resolveKnownTags: false });
  for (const document of composer.compose(tokens)) return document as Document;
  return null;
}

interface Attempt {
  readonly report: Report;
  readonly root: Node | null;
  /** The text that was parsed: the file's, with sections commented out. */
  readonly text: string;
}

/** Reports the errors of the first section that has some, one a line at most. */
function reportFirst(errors: readonly YAMLError[], attempt: Attempt): Section {
  const { report, root, text } = attempt;
  const unclosed = findUnclosed(root, text);
  const first = Math.min(...errors.map(({ pos }) => pos[0]), unclosed?.start ?? Number.POSITIVE_INFINITY);
  const section = sectionAround(text, first);
  const within = ({ start }: { readonly start: number }): boolean => start >= section.start && start < section.end;
  const path = section.path;
  const swallows = unclosed !== null && within(unclosed);
  const lines = new Set<number>();
  for (const error of errors) {
    const [start, end] = error.pos;
    const { line } = report.source.position(start);
    if (!(within({ start }) || start === first) || lines.has(line) || lines.size >= errorsPerSectionMax) continue;
    // What is never closed swallows all that follows.
    if (swallows && start >= unclosed.start) continue;
    lines.add(line);
    const template = unquotedTemplateIn(report.source, line);
    if (template !== null) report.add({ ...unquotedTemplate, range: template, path });
    else report.add({ ...wordsOf(error.code), range: { start, end: Math.max(end, start + 1) }, path });
  }
  if (swallows) {
    const { start } = unclosed;
    report.add({ ...unclosedWords(text[start] ?? ''), range: { start, end: start + 1 }, path });
  }
  return section;
}

/** What is never closed, of the first section with such: a quote, else the innermost bracket. */
function findUnclosed(root: Node | null, text: string): Range | null {
  const quotes: Range[] = [];
  const brackets: Range[] = [];
  visit(root, {
    Scalar(_, scalar) {
      if (scalar.type !== 'QUOTE_DOUBLE' && scalar.type !== 'QUOTE_SINGLE') return;
      const range = rangeOf(scalar);
      const closed = range.end - range.start > 1 && text[range.end - 1] === text[range.start];
      if (!closed) quotes.push(range);
    },
    Collection(_, collection) {
      if (collection.flow !== true) return;
      const range = rangeOf(collection);
      if (text[range.end - 1] !== (text[range.start] === '[' ? ']' : '}')) brackets.push(range);
    },
  });
  const first = Math.min(...[...quotes, ...brackets].slice(0, 1_000).map(({ start }) => start));
  if (!Number.isFinite(first)) return null;
  const { end } = sectionAround(text, first);
  return quotes.find(({ start }) => start < end) ?? brackets.findLast(({ start }) => start < end) ?? null;
}

/** Where `{{` stands in the line outside of quotes. A guess: asked only where the line is wrong anyway. */
function unquotedTemplateIn(source: SourceText, line: number): Range | null {
  const { start, end } = source.lineRange(line);
  const text = source.text.slice(start, end);
  const at = text.indexOf('{{');
  if (at === -1) return null;
  const quotes = (text.slice(0, at).match(/["']/g) ?? []).length;
  if (quotes % 2 === 1) return null;
  const close = text.indexOf('}}', at);
  return { start: start + at, end: close === -1 ? end : start + close + 2 };
}

/** The same problem seen twice, by the parser and in the data. */
function withoutEchoes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<number>();
  return diagnostics.filter(({ code, line }) => {
    if (code !== unquotedTemplate.code) return true;
    const fresh = !seen.has(line);
    seen.add(line);
    return fresh;
  });
}
