/** A checked round of the file as the spec has it. */
import { parseDuration, parseDurationRange } from '../lib/duration.ts';
import { compact } from './compact.ts';
import { hoursByDefault } from './contact-rule.ts';
import { defaults } from './defaults.ts';
import type { CollectDraft, MissionDraft, RoundDraft, RubricDraft } from './draft.ts';
import { parseDays, parseHours, parseInstant } from './hours.ts';
import type { MissionRules } from './mission-rules.ts';
import type {
  AssistantSpec,
  CollectField,
  Criterion,
  RetryAfter,
  RetryOutcome,
  RetrySpec,
  RoundSpec,
  RubricSpec,
  ScheduleSpec,
} from './spec.ts';
import { splitRank } from './split.ts';

export interface RoundSource {
  readonly draft: MissionDraft;
  readonly rules: MissionRules;
  readonly missionName: string;
  readonly round: RoundDraft;
  /** The text of the file that `instructions_file` names in this round. */
  readonly instructionsOf: (round: RoundDraft) => string | undefined;
}

export function normaliseRound(source: RoundSource): RoundSpec {
  const { draft, round } = source;
  const { channel, message, reply, collect, rubric } = round;
  const isText = channel.value === 'sms';
  return compact({
    id: round.id,
    targets: choiceOf(draft, round),
    channel: channel.value,
    assistant: assistantOf(source),
    message: isText ? message?.value : undefined,
    reply: isText && reply !== undefined ? { withinMs: ms(reply.value.within ?? '') } : undefined,
    collect: collectOf(collect?.value ?? {}),
    rubric: rubric === undefined ? undefined : rubricOf(rubric.value),
    schedule: scheduleOf(round.schedule, source.rules),
    retry: retryOf(draft.retry),
  });
}

/** What did not parse was refused: here it is a bug. */
export function ms(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === null) throw new Error(`unchecked duration ${text}`);
  return parsed;
}

export function instant(text: string): number {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(`unchecked instant ${text}`);
  return parsed;
}

function choiceOf(draft: MissionDraft, round: RoundDraft): RoundSpec['targets'] {
  const targets = round.path[0] === 'rounds' ? draft.rounds?.[round.index]?.targets : undefined;
  if (targets === undefined || targets === 'all') return { kind: 'all' };
  if (typeof targets === 'string') return { kind: 'where', expression: targets };
  return { kind: 'top', count: targets.top ?? 1 };
}

function assistantOf({ round, missionName, instructionsOf }: RoundSource): AssistantSpec | undefined {
  const { assistant } = round;
  if (assistant === undefined) return undefined;
  const { name, greeting, instructions, model, voice, tools, voicemail, record } = assistant;
  return compact({
    name: name ?? missionName,
    greeting: greeting ?? '',
    instructions: instructions ?? instructionsOf(round) ?? '',
    model: model ?? defaults.model,
    voice,
    tools: present(tools),
    voicemail: compact({
      detect: voicemail?.detect ?? 'auto',
      action: voicemail?.action ?? 'hang_up',
      message: voicemail?.message,
    }),
    record,
  });
}

function collectOf(collect: CollectDraft): Readonly<Record<string, CollectField>> {
  return Object.fromEntries(
    Object.entries(collect).flatMap(([name, field]) => {
      if (field === undefined) return [];
      const { description, required = false } = field;
      return [[name, compact({ ...itemOf(field), description, required })]];
    }),
  );
}

type FieldDraft = NonNullable<CollectDraft[string]>;

function itemOf(field: FieldDraft | NonNullable<FieldDraft['items']>): Omit<CollectField, 'required' | 'description'> {
  const { type, minimum, maximum, unit } = field;
  const items = 'items' in field ? field.items : undefined;
  return compact({
    type: type ?? (field.enum === undefined ? 'string' : 'enum'),
    enum: field.enum === undefined ? undefined : present(field.enum),
    items: items === undefined ? undefined : itemOf(items),
    minimum,
    maximum,
    unit,
  });
}

function rubricOf(rubric: RubricDraft): RubricSpec {
  const rank = rubric.rank === undefined ? null : splitRank(rubric.rank);
  return compact({
    require: present(rubric.require),
    criteria: present(rubric.criteria).map(criterionOf),
    rank: rank === null ? undefined : { expression: rank.expression, direction: rank.word },
    shortlist: rubric.shortlist,
  });
}

type CriterionDraft = NonNullable<NonNullable<RubricDraft['criteria']>[number]>;

function criterionOf({ id = '', weight = 1, score, judge, scale }: CriterionDraft): Criterion {
  if (score !== undefined) return { id, weight, kind: 'score', score };
  return { id, weight, kind: 'judge', judge: judge ?? '', scale: scale ?? defaults.judgeScale };
}

function scheduleOf(schedule: RoundDraft['schedule'], rules: MissionRules): ScheduleSpec {
  const { start, hours, days, timezone, holidays, pace, lookahead, deadline = defaults.deadline } = schedule;
  const afterMs = parseDuration(deadline);
  const usual = hoursByDefault(rules.inForce);
  const parsed = hours === undefined ? usual.between : parseHours(hours);
  if (parsed === null) throw new Error('unchecked hours');
  return compact({
    start: start === undefined || start === 'now' ? null : instant(start),
    hours: parsed,
    days: days === undefined ? usual.days : parseDays(typeof days === 'string' ? days : present(days)),
    timezone: timezone ?? defaults.timezone,
    holidays: present(holidays),
    pace: pace === undefined ? undefined : { batch: pace.batch ?? 1, everyMs: ms(pace.every ?? '') },
    lookaheadMs: ms(lookahead ?? defaults.lookahead),
    deadline: afterMs === null ? { at: instant(deadline) } : { afterMs },
  });
}

const outcomes: readonly RetryOutcome[] = ['no-answer', 'busy', 'failed', 'voicemail', 'undelivered'];

function retryOf(retry: MissionDraft['retry']): RetrySpec {
  if (retry === undefined || typeof retry === 'string') return { base: retry ?? null, adjust: {} };
  const adjust = outcomes.flatMap((outcome) => {
    const rule = retry[outcome];
    if (rule === undefined) return [];
    const { times, after } = rule;
    return [[outcome, compact({ times, after: after === undefined ? undefined : afterOf(after) })] as const];
  });
  return compact({ base: retry.base ?? null, total: retry.total, adjust: Object.fromEntries(adjust) });
}

function afterOf(text: string): RetryAfter {
  if (text === 'next-window' || text === 'next-business-day') return { kind: text };
  const range = parseDurationRange(text);
  if (range === null) throw new Error(`unchecked range ${text}`);
  return { kind: 'range', ...range };
}

/** Lists of a draft have holes where an element was wrong; a checked one has none. */
export function present<Item>(items: readonly (Item | undefined)[] | undefined): readonly Item[] {
  return (items ?? []).filter((item) => item !== undefined);
}
