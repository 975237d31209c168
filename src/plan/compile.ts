/**
 * A spec made ready to be asked: templates and expressions compiled once, the calendar of each zone found once.
 * Pure: the same spec and holidays give the same answers.
 */
import { type ContactRule, rulesInForce, values } from '../spec/contact-rule.ts';
import { compileExpression, type Expression } from '../spec/expression.ts';
import type { GateSpec, RoundSpec, Spec, Target, TargetKind } from '../spec/spec.ts';
import { compileTemplate, type Template } from '../spec/template.ts';
import { type HolidayDates, type Place, windowsFinder } from './hours.ts';
import { leftOutBy, type Refusal } from './left-out.ts';
import type { Windows } from './windows.ts';

/** How many assistants a mission keeps where prompts differ by target: each open call needs one of its own (invariant 12). */
export const assistantsMax = 50;

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
  /** The contact rules that hold: those of the purpose that the mission does not loosen. */
  readonly rules: readonly ContactRule[];
  /** Local dates of public holidays. */
  readonly holidays: HolidayDates;
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
  /** Whether an answering machine is listened for when somebody of the kind is called. */
  detects(kind: TargetKind): boolean;
  /** Which targets the round takes, where an expression says. */
  readonly chooses: Expression | null;
  readonly collects: boolean;
  /** How many messages may be left per contact. */
  readonly voicemails: number;
  windows(target: Place): Windows;
  /** The rule by which the round never contacts a target, whatever the hour; null: none. */
  refuses(target: Target): Refusal | null;
}

export function compileMission(spec: Spec, holidays: HolidayDates): CompiledMission {
  const serial = spec.class === 'sequential-negotiation';
  const rules = rulesInForce(spec.contactRules, spec.rules?.override ?? []);
  const compileRound = roundCompiler({ spec, holidays, serial, rules });
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
    rules,
    holidays,
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

function roundCompiler(of: Pick<CompiledMission, 'spec' | 'holidays' | 'serial' | 'rules'>) {
  const voicemails = Math.min(...values(of.rules, 'voicemails'));
  return (round: RoundSpec): CompiledRound => {
    const { assistant, rubric } = round;
    const instructions = template(round.channel === 'call' ? assistant?.instructions : undefined);
    const greeting = template(round.channel === 'call' ? assistant?.greeting : undefined);
    const leaves = round.channel === 'call' && voicemails > 0;
    const voicemail = template(leaves ? assistant?.voicemail.message : undefined);
    const varies = [instructions, greeting, voicemail].some((part) => part !== null && !isShared(part));
    // So many messages are left: where voicemail is tried again, a later call's assistant must not leave another.
    const leavesFew = voicemail !== null && round.retry.adjust.voicemail !== undefined && Number.isFinite(voicemails);
    // Whether a voicemail is listened for is a setting of the assistant, like its prompt.
    const detectsForSome = assistant?.voicemail.detect === 'auto' && of.spec.automated === 'some';
    const prompted = round.channel === 'call' && (of.serial || varies || leavesFew || detectsForSome);
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
      voicemails,
      detects: (kind) => assistant !== undefined && detects(assistant.voicemail.detect, kind),
      windows: windowsFinder({ spec: of.spec, schedule: round.schedule, holidays: of.holidays }),
      refuses: leftOutBy(round, of.rules),
    };
  };
}

/** `auto` is off for automated systems: a phone tree is no answering machine. */
function detects(detect: 'auto' | 'on' | 'off', kind: TargetKind): boolean {
  return detect === 'on' || (detect === 'auto' && kind !== 'automated');
}

/** A prompt is the same for all where it reads nothing but params. */
function isShared(part: Template): boolean {
  return part.references.every((reference) => reference[0] === 'params');
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
