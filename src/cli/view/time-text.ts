/** Instants and durations as people read them. */
import { dayMs, hourMs, type Instant, minuteMs, secondMs } from '../../lib/time.ts';

/** `2026-11-23 15:02:30Z`: for lines that stand alone. */
export function instantText(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

/** The two largest units that say something: `2d 3h`, `1h 12m`, `95s`. */
export function durationText(ms: number): string {
  const total = Math.max(0, Math.round(ms / secondMs) * secondMs);
  if (total < 2 * minuteMs) return `${total / secondMs}s`;
  const units = [
    { name: 'd', ms: dayMs },
    { name: 'h', ms: hourMs },
    { name: 'm', ms: minuteMs },
    { name: 's', ms: secondMs },
  ];
  const largest = units.findIndex((unit) => total >= unit.ms);
  let rest = total;
  const parts = units.slice(largest, largest + 2).map((unit) => {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    return { count, name: unit.name };
  });
  return parts.flatMap(({ count, name }) => (count === 0 ? [] : [`${count}${name}`])).join(' ');
}
