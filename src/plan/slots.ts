/** Who is called when for the first time, and who is left out and by which rule. */
import { dayMs, type Instant, minuteMs, secondMs } from '../lib/time.ts';
import type { LeftOut, Target, TargetKind } from '../spec/spec.ts';
import type { CompiledMission, CompiledRound } from './compile.ts';
import type { Window } from './windows.ts';

/** What a workspace remembers of numbers. */
export interface Memory {
  /** Instants of attempts in the 24 h before `now`, oldest first. */
  attempts(number: string): readonly Instant[];
  optedOut(number: string): boolean;
  /** Reached by an earlier run of this mission within `again_after`. */
  reached(number: string): boolean;
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
const noticeMs = 90 * secondMs;
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

function firstSlot(
  input: SlotsInput,
  of: { readonly target: Target; readonly place: number },
): Slot | Omit<LeftOut, 'target'> {
  const { compiled, round, memory } = input;
  const { target, place } = of;
  const names = { target: target.fields, params: compiled.spec.params };
  if (compiled.where !== null && !isTrue(compiled.where.evaluate(names)))
    return { rule: 'where', reason: 'targets.where is not true' };
  if (memory?.optedOut(target.phone) === true) return { rule: 'opt-out', reason: 'asked not to be contacted' };
  if (memory?.reached(target.phone) === true)
    return { rule: 'reached-before', reason: 'reached by an earlier run of this mission' };
  if (target.zones.length === 0)
    return { rule: 'zone-unknown', reason: 'no time zone is known; give the target a `timezone`' };
  const soonest = Math.max(input.startAt + noticeMs + paceDelay(input, place), afterDailyCap(input, target));
  const at = Math.ceil(soonest / secondMs) * secondMs;
  const window = round.windows(target).next(at);
  if (window === null) return neverOpen(target);
  const first = Math.max(at, window.from);
  if (first > input.deadline)
    return { rule: 'deadline', reason: 'the first hour that is open lies after the deadline' };
  return { window, first };
}

function neverOpen(target: Target): Omit<LeftOut, 'target'> {
  if (target.zones.length > 1) {
    return {
      rule: 'zone-unknown',
      reason: `its ${target.zones.length} possible time zones are never open together; give the target a \`timezone\``,
    };
  }
  return { rule: 'hours', reason: 'no hour is open: the schedule and the rules leave none' };
}

/** Contacts come in batches of the pace; without one, as many at once as the concurrency allows. */
function paceDelay(input: SlotsInput, place: number): number {
  const { pace } = input.round.spec.schedule;
  if (pace !== undefined) return Math.floor(place / pace.batch) * pace.everyMs;
  return Math.floor(place / input.round.concurrency) * slotTakenMs;
}

/** The instant at which the number has fewer attempts in the last 24 h than it may. */
function afterDailyCap(input: SlotsInput, target: Target): Instant {
  const attempts = input.memory?.attempts(target.phone) ?? [];
  const over = attempts.length - input.compiled.spec.limits.attemptsPerNumberPerDay;
  const oldest = over < 0 ? undefined : attempts[over];
  return oldest === undefined ? 0 : oldest + dayMs;
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
