import { describe, expect, test } from 'vitest';
import { turns } from '../../src/plan/queue.ts';
import { windowsOf } from '../../src/plan/windows.ts';

const hours = (zone: string, from: number, to: number) =>
  windowsOf([{ zone, week: Array.from({ length: 7 }, () => ({ from: from * 60, to: to * 60 })), shut: new Set() }]);
const east = hours('America/New_York', 9, 17);
const west = hours('America/Los_Angeles', 9, 17);
const utc = (time: string, day = 23): number => Date.parse(`2026-11-${day}T${time}:00Z`);
const minutes = (count: number): number => count * 60_000;
const shown = (slots: Float64Array): readonly string[] =>
  [...slots].map((at) => new Date(at).toISOString().slice(8, 16).replace('T', ' '));

describe('the probable turns of contacts', () => {
  test('as many at once as there are places, then as places are given back', () => {
    const waiting = Array.from({ length: 5 }, () => ({ windows: east, earliest: utc('15:00') }));
    expect(shown(turns(waiting, { count: 2, takenMs: minutes(4) }))).toEqual([
      '23 15:00',
      '23 15:00',
      '23 15:04',
      '23 15:04',
      '23 15:08',
    ]);
  });

  test('only open hours pass: what does not fit into a day goes on in the next one', () => {
    const waiting = Array.from({ length: 3 }, () => ({ windows: east, earliest: utc('21:50') }));
    expect(shown(turns(waiting, { count: 1, takenMs: minutes(4) }))).toEqual(['23 21:50', '23 21:54', '24 14:00']);
  });

  test('whoever’s window is shut lets the next one go first', () => {
    const waiting = [west, east, west, east].map((windows) => ({
      windows,
      earliest: windows === west ? utc('17:00') : utc('14:00'),
    }));
    expect(shown(turns(waiting, { count: 1, takenMs: minutes(4) }))).toEqual([
      '23 17:00',
      '23 14:00',
      '23 17:04',
      '23 14:04',
    ]);
  });

  test('whoever may not be called before another day holds no place until then', () => {
    const waiting = [
      { windows: east, earliest: utc('15:00', 24) },
      { windows: east, earliest: utc('15:00') },
      { windows: east, earliest: utc('15:00') },
    ];
    expect(shown(turns(waiting, { count: 1, takenMs: minutes(4) }))).toEqual(['24 15:00', '23 15:00', '23 15:04']);
  });

  test('none are none', () => {
    expect(turns([], { count: 3, takenMs: 1 })).toHaveLength(0);
  });
});
