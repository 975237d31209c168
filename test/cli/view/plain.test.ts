import { describe, expect, test } from 'vitest';
import { plainView } from '../../../src/cli/view/plain.ts';
import type { Event, JournalEvent } from '../../../src/run/events.ts';
import { minutes, sampleMission } from '../../results/sample.ts';

const facts = { simulated: true, run: 'find-window-washers-1' };
const numbered = (events: readonly Event[]): readonly JournalEvent[] =>
  events.map((event, at) => ({ ...event, seq: at + 1 }));
const missionOf = (contacts: number, reached: number) =>
  sampleMission({
    status: 'running',
    rounds: [{ id: '', contacts, finished: { reached, unreached: 0, failed: 0, skipped: 0 }, ranked: false }],
  });
const finished = (contact: string): Event => ({
  type: 'contact.finished',
  contact,
  at: minutes(5),
  data: { status: 'reached' },
});

describe('plain lines', () => {
  test('tell the start with its run, and that it is simulated', () => {
    const lines = plainView(facts, missionOf(2, 0)).tell(
      numbered([{ type: 'run.started', at: minutes(0), data: { plan: 'p', provider: 'simulator', seed: 7 } }]),
      missionOf(2, 0),
    );
    expect(lines).toEqual([
      '2026-11-23 15:00:00Z  SIMULATED: find-window-washers-1: the run starts (provider simulator, seed 7)',
    ]);
  });

  test('tell of every contact where there are few', () => {
    const lines = plainView(facts, missionOf(2, 0)).tell(numbered([finished('acme')]), missionOf(2, 1));
    expect(lines).toEqual(['2026-11-23 15:05:00Z  acme: reached']);
  });

  test('tell of every tenth of the way where there are thousands', () => {
    const view = plainView(facts, missionOf(1_000, 0));
    const told = Array.from({ length: 1_000 }, (_, at) =>
      view.tell(numbered([finished(`t${at}`)]), missionOf(1_000, at + 1)),
    ).flat();
    expect(told).toHaveLength(10);
    expect(told[0]).toBe('2026-11-23 15:05:00Z  100 of 1000 done: 100 reached, 900 queued');
  });

  test('count the tenths anew in the next round', () => {
    const view = plainView(facts, missionOf(100, 100));
    const next = sampleMission({
      status: 'running',
      rounds: [
        { id: 'a', contacts: 100, finished: { reached: 100, unreached: 0, failed: 0, skipped: 0 }, ranked: true },
        { id: 'b', contacts: 100, finished: { reached: 10, unreached: 0, failed: 0, skipped: 0 }, ranked: false },
      ],
    });
    view.tell(numbered([finished('x')]), missionOf(100, 100));
    expect(view.tell(numbered([finished('b/x')]), next)).toHaveLength(1);
  });

  test('leave out what only the machine needs to know', () => {
    const lines = plainView(facts, missionOf(2, 0)).tell(
      numbered([
        { type: 'contact.queued', contact: 'a', at: 0, data: { target: 'a' } },
        { type: 'attempt.placed', contact: 'a', attempt: 1, at: 0, data: { scheduled_at: '', ref: '' } },
        {
          type: 'assistant.updated',
          contact: 'a',
          attempt: 1,
          at: 0,
          data: { assistant: '', instructions: 'x', greeting: '' },
        },
        { type: 'step.started', step: 'calls', at: 0, data: {} },
      ]),
      missionOf(2, 0),
    );
    expect(lines).toEqual([]);
  });
});
