/**
 * The plan: what a mission will do, before it does anything. Pure; the same spec, params, targets and rules give the same
 * hash, whatever the clock says.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical.ts';
import type { Instant } from '../lib/time.ts';
import type { LeftOut, ScheduleSpec, Spec, Target, TargetKind } from '../spec/spec.ts';
import { type CompiledMission, type CompiledRound, compileMission } from './compile.ts';
import { type Forecast, forecast } from './forecast.ts';
import type { HolidayDates } from './hours.ts';
import { firstSlots, type Memory, type Slot } from './slots.ts';
import { type PlanStep, planSteps } from './steps.ts';

/** Part of every plan's hash: a change of what a plan means is another plan. */
const planVersion = 1;

export interface PlanInput {
  readonly spec: Spec;
  readonly targets: readonly Target[];
  /** Left out while reading the targets. */
  readonly leftOut: readonly LeftOut[];
  readonly holidays: HolidayDates;
  readonly now: Instant;
  /** What the workspace remembers of numbers; absent: nothing. */
  readonly memory?: Memory;
}

export interface Plan {
  readonly version: number;
  readonly hash: string;
  readonly mission: string;
  readonly class: Spec['class'];
  readonly steps: readonly PlanStep[];
  /** Indexes of the targets that become contacts of the first round, in order. */
  readonly included: readonly number[];
  readonly excluded: readonly LeftOut[];
  readonly forecast: Forecast;
  /** Attempts at once, and why it is fewer than asked for. */
  readonly concurrency: {
    readonly allowed: number;
    readonly because?: string;
    /** How many the service must hold, over all rounds. */
    readonly assistants: number;
  };
  readonly holidays: HolidayDates;
  /** Contacts of the first round by kind. */
  readonly kinds: Readonly<Record<TargetKind, number>>;
}

export interface Planned {
  readonly plan: Plan;
  readonly compiled: CompiledMission;
  /** First slot and window of a contact, by its place among the included. */
  readonly slot: (place: number) => Slot;
}

export function planMission(input: PlanInput): Planned {
  const { spec, targets, now } = input;
  const compiled = compileMission(spec, input.holidays);
  const first = compiled.rounds[0];
  if (first === undefined) throw new Error('a mission without rounds');
  const startAt = Math.max(now, first.spec.schedule.start ?? now);
  const deadline = deadlineOf(first.spec.schedule, startAt);
  const slots = firstSlots({
    compiled,
    round: first,
    targets,
    startAt,
    deadline,
    ...(input.memory === undefined ? {} : { memory: input.memory }),
  });
  const { included, slotOf } = slots;
  const plan: Plan = {
    version: planVersion,
    hash: planHash(input),
    mission: spec.name,
    class: spec.class,
    steps: planSteps(spec),
    included,
    excluded: [...input.leftOut, ...slots.excluded],
    forecast: forecast({
      compiled,
      kinds: slots.kinds,
      lastSlot: slots.lastSlot ?? startAt,
      startAt,
      deadline,
      late: slots.late,
    }),
    concurrency: { ...concurrencyOf(compiled), assistants: assistantsOf(compiled, included.length) },
    holidays: input.holidays,
    kinds: slots.kinds,
  };
  return { plan, compiled, slot: slotOf };
}

/** The last instant at which an attempt may be scheduled. */
export function deadlineOf(schedule: ScheduleSpec, startAt: Instant): Instant {
  return 'at' in schedule.deadline ? schedule.deadline.at : startAt + schedule.deadline.afterMs;
}

/** All that the service must hold: a round whose prompts differ by target has one for each call that may be open at once. */
function assistantsOf({ rounds, act }: CompiledMission, contacts: number): number {
  const all = act === null ? rounds : [...rounds, act];
  return all.reduce((sum, round) => sum + assistantsFor(round, contacts), 0);
}

/** No round has more contacts than the plan. */
export function assistantsFor(round: CompiledRound, contacts: number): number {
  return Math.max(1, Math.min(round.assistants, contacts));
}

function concurrencyOf(compiled: CompiledMission): Omit<Plan['concurrency'], 'assistants'> {
  const asked = compiled.spec.limits.concurrency;
  if (compiled.serial)
    return { allowed: 1, because: 'one after the other: each prompt is built from the answers before it' };
  const allowed = Math.min(...compiled.rounds.map((round) => round.concurrency));
  if (allowed >= asked) return { allowed };
  return { allowed, because: 'prompts differ by target, so each open call needs an assistant of its own' };
}

/**
 * Canonical spec with its defaults (less `simulate` and the workspace's rates), params, targets and rules, the resolved provider and the plan's
 * version; never slots or the clock. Hashed row by row, so that a million rows need no memory.
 */
function planHash(input: PlanInput): string {
  const hash = createHash('sha256');
  const { simulate: _, rates: __, contactRules, ...spec } = input.spec;
  // What the rules demand, not how they are worded.
  const rules = contactRules.map(({ description: _d, date: _t, ...rule }) => rule);
  hash.update(canonicalJson({ version: planVersion, spec, rules, holidays: input.holidays }));
  for (const target of input.targets) hash.update(`\n${canonicalJson(target)}`);
  for (const left of input.leftOut) hash.update(`\n${canonicalJson(left)}`);
  return `sha256:${hash.digest('hex')}`;
}
