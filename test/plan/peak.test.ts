import { describe, expect, test } from 'vitest';
import { outsidePeak } from '../../src/plan/peak.ts';
import { windowsOf } from '../../src/plan/windows.ts';

const zone = 'America/Chicago';
const lunch = { from: 11 * 60 + 30, to: 13 * 60 + 30 };
const hours = (from: number, to: number) =>
  windowsOf([{ zone, week: Array.from({ length: 7 }, () => ({ from: from * 60, to: to * 60 })), shut: new Set() }]);
const chicago = (time: string, day = 23): number => Date.parse(`2026-11-${day}T${time}:00-06:00`);

describe('windows outside of the lunch hours', () => {
  test.each([
    ['in the morning end before lunch, with room for late dialling', 9, 17, '10:00', ['09:00', '11:25']],
    ['begin after lunch where it is noon', 9, 17, '12:00', ['13:30', '16:55']],
    ['in the afternoon are as they were', 9, 17, '14:00', ['09:00', '16:55']],
    ['that open at noon open after lunch', 12, 17, '08:00', ['13:30', '16:55']],
  ])('%s', (_, from, to, at, [opens = '', shuts = '']) => {
    const window = outsidePeak(hours(from, to), { zones: [zone], peak: lunch }).next(chicago(at));
    expect(window).toEqual({ from: chicago(opens), to: chicago(shuts) });
  });

  test('are none where the hours are lunch alone', () => {
    const window = outsidePeak(hours(12, 13), { zones: [zone], peak: lunch }).next(chicago('08:00'));
    expect(window).toBeNull();
  });

  test('go on the next day after the last one', () => {
    const window = outsidePeak(hours(9, 12), { zones: [zone], peak: lunch }).next(chicago('11:27'));
    expect(window).toEqual({ from: chicago('09:00', 24), to: chicago('11:25', 24) });
  });
});
