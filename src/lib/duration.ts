/** Durations as people write them: `90s`, `15m`, `2h`, `3d`, and ranges such as `30m-2h`. In milliseconds everywhere else. */
import { dayMs, hourMs, minuteMs, secondMs } from './time.ts';

const count = String.raw`(\d{1,$}(?:\.\d{1,3})?)`;
/** Larger units first, each at most once; no more digits than 27 years have. */
const pattern = new RegExp(
  `^(?=\\d)${[
    [4, 'd'],
    [5, 'h'],
    [7, 'm'],
    [9, 's'],
  ]
    .map(([digits, unit]) => `(?:${count.replace('$', String(digits))}${unit})?`)
    .join('')}$`,
);
const unitsMs = [dayMs, hourMs, minuteMs, secondMs] as const;

/** Milliseconds of `90s`, `1.5h` or `1h30m`; null where the text is no duration. */
export function parseDuration(text: string): number | null {
  const found = pattern.exec(text);
  if (found === null) return null;
  const ms = unitsMs.reduce((sum, unitMs, at) => sum + Number(found[at + 1] ?? 0) * unitMs, 0);
  return Math.round(ms);
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
  let left = Math.round(Math.abs(ms) / secondMs) * secondMs;
  let text = '';
  for (const [at, unitMs] of unitsMs.entries()) {
    const times = Math.floor(left / unitMs);
    if (times > 0) text += `${times}${'dhms'[at]}`;
    left -= times * unitMs;
  }
  if (text === '') return '0s';
  return ms < 0 ? `-${text}` : text;
}
