/** The rows of a run as CSV: one per contact, in list order, safe to open in a spreadsheet. */
import Papa from 'papaparse';
import { isoInstant } from '../lib/time.ts';
import type { Ranked } from '../run/rank.ts';
import type { ContactState } from '../run/state.ts';
import type { RoundSpec, Value } from '../spec/spec.ts';
import type { Contact, ResultsInput } from './input.ts';
import { showPhone, showPhonesIn } from './phones.ts';
import { rankRound } from './ranking.ts';

const rowsPerChunk = 1_000;

/**
 * Cells that a spreadsheet would run as a formula get an apostrophe in front: what a called person says ends up here, and so
 * does every value of a target file (invariant 11). A phone number in full stays as it is.
 */
const formula = /^(?!\+\d{5,15}$)[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

type Cell = string | number | boolean;

interface Column {
  readonly name: string;
  readonly cell: (row: Row) => Cell;
}

interface Row {
  readonly contact: Contact;
  readonly state: ContactState;
  readonly ranked: Ranked | undefined;
}

/** The text of the file in chunks that end with a line end; the header first. */
export function* csvChunks(input: ResultsInput): Generator<string> {
  const rounds = [...input.source.spec.rounds, ...(input.source.spec.act === undefined ? [] : [input.source.spec.act])];
  const columns = columnsOf(input, rounds);
  yield lines([columns.map((column) => column.name)]);
  for (const round of rounds) {
    const ranking = new Map(
      round.id === 'act' ? [] : rankRound(input, round)?.map((ranked) => [ranked.contact, ranked]),
    );
    let chunk: Cell[][] = [];
    for (const contact of input.contacts(round.id)) {
      const row: Row = { contact, state: contact.state, ranked: ranking.get(contact.state.id) };
      chunk.push(columns.map((column) => column.cell(row)));
      if (chunk.length < rowsPerChunk) continue;
      yield lines(chunk);
      chunk = [];
    }
    if (chunk.length > 0) yield lines(chunk);
  }
}

function lines(rows: readonly (readonly Cell[])[]): string {
  return `${Papa.unparse(rows as Cell[][], { newline: '\n', escapeFormulae: formula })}\n`;
}

function columnsOf(input: ResultsInput, rounds: readonly RoundSpec[]): readonly Column[] {
  const { results } = input.source.spec;
  const phones = { style: results.phones, salt: input.salt };
  const last = (row: Row) => row.state.attempts.at(-1);
  return [
    ...(rounds.length > 1 ? [{ name: 'round', cell: (row: Row) => row.state.round }] : []),
    { name: 'target', cell: (row) => row.state.target },
    { name: 'name', cell: (row) => showPhonesIn(row.contact.target().name, phones) },
    { name: 'phone', cell: (row) => showPhone(row.contact.target().phone, phones) },
    { name: 'status', cell: (row) => row.state.status },
    { name: 'reason', cell: (row) => showPhonesIn(row.state.reason ?? '', phones) },
    { name: 'attempts', cell: (row) => row.state.attempts.length },
    { name: 'at', cell: (row) => instantCell(last(row)?.scheduledAt) },
    { name: 'outcome', cell: (row) => last(row)?.outcome ?? '' },
    { name: 'duration_s', cell: (row) => last(row)?.durationS ?? '' },
    { name: 'rank', cell: (row) => row.ranked?.rank ?? '' },
    { name: 'score', cell: (row) => row.state.score ?? '' },
    { name: 'shortlisted', cell: (row) => row.ranked?.shortlisted ?? false },
    { name: 'disqualified', cell: (row) => row.state.disqualified ?? '' },
    { name: 'absent', cell: (row) => (row.state.absent ?? []).join(' ') },
    { name: 'incomplete', cell: (row) => (row.state.incomplete ?? []).join(' ') },
    ...fieldNames(rounds).map((name) => ({
      name: `collected.${name}`,
      cell: (row: Row) => valueCell(row.state.collected?.[name]),
    })),
    ...criterionIds(rounds).map((id) => ({
      name: `criteria.${id}`,
      cell: (row: Row) => row.state.criteria?.[id] ?? '',
    })),
  ];
}

function instantCell(at: number | undefined): string {
  return at === undefined ? '' : isoInstant(at);
}

function valueCell(value: Value | undefined): Cell {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

function fieldNames(rounds: readonly RoundSpec[]): readonly string[] {
  return [...new Set(rounds.flatMap((round) => Object.keys(round.collect)))];
}

function criterionIds(rounds: readonly RoundSpec[]): readonly string[] {
  return [...new Set(rounds.flatMap((round) => (round.rubric?.criteria ?? []).map((criterion) => criterion.id)))];
}
