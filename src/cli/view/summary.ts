/** The closing summary of a run, from its results document: what came of it, in one screen. Pure. */
import pc from 'picocolors';
import type { ContactEntry } from '../../results/contact-entry.ts';
import type { ResultsDocument } from '../../results/document.ts';
import type { RankEntry } from '../../results/ranking.ts';
import type { Fields } from '../../spec/spec.ts';
import { byText, counted } from './event-text.ts';
import { tableLines } from './table.ts';
import { cut, oneLine, wrap } from './width.ts';

const rankedShownMax = 20;
const othersShownMax = 10;
const columnsMin = 20;

export interface SummaryOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** Where the run stands, if the document's status does not tell it all. */
  readonly standing?: string;
  /** What was written, as the user would name it. */
  readonly files: readonly string[];
}

/** No line is wider than the columns. */
export function summaryLines(document: ResultsDocument, options: SummaryOptions): readonly string[] {
  const columns = Math.max(columnsMin, options.columns);
  const colours = pc.createColors(options.colour);
  const paint =
    document.status === 'succeeded' ? colours.green : document.status === 'waiting' ? colours.yellow : colours.red;
  const head = wrap(oneLine(document.summary), columns).map((line, at) => (at === 0 ? colours.bold(line) : line));
  return [
    '',
    ...head,
    paint(cut(`${document.run}: ${options.standing ?? document.status}${roundText(document)}`, columns)),
    ...section(rankingLines(document, columns)),
    ...section(answerLines(document, columns)),
    ...section(namedLines(document, columns)),
    ...section(otherLines(document, columns)),
    ...section(wrapAll(closingLines(document, options.files), columns)),
  ];
}

