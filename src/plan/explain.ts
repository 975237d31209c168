/** What each contact rule says of one person at one instant, and when it would next allow an attempt. */
import { type Instant, secondMs } from '../lib/time.ts';
import type { ContactRule } from '../spec/contact-rule.ts';
import { concerns } from '../spec/rule-hours.ts';
import type { Target } from '../spec/spec.ts';
import type { CompiledMission, CompiledRound } from './compile.ts';
import { freeFrom } from './daily-cap.ts';
import { hoursAlone } from './hours.ts';
import { rememberedAgainst } from './left-out.ts';
import { chosenBy, type Memory, neverOpen, nextAllowed, noticeMs } from './slots.ts';
import type { Windows } from './windows.ts';

/**
 * allows: nothing speaks against an attempt now. later: from `next`. never: while things are as they are. warns: it may be
 * made, and something is missing. silent: the rule is about something else. loosened: the mission does without it.
 */
export type Verdict = 'allows' | 'later' | 'never' | 'warns' | 'silent' | 'loosened';

export interface RuleAnswer {
  readonly rule: ContactRule;
  readonly verdict: Verdict;
  readonly because?: string;
  /** allows: until when, where that is known. */
  readonly until?: Instant;
  /** The first instant at which this rule by itself allows an attempt; null: none is known. */
  readonly next: Instant | null;
}

export interface Explanation {
  readonly round: string;
  readonly channel: 'call' | 'sms';
  /** When all rules together next allow an attempt; null: never. */
  readonly next: Instant | null;
  /** Which rules speak against an attempt now; where there never is one, which forbid it. */
  readonly by: readonly string[];
  readonly answers: readonly RuleAnswer[];
}

export interface ExplainInput {
  readonly compiled: CompiledMission;
  readonly round: CompiledRound;
  readonly target: Target;
  readonly now: Instant;
  /** No attempt before and after; null: no mission is asked about, only a number. */
  readonly bounds: { readonly start: Instant; readonly deadline: Instant } | null;
  readonly memory: Memory;
  /** What was warned of when the mission was loaded, by rule. */
  readonly warnings: ReadonlyMap<string, string>;
}

export function explainTarget(input: ExplainInput): Explanation {
  const { compiled, round } = input;
  const answers = compiled.spec.contactRules.map((rule) => answerOf(input, rule));
  const together = allTogether(input);
  const against = together.next === null ? 'never' : 'later';
  const ids = answers.flatMap(({ rule, verdict }) => (verdict === against ? [rule.id] : []));
  // What no single rule says: the schedule where its rule is loosened, or hours that no longer meet.
  const waits = together.next !== null && together.next > together.from && ids.length === 0;
  const more = waits ? 'schedule' : together.by;
  return {
    round: round.id,
    channel: round.spec.channel,
    next: together.next,
    by: [...new Set(more === null ? ids : [...ids, more])],
    answers,
  };
}

function allTogether(input: ExplainInput): {
  readonly from: Instant;
  readonly next: Instant | null;
  readonly by: string | null;
} {
  const { compiled, round, target, memory, now, bounds } = input;
  const refusal = chosenBy(compiled, target) ?? rememberedAgainst(target.phone, memory) ?? round.refuses(target);
  const from = Math.ceil(Math.max(now + noticeMs, bounds?.start ?? 0) / secondMs) * secondMs;
  if (refusal !== null) return { from, next: null, by: refusal.rule };
  const cap = compiled.spec.limits.attemptsPerNumberPerDay;
  const slot = nextAllowed({ windows: round.windows(target), attempts: memory.attempts(target.phone), cap }, from);
  if (slot === null) return { from, next: null, by: neverOpen(compiled, { round, target }).rule };
  if (bounds !== null && slot.first > bounds.deadline) return { from, next: null, by: 'deadline' };
  return { from, next: slot.first, by: null };
}

