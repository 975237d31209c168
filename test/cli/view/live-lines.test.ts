import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { liveLines } from '../../../src/cli/view/live-lines.ts';
import { advance, countsOf, type Progress, type RunFacts, startProgress } from '../../../src/cli/view/progress.ts';
import { displayWidth } from '../../../src/cli/view/width.ts';
import type { Event, JournalEvent } from '../../../src/run/events.ts';
import { minutes, sampleContact, sampleMission, startedAt } from '../../results/sample.ts';

const facts: RunFacts = {
  mission: 'Find window washers',
  run: 'find-window-washers-1',
  simulated: true,
  virtual: true,
  currency: 'USD',
  steps: [
    { id: 'setup', title: 'Prepare the service' },
    { id: 'calls', title: 'Make the calls' },
    { id: 'complete', title: 'Write the results' },
  ],
};

const calling = sampleMission({
  status: 'running',
  steps: [
    { id: 'setup', status: 'completed' },
    { id: 'calls', status: 'in_progress' },
    { id: 'complete', status: 'pending' },
  ],
  rounds: [{ id: '', contacts: 10, finished: { reached: 2, unreached: 1, failed: 0, skipped: 0 }, ranked: false }],
  totals: { attempts: 6, minutes: 3.5, cost: 0.42 },
});

const numbered = (events: readonly Event[]): readonly JournalEvent[] =>
  events.map((event, at) => ({ ...event, seq: at + 1 }));
const intended = (contact: string, attempt: number): Event => ({
  type: 'attempt.intended',
  contact,
  attempt,
  at: minutes(1),
  data: { key: 'k', channel: 'call', scheduled_at: '', assistant: 'a', from: 'f', prompt: true },
});
const ended = (contact: string, attempt: number, outcome: 'answered' | 'busy'): Event => ({
  type: 'attempt.ended',
  contact,
  attempt,
  at: minutes(3),
  data: { outcome, cost: 0, released: true, ...(outcome === 'answered' ? { duration_s: 95 } : {}) },
});
const retrying = (contact: string): Event => ({
  type: 'contact.retrying',
  contact,
  at: minutes(4),
  data: { after: 'busy', not_before: '' },
});

function told(events: readonly Event[], mission = calling): Progress {
  return advance(startProgress(mission), { events: numbered(events), mission });
}

describe('the counts of a run under way', () => {
  const cases: readonly [string, readonly Event[], object][] = [
    ['nothing yet', [], { open: 0, retrying: 0, reading: 0, queued: 7 }],
    ['a call is due', [intended('a', 1)], { open: 1, queued: 6 }],
    ['a call is over', [intended('a', 1), ended('a', 1, 'answered')], { open: 0, reading: 1, queued: 6 }],
    [
      'a call is to be tried again',
      [intended('a', 1), ended('a', 1, 'busy'), retrying('a')],
      { retrying: 1, queued: 6 },
    ],
    [
      'the second call is due',
      [intended('a', 1), ended('a', 1, 'busy'), retrying('a'), intended('a', 2)],
      { open: 1, retrying: 0, queued: 6 },
    ],
    [
      'a first call was taken back',
      [
        intended('a', 1),
        {
          type: 'attempt.withdrawn',
          contact: 'a',
          attempt: 1,
          at: 0,
          data: { reason: 'paused', key: 'k', scheduled_at: '2026-11-23T15:00:00Z' },
        },
      ],
      { open: 0, queued: 7 },
    ],
    [
      'a second call was taken back',
      [
        intended('a', 2),
        {
          type: 'attempt.withdrawn',
          contact: 'a',
          attempt: 2,
          at: 0,
          data: { reason: 'paused', key: 'k', scheduled_at: '2026-11-23T15:00:00Z' },
        },
      ],
      { retrying: 1, queued: 6 },
    ],
    [
      'a contact is done',
      [intended('a', 1), { type: 'contact.finished', contact: 'a', at: 0, data: { status: 'reached' } }],
      { open: 0, reading: 0, reached: 2, queued: 7 },
    ],
  ];
  test.each(cases)('%s', (_, events, counts) => {
    expect(countsOf(told(events))).toMatchObject(counts);
  });

  test('begin with what was open when the run was taken up again', () => {
    const open = [
      sampleContact('a', { status: 'open' }),
      sampleContact('b', { status: 'retrying' }),
      sampleContact('c', { status: 'queued' }),
    ];
    expect(countsOf(startProgress(calling, open))).toMatchObject({ open: 1, retrying: 1, reading: 0, queued: 5 });
  });
});

