/** Who is called when for the first time, and who is left out and by which rule. */
import { type Instant, minuteMs, secondMs } from '../lib/time.ts';
import type { LeftOut, Target, TargetKind } from '../spec/spec.ts';
import type { CompiledMission, CompiledRound } from './compile.ts';
import { freeFrom } from './daily-cap.ts';
import { closedBy } from './hours.ts';
import { type NumberFacts, type Refusal, rememberedAgainst } from './left-out.ts';
import { type Places, turns } from './queue.ts';
import { expectedAttempts } from './retry.ts';
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
  /** How many will probably not have their turn before the deadline. */
  readonly late: number;
  slotOf(place: number): Slot;
}

/** Notice that the service needs. */
export const noticeMs = 90 * secondMs;
/** How long a call and a text hold their place: notice, ringing, talking, and until the place is given again. */
const placeTakenMs = { call: 4 * minuteMs, sms: 2 * minuteMs };

export function firstSlots(input: SlotsInput): Slots {
  const { targets, compiled, round, deadline } = input;
  const allowed: number[] = [];
  const earliest: Instant[] = [];
  const excluded: LeftOut[] = [];
  const kinds: Record<TargetKind, number> = { automated: 0, service: 0, professional: 0, person: 0 };
  for (const [index, target] of targets.entries()) {
    const found = earliestSlot(input, target);
    if (typeof found !== 'number') {
      excluded.push({ target: target.id, ...found });
      continue;
    }
    allowed.push(index);
    earliest.push(found);
    kinds[target.kind] += 1;
  }
  const order = serialOrder(compiled, { included: allowed, targets }) ?? allowed.map((_, place) => place);
  const included = order.map((place) => allowed[place] ?? 0);
  const windowsAt = (place: number): Windows => round.windows(targets[included[place] ?? -1] ?? nowhere);
  const slots = turns(
    order.map((at, place) => ({ windows: windowsAt(place), earliest: earliest[at] ?? 0 })),
    placesOf(round, { kinds }),
  );
  return {
    included,
    excluded,
    kinds,
    lastSlot: slots.length === 0 ? null : slots.reduce((last, slot) => Math.max(last, slot)),
    late: slots.reduce((count, slot) => count + (slot > deadline ? 1 : 0), 0),
    slotOf(place) {
      const at = slots[place];
      const window = at === undefined ? null : windowsAt(place).next(at);
      if (window === null || at === undefined) throw new Error(`no contact at place ${place}`);
      return { window, first: Math.max(at, window.from) };
    },
  };
}

const nowhere = { zones: [] };

/** The slot that a target would have if it were alone, or which rule leaves it out. */
function earliestSlot(input: SlotsInput, target: Target): Instant | Refusal {
  const { compiled, round, memory } = input;
  const refusal =
    chosenBy(compiled, target) ??
    (memory === undefined ? null : rememberedAgainst(target.phone, memory)) ??
    round.refuses(target);
  if (refusal !== null) return refusal;
  const at = Math.ceil((input.startAt + noticeMs) / secondMs) * secondMs;
  const cap = compiled.spec.limits.attemptsPerNumberPerDay;
  const slot = nextAllowed({ windows: round.windows(target), attempts: memory?.attempts(target.phone) ?? [], cap }, at);
  if (slot === null) return neverOpen(compiled, { round, target });
  if (slot.first > input.deadline)
    return { rule: 'deadline', reason: 'the first hour that is open lies after the deadline' };
  return slot.first;
}

/** Places and how long each is held, redials included; the pace where that is slower. */
function placesOf(round: CompiledRound, of: { readonly kinds: Readonly<Record<TargetKind, number>> }): Places {
  const all = Object.values(of.kinds).reduce((sum, count) => sum + count, 0);
  const attempts = Object.entries(of.kinds).reduce(
    (sum, [kind, count]) => sum + count * expectedAttempts(round.spec.retry, kind as TargetKind),
    0,
  );
  const takenMs = placeTakenMs[round.spec.channel] * (all === 0 ? 1 : attempts / all);
  const { pace } = round.spec.schedule;
  if (pace !== undefined && pace.batch / pace.everyMs <= round.concurrency / takenMs)
    return { count: pace.batch, takenMs: pace.everyMs };
  return { count: round.concurrency, takenMs };
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