function answerOf(input: ExplainInput, rule: ContactRule): RuleAnswer {
  const { compiled, round, target, now, memory } = input;
  const says = (verdict: Verdict, because: string, next: Instant | null = null): RuleAnswer => ({
    rule,
    verdict,
    because,
    next: verdict === 'never' || next !== null ? next : now,
  });
  if (!compiled.rules.includes(rule)) return says('loosened', compiled.spec.rules?.because ?? '');
  const { value } = rule;
  const isCall = round.spec.channel === 'call';
  if (value?.hours !== undefined) {
    const states = target.states ?? [];
    if (!value.hours.some((hours) => concerns(hours, states)))
      return says('silent', `it says nothing of ${states.join(' or ')}`);
    return byWindows(input, { rule, windows: alone(input, rule) });
  }
  if (value?.defaultHours !== undefined) return byWindows(input, { rule, windows: alone(input, null) });
  if (value?.attempts !== undefined) {
    const cap = compiled.spec.limits.attemptsPerNumberPerDay;
    const attempts = memory.attempts(target.phone);
    const free = freeFrom(attempts, { at: now, cap });
    const because = `${attempts.length} of ${cap} attempts within 24 hours`;
    return free > now ? says('later', because, free) : says('allows', because);
  }
  if (value?.consent !== undefined) return byConsent(input, rule);
  if (value?.disclosure !== undefined || value?.recording !== undefined) {
    if (input.bounds === null) return says('silent', 'it is asked of a mission file');
    if (!isCall) return says('silent', 'it is about calls');
    const warning = input.warnings.get(rule.id);
    return warning === undefined ? says('allows', 'the mission file says what it must') : says('warns', warning);
  }
  if (value?.voicemails !== undefined)
    return isCall ? says('allows', `at most ${value.voicemails} left`) : says('silent', 'it is about calls');
  return byItself(input, rule);
}

/** Rules that the program enforces by itself. */
function byItself(input: ExplainInput, rule: ContactRule): RuleAnswer {
  const { target, memory, now, bounds } = input;
  const { zones, phone } = target;
  const never = (because: string): RuleAnswer => ({ rule, verdict: 'never', because, next: null });
  const allows = (because: string): RuleAnswer => ({ rule, verdict: 'allows', because, next: now });
  switch (rule.id) {
    case 'zone-unknown': {
      if (zones.length === 0) return never('no time zone is known; give the target a `timezone`');
      if (zones.length === 1) return allows('the time zone is known');
      const together = neverTogether(input);
      return together === null ? allows(`${zones.length} time zones are possible; all must be open`) : never(together);
    }
    case 'opt-out':
      return memory.optedOut(phone) ? never('asked not to be contacted') : allows('has not said no');
    case 'do-not-contact':
      return memory.doNotContact?.(phone) === true ? never('stands on the list') : allows('does not stand on the list');
    case 'reached-before':
      if (bounds === null) break;
      return memory.reached(phone) ? never('an earlier run reached it') : allows('no earlier run reached it');
    case 'deadline':
      if (bounds === null) break;
      if (now > bounds.deadline) return never('the deadline is over');
      return { ...allows('the deadline is ahead'), until: bounds.deadline };
    case 'number':
      return allows('a number that can be called');
    default:
  }
  const because =
    bounds === null && rule.id !== 'opt-out-confirmation' ? 'it is asked of a mission' : 'nothing to decide';
  return { rule, verdict: 'silent', because, next: now };
}

function byConsent({ round, target, now }: ExplainInput, rule: ContactRule): RuleAnswer {
  if (round.spec.channel !== 'call') return { rule, verdict: 'silent', because: 'texts need none', next: now };
  const refusal = round.refuses(target);
  if (refusal?.rule === 'consent') return { rule, verdict: 'never', because: refusal.reason, next: null };
  const { type = '', source = '', at = '' } = target.consent ?? {};
  return { rule, verdict: 'allows', because: `${type}: ${source}, ${at}`, next: now };
}

function byWindows(
  { now, target }: ExplainInput,
  of: { readonly rule: ContactRule; readonly windows: Windows },
): RuleAnswer {
  const { rule } = of;
  if (target.zones.length === 0) return { rule, verdict: 'silent', because: 'no time zone is known', next: null };
  const window = of.windows.next(now);
  if (window === null) {
    const many = target.zones.length > 1 ? ` in all ${target.zones.length} time zones at once` : '';
    return { rule, verdict: 'never', because: `no hour is open${many}`, next: null };
  }
  if (window.from > now) return { rule, verdict: 'later', next: window.from };
  return { rule, verdict: 'allows', until: window.to, next: now };
}

function alone({ compiled, round, target }: ExplainInput, rule: ContactRule | null): Windows {
  const { spec, holidays } = compiled;
  return hoursAlone({ spec, schedule: round.spec.schedule, holidays }, { place: target, rule });
}

function neverTogether({ compiled, round, target }: ExplainInput): string | null {
  if (round.windows(target).next(0) !== null) return null;
  const refusal = neverOpen(compiled, { round, target });
  return refusal.rule === 'zone-unknown' ? refusal.reason : null;
}