/** While a mission of several rounds goes on its summary counts the round under way, the totals all of them. */
function roundText({ rounds, finished }: ResultsDocument): string {
  const current = finished === undefined ? rounds?.at(-1) : undefined;
  return current === undefined ? '' : `, in round ${current.id}`;
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

function wrapAll(lines: readonly string[], columns: number): readonly string[] {
  return lines.flatMap((line) => wrap(oneLine(line), columns));
}

/** The last round's ranking as a table, with what each contact told. */
function rankingLines(document: ResultsDocument, columns: number): readonly string[] {
  const ranking = document.ranking ?? [];
  if (ranking.length === 0) return [];
  const contacts = new Map(rankedContacts(document).map((contact) => [contact.target, contact]));
  const shown = ranking.slice(0, rankedShownMax);
  const fields = [...new Set(shown.flatMap((entry) => Object.keys(contacts.get(entry.target)?.collected ?? {})))];
  const byScore = shown.some((entry) => entry.score !== undefined);
  const byValue = shown.some((entry) => entry.value !== undefined);
  const marked = shown.some((entry) => entry.shortlisted === true);
  const titles = [
    { title: '#', align: 'right' as const },
    { title: 'target' },
    ...(byScore ? [{ title: 'score', align: 'right' as const }] : []),
    ...(byValue ? [{ title: 'value', align: 'right' as const }] : []),
    ...(marked ? [{ title: 'shortlist' }] : []),
    ...fields.map((title) => ({ title })),
  ];
  const row = (entry: RankEntry): readonly string[] => {
    const contact = contacts.get(entry.target);
    return [
      String(entry.rank),
      contact?.name ?? entry.target,
      ...(byScore ? [entry.score?.toFixed(2) ?? ''] : []),
      ...(byValue ? [cell(entry.value)] : []),
      ...(marked ? [entry.shortlisted === true ? 'yes' : ''] : []),
      ...fields.map((field) => cell(contact?.collected?.[field])),
    ];
  };
  const more = ranking.length - shown.length;
  return [...tableLines(titles, shown.map(row), columns), ...(more > 0 ? [cut(`… and ${more} more`, columns)] : [])];
}

/** What was told in a round that nothing ranks: a sweep, or the last round of several. */
function answerLines(document: ResultsDocument, columns: number): readonly string[] {
  const last = document.rounds?.at(-1);
  const unranked = document.rounds === undefined ? document.ranking === undefined : last?.ranking === undefined;
  if (!unranked) return [];
  const told = (document.contacts ?? last?.contacts ?? []).filter(({ collected }) => collected !== undefined);
  if (told.length === 0) return [];
  const shown = told.slice(0, rankedShownMax);
  const fields = [...new Set(shown.flatMap(({ collected }) => Object.keys(collected ?? {})))];
  const rows = shown.map(({ name, target, collected }) => [
    name ?? target,
    ...fields.map((field) => cell(collected?.[field])),
  ]);
  const more = told.length - shown.length;
  const titles = [{ title: 'target' }, ...fields.map((title) => ({ title }))];
  return [...tableLines(titles, rows, columns), ...(more > 0 ? [cut(`… and ${more} more`, columns)] : [])];
}

/** The contacts of the round that the ranking is of. */
function rankedContacts(document: ResultsDocument): readonly ContactEntry[] {
  if (document.contacts !== undefined) return document.contacts;
  return document.rounds?.findLast((round) => round.ranking !== undefined)?.contacts ?? [];
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function namedLines(document: ResultsDocument, columns: number): readonly string[] {
  const { best, found, act } = document;
  return wrapAll(
    [
      ...(best === undefined ? [] : [`Best offer: ${fieldsText(best)}`]),
      ...(found === undefined ? [] : [`Found: ${fieldsText(found)}`]),
      ...(act === undefined
        ? []
        : [`Acted: ${act.channel === 'sms' ? 'text to' : 'call to'} ${act.target}, ${act.status}`]),
    ],
    columns,
  );
}

function fieldsText({ target, ...fields }: Fields): string {
  const told = Object.entries(fields).map(([name, value]) => `${name} ${cell(value)}`);
  return [cell(target), ...told].join(', ');
}

/** Who needs a second look: not reached, failed, disqualified, incomplete. */
function otherLines(document: ResultsDocument, columns: number): readonly string[] {
  const all = document.contacts ?? document.rounds?.flatMap((round) => round.contacts ?? []) ?? document.failures ?? [];
  const others = all.flatMap((contact) => {
    const why = lookAgain(contact);
    return why === null ? [] : [`${contact.name}: ${why}`];
  });
  const shown = others.slice(0, othersShownMax).map((line) => cut(oneLine(line), columns));
  const more = others.length - shown.length;
  return more > 0 ? [...shown, cut(`… and ${more} more`, columns)] : shown;
}

function lookAgain(contact: ContactEntry): string | null {
  const { status, reason, attempts } = contact;
  if (contact.disqualified !== undefined) return `disqualified by ${contact.disqualified}`;
  if (contact.incomplete !== undefined) {
    const fields = contact.incomplete.join(', ');
    return contact.unread === undefined ? `did not tell ${fields}` : `${fields} unknown: ${contact.unread}`;
  }
  if (contact.absent !== undefined) return `nothing to score ${contact.absent.join(', ')} by`;
  if (status !== 'unreached' && status !== 'failed' && status !== 'skipped') return null;
  const tries = attempts.length === 0 ? '' : ` after ${counted(attempts.length, 'attempt')}`;
  return `${status}${tries}${reason === undefined ? '' : ` (${reason})`}`;
}

function closingLines(document: ResultsDocument, files: readonly string[]): readonly string[] {
  const { targets, reached, unreached, failed, skipped, attempts, unsettled, minutes, cost } = document.totals;
  const some = [
    [unreached, 'unreached'],
    [failed, 'failed'],
    [skipped, 'skipped'],
  ] as const;
  const rest = some.filter(([count]) => count > 0).map(([count, name]) => `, ${count} ${name}`);
  const over = roundText(document) === '' ? '' : ' over all rounds';
  return [
    `${counted(targets, 'target')}: ${reached} reached${rest.join('')}${over}; ${counted(attempts, 'attempt')}, ${minutes} min, ${cost}`,
    ...(unsettled === undefined
      ? []
      : [
          `${counted(unsettled, 'attempt')} in doubt: look up at the service whether it rang before anybody calls again`,
        ]),
    ...document.gates.map(
      (gate) => `Gate ${gate.id}: ${gate.decision}${gate.by === undefined ? '' : ` ${byText(gate.by)}`}`,
    ),
    ...files.map((file) => `Results: ${file}`),
  ];
}
