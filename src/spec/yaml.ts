/** Parses a YAML text that somebody else wrote. Never throws; everything that is wrong with it is found in one go. */
import { Composer, type Document, isMap, type Node, visit, type YAMLError } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import { Report } from './report.ts';
import type { Path, Range, SourceText } from './source.ts';
import { rangeOf, toData } from './yaml-data.ts';
import { YamlPlaces } from './yaml-places.ts';
import { readTokens } from './yaml-tokens.ts';
import { tokenWords, unclosedWords, unquotedTemplate, wordsOf } from './yaml-words.ts';

export interface YamlFile {
  /** Plain data; undefined where nothing could be read. */
  readonly data: unknown;
  readonly places: YamlPlaces;
  readonly diagnostics: readonly Diagnostic[];
  /** Parts of the file whose content is unknown; [] is all of it. What follows from them is not worth reporting. */
  readonly broken: readonly Path[];
  /** The grammar itself is broken somewhere: keys may be missing from the data that stand in the file. */
  readonly partial: boolean;
}

/** A person mends the first ones; most of the others follow from them. */
const syntaxErrorsMax = 20;

export function parseYaml(source: SourceText): YamlFile {
  const report = new Report(source);
  const nothing = new YamlPlaces({ source, root: null, aliases: new Map() });
  const control = source.text.search(controlCharacters);
  if (control !== -1) {
    const message = 'This is a control character; a mission file is plain text.';
    report.add({ code: 'control-character', range: { start: control, end: control + 1 }, message, help: 'Delete it.' });
    return { data: undefined, places: nothing, diagnostics: report.diagnostics(), broken: [[]], partial: true };
  }
  const { tokens, problems } = readTokens(source.text);
  for (const problem of problems) report.add({ ...tokenWords(problem), range: problem.range });
  if (tokens === null)
    return { data: undefined, places: nothing, diagnostics: report.diagnostics(), broken: [[]], partial: true };
  const document = compose(tokens);
  const root = (document?.contents ?? null) as Node | null;
  const errors = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
  const broken = errors.length === 0 ? [] : reportErrors(errors, { report, root });
  const converted = toData(root, report);
  return {
    data: converted.data,
    places: new YamlPlaces({ source, root, aliases: converted.aliases }),
    diagnostics: withoutEchoes(report.diagnostics()),
    broken: [...broken, ...converted.broken],
    partial: errors.length > 0 || problems.length > 0,
  };
}

/** Tab, line feed and carriage return are text; the rest steers terminals. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function compose(tokens: Parameters<Composer['compose']>[0]): Document | null {
  const composer = new Composer({ uniqueKeys: false, logLevel: 'silent', resolveKnownTags: false });
  for (const document of composer.compose(tokens)) return document as Document;
  return null;
}

/** One problem a line at most. Returns the sections that the errors lie in. */
function reportErrors(
  errors: readonly YAMLError[],
  of: { readonly report: Report; readonly root: Node | null },
): readonly Path[] {
  const { source } = of.report;
  const lines = new Set<number>();
  const broken = new Map<string, Path>();
  const unclosed = findUnclosed(of.root, source.text);
  if (unclosed !== null) {
    const { start } = unclosed;
    of.report.add({ ...unclosedWords(source.text[start] ?? ''), range: { start, end: start + 1 }, path: sectionAt(of.root, start) });
  }
  for (const error of errors) {
    const [start, end] = error.pos;
    const section = sectionAt(of.root, start);
    broken.set(section.join(), section);
    // What is never closed swallows all that follows.
    if (unclosed !== null && start >= unclosed.start) continue;
    const { line } = source.position(start);
    if (lines.has(line) || lines.size >= syntaxErrorsMax) continue;
    lines.add(line);
    const template = unquotedTemplateIn(source, line);
    if (template !== null) of.report.add({ ...unquotedTemplate, range: template, path: section });
    else of.report.add({ ...wordsOf(error.code), range: { start, end: Math.max(end, start + 1) }, path: section });
  }
  return [...broken.values()];
}

/** The first quote that is never closed, else the innermost bracket. */
function findUnclosed(root: Node | null, text: string): Range | null {
  let quote: Range | null = null;
  let bracket: Range | null = null;
  visit(root, {
    Scalar(_, scalar) {
      if (scalar.type !== 'QUOTE_DOUBLE' && scalar.type !== 'QUOTE_SINGLE') return;
      const range = rangeOf(scalar);
      const closed = range.end - range.start > 1 && text[range.end - 1] === text[range.start];
      if (!closed) quote ??= range;
    },
    Collection(_, collection) {
      if (collection.flow !== true) return;
      const range = rangeOf(collection);
      if (text[range.end - 1] !== (text[range.start] === '[' ? ']' : '}')) bracket = range;
    },
  });
  return quote ?? bracket;
}

/** The top-level key under which the offset lies; [] where there is none. */
function sectionAt(root: Node | null, offset: number): Path {
  if (!isMap(root)) return [];
  const starts = root.items.map((pair) => ({ key: String(pair.key), start: rangeOf(pair.key as Node).start }));
  const section = starts.findLast(({ start }) => start <= offset);
  return section === undefined ? [] : [section.key];
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
  const seen = new Set<string>();
  return diagnostics.filter(({ code, line }) => {
    const key = code === unquotedTemplate.code ? `${code} ${line}` : null;
    if (key === null) return true;
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}