describe('the live view', () => {
  const screen = { columns: 81, rows: 24, colour: false, now: minutes(72) };

  test('shows step, bar, counts, cost and the last outcomes', () => {
    const progress = told([
      intended('acme', 1),
      ended('acme', 1, 'answered'),
      intended('bolt', 1),
      ended('bolt', 1, 'busy'),
      retrying('bolt'),
    ]);
    expect(liveLines(facts, progress, screen)).toEqual([
      'SIMULATED  Find window washers',
      'find-window-washers-1  2026-11-23 16:12:00Z, 1h 12m in (virtual time)',
      'Step 2 of 3: Make the calls',
      '████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 3/10 30%',
      '2 reached, 1 unreached, 1 being read, 1 to try again, 5 queued',
      '6 attempts, 3.5 min, 0.42 USD',
      '11-23 15:03  acme: answered after 95s',
      '11-23 15:03  bolt: busy',
    ]);
  });

  test.each([
    [{ reason: 'window', until: minutes(132) }, 'Waits for calling hours, 1h to go (2026-11-23 17:12:00Z)'],
    [{ reason: 'retry', until: minutes(80) }, 'Waits to try again, 8m to go (2026-11-23 16:20:00Z)'],
    [{ reason: 'paused' }, 'Paused; `mission resume` goes on'],
    [{ reason: 'gate', gate: 'launch' }, 'Waits for a yes or no: Call 12?'],
  ] as const)('says what it waits for: %j', (waiting, line) => {
    const gates = { launch: { status: 'asked' as const, question: 'Call 12?' } };
    const mission = { ...calling, status: 'waiting' as const, waiting, gates };
    expect(liveLines(facts, told([], mission), screen)).toContain(line);
  });

  test('masks the numbers in texts, unless the mission says otherwise', () => {
    const gates = { launch: { status: 'asked' as const, question: 'Call +13125550101?' } };
    const waiting = { reason: 'gate', gate: 'launch' } as const;
    const mission = { ...calling, status: 'waiting' as const, waiting, gates };
    const data = { code: 'refused', message: 'no route to (312) 555-0102', during: 'place' };
    const failed: Event = { type: 'provider.failed', at: minutes(3), data };
    const shown = liveLines(facts, told([failed], mission), screen).join('\n');
    expect(shown).toContain('Call +xxxxxxx0101?');
    expect(shown).toContain('(xxx) xxx-0102');
    const clear = liveLines({ ...facts, show: (text) => text }, told([], mission), screen).join('\n');
    expect(clear).toContain('Call +13125550101?');
  });

  test('says that it ends early', () => {
    const mission = { ...calling, stopping: { reason: 'goal met', outcome: null, fault: false } };
    expect(liveLines(facts, told([], mission), screen)).toContain('Ends early: goal met');
  });

  test('fits every screen, whatever people and files say', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(
        words,
        words,
        fc.integer({ min: 21, max: 200 }),
        fc.integer({ min: 3, max: 60 }),
        (mission, contact, columns, rows) => {
          const events = Array.from({ length: 60 }, () => ended(contact, 1, 'answered')).map((event, at) => ({
            ...event,
            seq: at + 1,
          }));
          const progress = {
            ...startProgress(calling),
            last: advance(startProgress(calling), { events: events as JournalEvent[], mission: calling }).last,
          };
          const lines = liveLines({ ...facts, mission }, progress, { columns, rows, colour: false, now: startedAt });
          expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 2));
          for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
        },
      ),
    );
  });

  test('has colour only when told so', () => {
    const coloured = liveLines(facts, told([ended('a', 1, 'answered')].slice(1)), { ...screen, colour: true });
    expect(coloured.join('')).toContain('\u001b[');
    expect(liveLines(facts, told([]), screen).join('')).not.toContain('\u001b[');
  });
});
