import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { csvChunks } from '../../src/results/csv.ts';
import { resultsInput } from '../../src/results/input.ts';
import { type SampleOptions, sampleContact, sampleContacts, sampleStore, sampleTarget } from './sample.ts';

function csvOf(options: SampleOptions = {}): string {
  const input = resultsInput(sampleStore(options), 'find-window-washers-1');
  if (input === null) throw new Error('no such run');
  return [...csvChunks(input)].join('');
}

describe('the results as CSV', () => {
  test('hold one row per contact, in list order', () => {
    const [head, ...rows] = csvOf().trimEnd().split('\n');
    expect(head).toBe(
      'target,name,phone,status,reason,attempts,at,outcome,duration_s,rank,score,shortlisted,disqualified,absent,incomplete,collected.price,collected.insured,criteria.price,criteria.manner',
    );
    expect(rows[0]).toBe(
      'bolt,Bolt,xxxxxxx0101,reached,,1,2026-11-23T15:10:00Z,answered,60,2,0.5,false,,,,70,true,0.3,0.8',
    );
    expect(rows[1]).toBe(
      'acme,Acme,xxxxxxx0101,reached,,2,2026-11-23T15:20:00Z,answered,95.5,1,0.87,true,,,,42,true,0.9,0.8',
    );
    expect(rows).toHaveLength(sampleContacts.length);
  });

  test.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1'])(
    'disarm what a spreadsheet would run: %j',
    (name) => {
      const contacts = [sampleContact('acme', { status: 'reached', score: 1, collected: { price: -5 } })];
      const text = csvOf({ contacts, target: (id) => sampleTarget(id, { name }) });
      const [row] = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
      expect(row?.name).toBe(`'${name}`);
      expect(row?.['collected.price']).toBe('-5');
    },
  );

  test('come in pieces of whole lines, so that a million rows need no memory', () => {
    const contacts = Array.from({ length: 2_500 }, (_, at) => sampleContact(`t${at}`, { status: 'skipped' }));
    const input = resultsInput(sampleStore({ contacts }), 'find-window-washers-1');
    const pieces = input === null ? [] : [...csvChunks(input)];
    expect(pieces.map((piece) => piece.split('\n').length - 1)).toEqual([1, 1_000, 1_000, 500]);
  });
});
