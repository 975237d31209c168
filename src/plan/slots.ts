/** Who is called when for the first time, and who is left out and by which rule. */
import { type Instant, minuteMs, secondMs } from '../lib/time.ts';
import type { LeftOut, Target, TargetKind } from '../spec/spec.ts';
import type { CompiledMission, CompiledRound } from './compile.ts';
import { freeFrom } from './daily-cap.ts';
import { closedBy } from './hours.ts';
import { type NumberFacts, type Refusal, rememberedAgainst } from './left-out.ts';
import type { Window, Windows } from './windows.ts';

/** What a workspace remembers of numbers. */
export interface Memory extends NumberFacts {
  /** Instants of attempts within 24 h of `now`, oldest first. */
  attempts(number: string): readonly Instant[];
}

export interface Slot {
  readonly window: Window;
  readonly first: Instant;
}

interface SlotsInput {
  readonly compiled: CompiledMission;
  readonly round: CompiledRound;
  readonly targets: readonly Target[];
  readonly startAt: Instant;
  readonly deadline: Instant;
  readonly memory?: Memory;
}

interface Slots {
  readonly included: readonly number[];
  readonly excluded: readonly LeftOut[];
  /** How many contacts of each kind. */
  readonly kinds: Readonly<Record<TargetKind, number>>;
  readonly lastSlot: Instant | null;
  slotOf(place: number): Slot;
}

/** Notice that the service needs, and an average conversation: how long a slot is taken in the forecast. */
export const noticeMs = 90 * secondMs;
const slotTakenMs = 3 * minuteMs;

export function firstSlots(input: SlotsInput): Slots {
  const { targets, compiled, round } = input;
  const included: number[] = [];
  const firsts: Instant[] = [];
  const excluded: LeftOut[] = [];
  const kinds: Record<TargetKind, number> = { automated: 0, service: 0, professional: 0, person: 0 };
  let lastSlot: Instant | null = null;
  for (const [index, target] of targets.entries()) {
    const found = firstSlot(input, { target, place: included.length });
    if ('rule' in found) {
      excluded.push({ target: target.id, ...found });
      continue;
    }
    included.push(index);
    firsts.push(found.first);
    kinds[target.kind] += 1;
    lastSlot = Math.max(lastSlot ?? 0, found.first);
  }
  const order = serialOrder(compiled, { included, targets });
  return {
    included: order === null ? included : order.map((place) => included[place] ?? 0),
    excluded,
    kinds,
    lastSlot,
    slotOf(place) {
      const at = order === null ? place : (order[place] ?? place);
      const target = targets[included[at] ?? -1];
      const first = firsts[at];
      const window = target === undefined || first === undefined ? null : round.windows(target).next(first);
      if (window === null || first === undefined) throw new Error(`no contact at place ${place}`);
      return { window, first };
    },
  };
}

function firstSlot(input: SlotsInput, of: { readonly target: Target; readonly place: number }): Slot | Refusal {
  const { compiled, round, memory } = input;
  const { target, place } = of;
  const refusal =
    chosenBy(compiled, target) ??
    (memory === undefined ? null : rememberedAgainst(target.phone, memory)) ??
    round.refuses(target);
  if (refusal !== null) return refusal;
  const at = Math.ceil((input.startAt + noticeMs + paceDelay(input, place)) / secondMs) * secondMs;
  const cap = compiled.spec.limits.attemptsPerNumberPerDay;
  const slot = nextAllowed({ windows: round.windows(target), attempts: memory?.attempts(target.phone) ?? [], cap }, at);
  if (slot === null) return neverOpen(compiled, { round, target });
  if (slot.first > input.deadline)
    return { rule: 'deadline', reason: 'the first hour that is open lies after the deadline' };
  return slot;
}

/** The mission's own choice of targets; null: it is one of them, or stands in no list. */
export function chosenBy({ where, spec }: CompiledMission, target: Target): Refusal | null {
  if (where === null || isTrue(where.evaluate({ target: target.fields, params: spec.params }))) return null;
  return { rule: 'where', reason: 'targets.where is not true' };
}

/** The first instant, not before `from`, at which hours and daily cap allow an attempt; null: no hour is ever open. */
export function nextAllowed(
  of: { readonly windows: Windows; readonly attempts: readonly Instant[]; readonly cap: number },
  from: Instant,
): Slot | null {
  let at = from;
  for (;;) {
    const window = of.windows.next(at);
    if (window === null) return null;
    const first = Math.max(at, window.from);
    const free = freeFrom(of.attempts, { at: first, cap: of.cap });
    if (free === first) return { window, first };
    // Ever later, and no later than a day after the last attempt: this ends.
    at = free;
  }
}

/** No hour is ever open: which rule says so. */
export function neverOpen(
  compiled: CompiledMission,
  of: { readonly round: CompiledRound; readonly target: Target },
): Refusal {
  const { spec, holidays } = compiled;
  const { zones } = of.target;
  const by = closedBy({ spec, schedule: of.round.spec.schedule, holidays }, of.target);
  if (by === 'zones') {
    const reason = `its ${zones.length} possible time zones are never open together; give the target a \`timezone\``;
    return { rule: 'zone-unknown', reason };
  }
  if (by === 'schedule') return { rule: 'hours-business', reason: 'the schedule’s own hours and days leave none' };
  return { rule: by.id, reason: `no hour of the schedule is left: ${by.description}` };
}

/** Contacts come in batches of the pace; without one, as many at once as the concurrency allows. */
function paceDelay(input: SlotsInput, place: number): number {
  const { pace } = input.round.spec.schedule;
  if (pace !== undefined) return Math.floor(place / pace.batch) * pace.everyMs;
  return Math.floor(place / input.round.concurrency) * slotTakenMs;
}

/** Negotiations with an `order`: smaller keys first, ties in list order. */
function serialOrder(
  compiled: CompiledMission,
  of: { readonly included: readonly number[]; readonly targets: readonly Target[] },
): readonly number[] | null {
  const { order } = compiled;
  if (order === null) return null;
  const keys = of.included.map((index) => {
    const evaluated = order.evaluate({ target: of.targets[index]?.fields ?? {}, params: compiled.spec.params });
    return evaluated.ok ? evaluated.value : null;
  });
  return keys.map((_, place) => place).toSorted((a, b) => compareKeys(keys[a], keys[b]) || a - b);
}

/** Numbers and texts by their order; what has no key comes last. */
function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return Number(a === null || a === undefined) - Number(b === null || b === undefined);
}

function isTrue(evaluated: { readonly ok: boolean; readonly value?: unknown }): boolean {
  return evaluated.ok && evaluated.value === true;
}
