/** Durations as people write them: `90s`, `15m`, `2h`, `3d`, and ranges such as `30m-2h`. In milliseconds everywhere else. */
import { dayMs, hourMs, minuteMs, secondMs } from './time.ts';

const unitsMs = { s: secondMs, m: minuteMs, h: hourMs, d: dayMs } as const;
type Unit = keyof typeof unitsMs;

/** Longer than any mission; keeps every sum of instants and durations a date. */
const durationMaxMs = 3_650 * dayMs;

/** Milliseconds of `90s`, `1.5h` or `1h30m`; null where the text is no duration or is longer than ten years. */
export function parseDuration(text: string): number | null {
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,3})?)([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  const units = parts.map((part) => part[2] as Unit);
  const falling = units.every((unit, at) => at === 0 || unitsMs[unit] < unitsMs[units[at - 1] as Unit]);
  if (!falling) return null;
  const totalMs = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitsMs[unit as Unit], 0);
  const wholeMs = Math.round(totalMs);
  return wholeMs > durationMaxMs ? null : wholeMs;
}

export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** `30m-2h`, or a single duration as a range of no width; null where it is neither or runs backwards. */
export function parseDurationRange(text: string): DurationRange | null {
  const [from = '', to = from, ...more] = text.split('-');
  const minMs = parseDuration(from.trim());
  const maxMs = parseDuration(to.trim());
  if (more.length > 0 || minMs === null || maxMs === null || maxMs < minMs) return null;
  return { minMs, maxMs };
}

/** The shortest text that `parseDuration` reads back: `1h30m`; fractions of a second are rounded away. */
export function formatDuration(ms: number): string {
  let seconds = Math.round(Math.abs(ms) / secondMs);
  let text = '';
  for (const [unit, unitMs] of Object.entries(unitsMs).toReversed()) {
    const count = Math.floor(seconds / (unitMs / secondMs));
    if (count > 0) text += `${count}${unit}`;
    seconds -= count * (unitMs / secondMs);
  }
  return `${ms < 0 && text !== '' ? '-' : ''}${text === '' ? '0s' : text}`;
}
