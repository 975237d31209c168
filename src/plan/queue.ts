/**
 * When contacts will probably have their turn: a mission has so many places, each taken for a while, and whoever's window is
 * shut lets the next one go first. An estimate for the plan; a run decides as it goes.
 */
import { Heap } from '../lib/heap.ts';
import { type Instant, secondMs } from '../lib/time.ts';
import type { Windows } from './windows.ts';

export interface Waiting {
  readonly windows: Windows;
  /** Not before, whatever is free. */
  readonly earliest: Instant;
}

export interface Places {
  /** How many contacts may be under way at once, and how long each takes. */
  readonly count: number;
  readonly takenMs: number;
}

/** Contacts with the same windows, in order. */
interface Line {
  readonly windows: Windows;
  readonly members: number[];
  next: number;
  opensAt: Instant;
  shutsAt: Instant;
}

/** The probable first slot of each, in the order given. */
export function turns(waiting: readonly Waiting[], places: Places): Float64Array {
  const slots = new Float64Array(waiting.length);
  const from = waiting.reduce((least, { earliest }) => Math.min(least, earliest), Number.POSITIVE_INFINITY);
  const free = new Heap<Instant>((a, b) => a < b);
  for (let place = 0; place < Math.min(places.count, waiting.length); place += 1) free.push(from);
  const open = new Heap<Line>((a, b) => head(a) < head(b));
  const shut = new Heap<Line>((a, b) => a.opensAt < b.opensAt || (a.opensAt === b.opensAt && head(a) < head(b)));
  for (const line of linesOf(waiting)) open.push(line);
  for (let left = waiting.length; left > 0; ) {
    let now = free.peek() ?? from;
    if (open.size === 0) now = Math.max(now, shut.peek()?.opensAt ?? now);
    for (let line = shut.peek(); line !== undefined && line.opensAt <= now; line = shut.peek()) {
      shut.pop();
      open.push(line);
    }
    const line = open.pop();
    if (line === undefined) break;
    if (!isOpen(line, now)) {
      // Never open again: it keeps its own earliest slots.
      if (line.opensAt !== Number.POSITIVE_INFINITY) shut.push(line);
      else left -= giveEarliest(line, { slots, waiting });
      continue;
    }
    const member = head(line);
    const slot = Math.max(now, waiting[member]?.earliest ?? now);
    slots[member] = Math.ceil(slot / secondMs) * secondMs;
    left -= 1;
    // Whoever may not be called for long takes no place meanwhile.
    if (slot <= line.shutsAt) {
      free.pop();
      free.push(slot + places.takenMs);
    }
    line.next += 1;
    if (line.next < line.members.length) open.push(line);
  }
  return slots;
}

function linesOf(waiting: readonly Waiting[]): Iterable<Line> {
  const lines = new Map<Windows, Line>();
  for (const [member, { windows }] of waiting.entries()) {
    const known = lines.get(windows);
    if (known !== undefined) known.members.push(member);
    else lines.set(windows, { windows, members: [member], next: 0, opensAt: 0, shutsAt: 0 });
  }
  return lines.values();
}

function head(line: Line): number {
  return line.members[line.next] ?? Number.POSITIVE_INFINITY;
}

function isOpen(line: Line, now: Instant): boolean {
  if (now >= line.shutsAt) {
    const window = line.windows.next(now);
    line.opensAt = window?.from ?? Number.POSITIVE_INFINITY;
    line.shutsAt = window?.to ?? Number.POSITIVE_INFINITY;
  }
  return line.opensAt <= now;
}

function giveEarliest(line: Line, of: { readonly slots: Float64Array; readonly waiting: readonly Waiting[] }): number {
  const rest = line.members.slice(line.next);
  for (const member of rest) of.slots[member] = of.waiting[member]?.earliest ?? 0;
  return rest.length;
}
