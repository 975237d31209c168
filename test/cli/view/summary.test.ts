import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summaryLines } from '../../../src/cli/view/summary.ts';
import { displayWidth } from '../../../src/cli/view/width.ts';
import type { ContactEntry } from '../../../src/results/contact-entry.ts';
import type { ResultsDocument } from '../../../src/results/document.ts';

const contact = (target: string, over: Partial<ContactEntry> = {}): ContactEntry => ({
  target,
  name: `${target[0]?.toUpperCase()}${target.slice(1)}`,
  phone: 'xxxxxxx0101',
  status: 'reached',
  attempts: [],
  ...over,
});

const document: ResultsDocument = {
  mission: 'Find window washers',
  class: 'parallel-screening',
  provider: 'simulator',
  run: 'find-window-washers-1',
  status: 'succeeded',
  summary: 'SIMULATED: 2 of 4 reached; acme is first.',
  spec: '',
  plan: '',
  started: '',
  totals: { targets: 4, reached: 2, unreached: 1, failed: 0, skipped: 1, attempts: 5, minutes: 3.5, cost: '0.41 USD' },
  gates: [{ id: 'launch', decision: 'approved', by: 'push', at: '', asked: '' }],
  ranking: [
    { rank: 1, target: 'acme', score: 0.87, criteria: { price: 0.9 }, shortlisted: true },
    { rank: 2, target: 'bolt', score: 0.5, criteria: { price: 0.3 } },
  ],
  contacts: [
    contact('acme', { collected: { price: 42, insured: true } }),
    contact('bolt', { collected: { price: 70, insured: false } }),
    contact('cedar', { status: 'unreached', reason: 'busy', attempts: [{ n: 1, at: '' }] }),
    contact('dunes', { status: 'reached', disqualified: 'collected.insured' }),
    contact('elm', { status: 'reached', incomplete: ['price'] }),
  ],
};
const options = { columns: 80, colour: false, files: ['washers.simulated.results.yaml'] };

describe('the closing summary', () => {
  test('of a mission of several rounds says which one is counted while it goes on, and which counts are of all', () => {
    const rounds = [
      { id: 'screen', contacts: [] },
      { id: 'demo', contacts: [] },
    ];
    const { contacts: _, ranking: __, ...rest } = document;
    const waiting = { ...rest, status: 'waiting' as const, summary: 'SIMULATED: 0 of 2 reached so far.', rounds };
    const text = summaryLines(waiting, options).join('\n');
    expect(text).toContain('0 of 2 reached so far.\nfind-window-washers-1: waiting, in round demo\n');
    expect(text).toContain('\n4 targets: 2 reached, 1 unreached, 1 skipped over all rounds; 5 attempts');
    const ended = summaryLines({ ...waiting, status: 'succeeded', finished: '2026-11-23T18:00:00Z' }, options).join(
      '\n',
    );
    expect(ended).not.toMatch(/in round|over all/);
  });

  test('tells the ranking as a table, who needs a second look, and where the results are', () => {
    expect(summaryLines(document, options)).toEqual([
      '',
      'SIMULATED: 2 of 4 reached; acme is first.',
      'find-window-washers-1: succeeded',
      '',
      '#  target  score  shortlist  price  insured',
      '1  Acme     0.87  yes        42     yes',
      '2  Bolt     0.50             70     no',
      '',
      'Cedar: unreached after 1 attempt (busy)',
      'Dunes: disqualified by collected.insured',
      'Elm: did not tell price',
      '',
      '4 targets: 2 reached, 1 unreached, 1 skipped; 5 attempts, 3.5 min, 0.41 USD',
      'Gate launch: approved on the phone',
      'Results: washers.simulated.results.yaml',
    ]);
  });

  test('says what nobody knows, and what to do about it', () => {
    const totals = { ...document.totals, unsettled: 2 };
    expect(summaryLines({ ...document, totals }, { ...options, columns: 200 })).toContain(
      '2 attempts in doubt: look up at the service whether it rang before anybody calls again',
    );
  });

  test('tells the best offer, what was found, and what was done about it', () => {
    const { ranking: _, ...rest } = document;
    const lines = summaryLines(
      {
        ...rest,
        best: { target: 'acme', price: 42 },
        found: { target: 'bolt', free: true },
        act: { target: 'bolt', channel: 'sms', status: 'reached', attempts: [] },
      },
      options,
    );
    expect(lines).toContain('Best offer: acme, price 42');
    expect(lines).toContain('Found: bolt, free yes');
    expect(lines).toContain('Acted: text to bolt, reached');
  });

  test('cuts long rankings and says how many there are more', () => {
    const ranking = Array.from({ length: 25 }, (_, at) => ({ rank: at + 1, target: `t${at}`, value: at }));
    const lines = summaryLines({ ...document, ranking, contacts: [] }, options);
    expect(lines).toContain('… and 5 more');
    expect(lines.filter((line) => line.includes('  t'))).toHaveLength(21);
  });

  test('takes the contacts of the round that the ranking is of', () => {
    const { contacts, ...rest } = document;
    const rounds = [
      { id: 'ask', ranking: [], contacts: [] },
      { id: 'demo', ranking: document.ranking ?? [], contacts: contacts ?? [] },
    ];
    expect(summaryLines({ ...rest, rounds }, options)).toContain('1  Acme     0.87  yes        42     yes');
  });

  test('fits the terminal and steers it not, whatever people said', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 120 });
    fc.assert(
      fc.property(text, fc.integer({ min: 20, max: 120 }), (said, columns) => {
        const evil = `\u001b[2J${said}`;
        const told = [
          contact('acme', { name: evil, collected: { price: evil } }),
          contact('b', { name: evil, status: 'failed', reason: evil }),
        ];
        const best = { target: 'acme', price: evil };
        for (const line of summaryLines(
          { ...document, summary: evil, contacts: told, best },
          { ...options, columns },
        )) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toContain('\u001b');
        }
      }),
    );
  });
});
