/**
 * A spec made ready to be asked: templates and expressions compiled once, the calendar of each zone found once.
 * Pure: the same spec and holidays give the same answers.
 */
import { compileExpression, type Expression } from '../spec/expression.ts';
import type { GateSpec, RoundSpec, ScheduleSpec, Spec, Target } from '../spec/spec.ts';
import { compileTemplate, type Template } from '../spec/template.ts';
import { type Hours, type Windows, windowsOf } from './windows.ts';

/** How many assistants a mission keeps where prompts differ by target: each open call needs one of its own (invariant 12). */
export const assistantsMax = 50;

/** 8:00 to 21:00 where the person is: 47 CFR 64.1200(c)(1). */
const federalHours = { from: 8 * 60, to: 21 * 60 };

export interface CompiledMission {
  readonly spec: Spec;
  readonly rounds: readonly CompiledRound[];
  readonly act: CompiledRound | null;
  readonly goal: Expression | null;
  readonly objective: Expression | null;
  readonly stop: Expression | null;
  readonly order: Expression | null;
  readonly where: Expression | null;
  readonly questions: ReadonlyMap<string, Template>;
  /** True: one contact after the other. */
  readonly serial: boolean;
  round(id: string): CompiledRound;
  gate(id: string): GateSpec;
}

export interface CompiledRound {
  readonly spec: RoundSpec;
  readonly id: string;
  readonly instructions: Template | null;
  readonly greeting: Template | null;
  readonly voicemail: Template | null;
  readonly message: Template | null;
  /** Calls whose prompt differs by target, or that must be brought up to date before every call. */
  readonly prompted: boolean;
  /** How many assistants the round needs. */
  readonly assistants: number;
  /** How many attempts may be open at once. */
  readonly concurrency: number;
  readonly require: readonly { readonly source: string; readonly expression: Expression }[];
  readonly scores: ReadonlyMap<string, Expression>;
  readonly rank: Expression | null;
  /** Which targets the round takes, where an expression says. */
  readonly chooses: Expression | null;
  readonly collects: boolean;
  windows(target: Pick<Target, 'zones'>): Windows;
}

/** Local dates (`2026-12-25`) by country code. */
export type HolidayDates = Readonly<Record<string, readonly string[]>>;

export function compileMission(spec: Spec, holidays: HolidayDates): CompiledMission {
  const serial = spec.class === 'sequential-negotiation';
  const compileRound = roundCompiler({ spec, holidays, serial });
  const rounds = spec.rounds.map(compileRound);
  const act = spec.act === undefined ? null : compileRound(spec.act);
  const all = act === null ? rounds : [...rounds, act];
  const byId = new Map(all.map((round) => [round.id, round]));
  const gates = new Map(spec.gates.map((gate) => [gate.id, gate]));
  return {
    spec,
    rounds,
    act,
    serial,
    goal: expression(spec.goal),
    objective: expression(spec.negotiate?.expression),
    stop: expression(spec.negotiate?.stop),
    order: expression(spec.negotiate?.order),
    where: expression(spec.where),
    questions: new Map(spec.gates.map((gate) => [gate.id, checked(compileTemplate(gate.ask))])),
    round: (id) => byId.get(id) ?? missing(`round ${id}`),
    gate: (id) => gates.get(id) ?? missing(`gate ${id}`),
  };
}

function roundCompiler(of: { readonly spec: Spec; readonly holidays: HolidayDates; readonly serial: boolean }) {
  return (round: RoundSpec): CompiledRound => {
    const { assistant, rubric } = round;
    const instructions = template(round.channel === 'call' ? assistant?.instructions : undefined);
    const greeting = template(round.channel === 'call' ? assistant?.greeting : undefined);
    const voicemail = template(round.channel === 'call' ? assistant?.voicemail.message : undefined);
    const varies = [instructions, greeting, voicemail].some((part) => part !== null && !isShared(part));
    // A message is left once: where voicemail is tried again, the second call's assistant must not leave another.
    const leavesOnce = voicemail !== null && round.retry.adjust.voicemail !== undefined;
    const prompted = round.channel === 'call' && (of.serial || varies || leavesOnce);
    const wanted = of.serial ? 1 : of.spec.limits.concurrency;
    const assistants = prompted ? Math.min(wanted, assistantsMax) : 1;
    return {
      spec: round,
      id: round.id,
      instructions,
      greeting,
      voicemail,
      message: template(round.message),
      prompted,
      assistants,
      concurrency: prompted ? assistants : wanted,
      require: (rubric?.require ?? []).map((source) => ({ source, expression: checked(compileExpression(source)) })),
      scores: new Map(
        (rubric?.criteria ?? []).flatMap((criterion) =>
          criterion.kind === 'score' ? [[criterion.id, checked(compileExpression(criterion.score))] as const] : [],
        ),
      ),
      rank: expression(rubric?.rank?.expression),
      chooses: round.targets.kind === 'where' ? expression(round.targets.expression) : null,
      collects: Object.keys(round.collect).length > 0,
      windows: windowsFinder(of.spec, round.schedule, of.holidays),
    };
  };
}

/** A prompt is the same for all where it reads nothing but params. */
function isShared(part: Template): boolean {
  return part.references.every((reference) => reference[0] === 'params');
}

function windowsFinder(spec: Spec, schedule: ScheduleSpec, holidays: HolidayDates): CompiledRound['windows'] {
  const shut = new Set(schedule.holidays.flatMap((code) => holidays[code] ?? []));
  const federal = !(spec.rules?.override ?? []).includes('hours-federal');
  const known = new Map<string, Windows>();
  const own = schedule.timezone === 'target' ? [] : [schedule.timezone];
  const hoursOf = (zone: string, atPerson: boolean): Hours => ({
    zone,
    from: atPerson && federal ? Math.max(schedule.hours.from, federalHours.from) : schedule.hours.from,
    to: atPerson && federal ? Math.min(schedule.hours.to, federalHours.to) : schedule.hours.to,
    days: schedule.days,
    shut,
  });
  return (target) => {
    const key = target.zones.join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const windows = windowsOf([
      ...target.zones.map((zone) => hoursOf(zone, true)),
      ...own.map((zone) => hoursOf(zone, false)),
    ]);
    known.set(key, windows);
    return windows;
  };
}

function template(source: string | undefined): Template | null {
  return source === undefined || source === '' ? null : checked(compileTemplate(source));
}

function expression(source: string | undefined): Expression | null {
  return source === undefined ? null : checked(compileExpression(source));
}

/** What does not compile was refused long before: here it is a bug. */
function checked<Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly error: { readonly message: string } },
): Value {
  if (!result.ok) throw new Error(`unchecked source: ${result.error.message}`);
  return result.value;
}

function missing(what: string): never {
  throw new Error(`no such ${what}`);
}
