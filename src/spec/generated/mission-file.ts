/* Made by scripts/generate.mjs from schemas/mission.schema.json. Do not edit: change the schema. */
/**
 * A CEL expression. All numbers in it are doubles.
 */
export type Expression = string;
/**
 * Gates before this round. A round after the first that has none gets one, unless it is unattended.
 *
 * @maxItems 50
 */
export type Gates = Gate[];
/**
 * Gates before the action.
 *
 * @maxItems 50
 */
export type Gates1 = Gate[];
/**
 * Where a person must say yes.
 *
 * @maxItems 50
 */
export type Gates2 = Gate[];
/**
 * One attempt: an outcome, or an outcome with what was said.
 */
export type PersonaLine =
  | ('answered' | 'voicemail' | 'no-answer' | 'busy' | 'failed' | 'delivered' | 'undelivered' | 'replied')
  | {
      /**
       * Picks up and talks for so long.
       */
      answered?: string;
      /**
       * A machine picks up and runs for so long.
       */
      voicemail?: string;
      /**
       * Answers the text with these words.
       */
      replied?: string;
      /**
       * How long after the text the answer comes.
       */
      after?: string;
      /**
       * What is found out, field by field.
       */
      collected?: {
        /**
         * The value of a field of collect.
         */
        [k: string]: unknown;
      };
      /**
       * What was said, line by line.
       *
       * Items: A line.
       */
      transcript?: string[];
    };

/**
 * Outreach to people by phone or text: whom to reach, what to say and find out, how to judge it, when to try, and where a person must approve.
 */
export interface MissionFile {
  /**
   * The version of this language.
   */
  version: 1;
  /**
   * What the mission is called; runs and results are named after it.
   */
  name: string;
  /**
   * The course it takes: ask all, ask all and rank, one after another with the best offer in hand, several rounds, or search until found and act.
   */
  class: 'parallel-sweep' | 'parallel-screening' | 'sequential-negotiation' | 'multi-round' | 'gather-then-act';
  /**
   * Which contact rules apply. inquiry: asking a business for something one would buy or needs to know; informational: telling people what they expect; solicitation: selling or asking for money, under the strictest rules.
   */
  purpose: 'inquiry' | 'informational' | 'solicitation';
  /**
   * Typed inputs; `mission run FILE -p city=Chicago` sets one.
   */
  params?: {
    /**
     * One input.
     */
    [k: string]: {
      /**
       * What the input is.
       */
      type: 'string' | 'number' | 'integer' | 'boolean';
      /**
       * The value where none is given. Without one it must be given.
       */
      default?: string | number | boolean;
      /**
       * Usable in expressions, refused in prompts, messages and questions.
       */
      secret?: boolean;
      /**
       * What it means.
       */
      description?: string;
    };
  };
  /**
   * Whom to reach: a list, or where one is found.
   */
  targets: TargetRow[] | TargetSource;
  /**
   * How they are reached.
   */
  channel?: 'call' | 'sms';
  /**
   * The text, for sms.
   */
  message?: string;
  reply?: Reply;
  assistant?: Assistant;
  collect?: Collect;
  rubric?: Rubric;
  /**
   * What a sequential negotiation is after.
   */
  negotiate?: {
    /**
     * minimize or maximize, and an expression over collected.
     */
    objective: string;
    /**
     * A CEL expression. All numbers in it are doubles.
     */
    order?: string;
    /**
     * A CEL expression. All numbers in it are doubles.
     */
    stop?: string;
    /**
     * Offers below are not believed. Never reaches a prompt.
     */
    floor?: number;
    /**
     * Offers above are not accepted. Never reaches a prompt.
     */
    ceiling?: number;
  };
  /**
   * The rounds of a multi-round mission, in order.
   *
   * @minItems 1
   * @maxItems 50
   */
  rounds?: Round[];
  /**
   * A CEL expression. All numbers in it are doubles.
   */
  goal?: string;
  act?: Act;
  schedule?: Schedule1;
  /**
   * How often and how soon it is tried again.
   */
  retry?:
    | ('automated' | 'service' | 'professional' | 'person' | 'none')
    | {
        /**
         * The preset that is adjusted. By the target’s kind unless given.
         */
        base?: 'automated' | 'service' | 'professional' | 'person' | 'none';
        /**
         * All redials of a contact together.
         */
        total?: number;
        'no-answer'?: RetryRule;
        busy?: RetryRule1;
        failed?: RetryRule2;
        voicemail?: RetryRule3;
        undelivered?: RetryRule4;
      };
  /**
   * What must not be exceeded, reckoned at worst before every attempt.
   */
  limits?: {
    /**
     * How many attempts may be open at once.
     */
    concurrency?: number;
    /**
     * How many attempts the mission may make.
     */
    attempts_total?: number;
    /**
     * How many attempts a number may get in any 24 hours, over all missions. 2 for a solicitation, else 4.
     */
    attempts_per_number_per_day?: number;
    /**
     * How long a call may last.
     */
    call_minutes?: number;
    /**
     * How many minutes all calls together may last.
     */
    minutes_total?: number;
    /**
     * What the mission may cost.
     */
    cost_total?: string;
  };
  approve?: Gates2;
  /**
   * Leave out whom an earlier run of this mission reached since.
   */
  again_after?: string;
  /**
   * Contact rules that are loosened, with the reason.
   */
  rules?: {
    /**
     * The rules.
     *
     * @minItems 1
     * @maxItems 50
     *
     * Items: A rule.
     */
    override: string[];
    /**
     * Why. It stands in the plan and in the results.
     */
    because: string;
  };
  /**
   * Who places the calls; the simulator calls nobody. `--provider` on the command line wins.
   */
  provider?: 'clawdtalk' | 'simulator';
  /**
   * What the results hold.
   */
  results?: {
    /**
     * Which files are written.
     *
     * @minItems 1
     *
     * Items: A format.
     */
    formats?: ('yaml' | 'csv')[];
    /**
     * Whether what was said is written down.
     */
    transcripts?: boolean;
    /**
     * How numbers are shown.
     */
    phones?: 'masked' | 'clear' | 'hashed';
  };
  simulate?: Simulate;
}
/**
 * One target. Keys that are not listed are yours; templates and expressions read them as target.KEY.
 */
export interface TargetRow {
  /**
   * What the target is called in results and on the command line; unique. The slug of the name unless given.
   */
  id?: string;
  /**
   * Who is reached.
   */
  name?: string;
  /**
   * The number with its country code, in quotes: YAML reads it as a number otherwise.
   */
  phone?: string;
  /**
   * The IANA time zone of the person called. Without one, every zone that the number may lie in must be open.
   */
  timezone?: string;
  /**
   * Who picks up: sets how soon and how often it is tried again.
   */
  kind?: 'automated' | 'service' | 'professional' | 'person';
  /**
   * What this person has agreed to, and where that is written.
   */
  consent?: {
    /**
     * The kind of consent.
     */
    type: string;
    /**
     * Where it was given.
     */
    source?: string;
    /**
     * When it was given.
     */
    at?: string;
  };
  /**
   * A column of your own.
   */
  [k: string]: unknown;
}
/**
 * Where targets come from.
 */
export interface TargetSource {
  /**
   * A CSV, JSON Lines or YAML file beside the mission, or the rows themselves.
   */
  from: string | TargetRow[];
  /**
   * Which column holds what, where headers differ: our name on the left, the header on the right.
   */
  columns?: {
    /**
     * The header in the file.
     */
    [k: string]: string;
  };
  /**
   * What the cells of a column are; text where nothing is said.
   */
  types?: {
    /**
     * The type of the cells.
     */
    [k: string]: 'string' | 'number' | 'integer' | 'boolean';
  };
  /**
   * What holds for every row that says nothing else.
   */
  defaults?: {
    /**
     * Who picks up, where a row does not say.
     */
    kind?: 'automated' | 'service' | 'professional' | 'person';
    /**
     * The IANA time zone, where a row does not say.
     */
    timezone?: string;
    /**
     * The value for rows without one.
     */
    [k: string]: unknown;
  };
  /**
   * Only targets for which this holds are reached. Reads target and params.
   */
  where?: string;
  /**
   * What to do with a row whose number cannot be called: report it, or leave the target out.
   */
  invalid?: 'error' | 'skip';
  /**
   * What to do with a number that stands in the list twice: report it, or keep the first.
   */
  duplicates?: 'error' | 'first';
}
/**
 * Answers to texts; needed where something is collected from them.
 */
export interface Reply {
  /**
   * How long an answer to a text counts.
   */
  within: string;
}
/**
 * The voice assistant that calls.
 */
export interface Assistant {
  /**
   * What the assistant is called at the service. The name of the mission unless given.
   */
  name?: string;
  /**
   * What the assistant says first. Empty: the person called speaks first.
   */
  greeting?: string;
  /**
   * What the assistant is told. It must say that it is an AI.
   */
  instructions?: string;
  /**
   * The instructions in a file of their own, beside the mission.
   */
  instructions_file?: string;
  /**
   * The language model that speaks.
   */
  model?: string;
  /**
   * The voice it speaks with.
   */
  voice?: string;
  /**
   * What it may do besides talking.
   *
   * Items: A tool.
   */
  tools?: ('hangup' | 'send_dtmf')[];
  /**
   * What happens when an answering machine picks up.
   */
  voicemail?: {
    /**
     * Whether machines are told from people. auto: on, but off for targets of the kind automated.
     */
    detect?: 'auto' | 'on' | 'off';
    /**
     * What is done at the tone.
     */
    action?: 'hang_up' | 'leave_message';
    /**
     * What is said after the tone, with the action leave_message.
     */
    message?: string;
  };
  /**
   * Whether the call is recorded. Many places demand that the person is told so.
   */
  record?: boolean;
}
/**
 * What a conversation must yield, field by field.
 */
export interface Collect {
  [k: string]: CollectField;
}
/**
 * One field.
 */
export interface CollectField {
  /**
   * What the field holds. enum where `enum` is given.
   */
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'enum' | 'array';
  /**
   * The words that the field may hold.
   *
   * @minItems 1
   *
   * Items: A word.
   */
  enum?: string[];
  items?: CollectItems;
  /**
   * The least that is believed.
   */
  minimum?: number;
  /**
   * The most that is believed.
   */
  maximum?: number;
  /**
   * What the number counts.
   */
  unit?: string;
  /**
   * What the field means, for whoever reads the conversation.
   */
  description?: string;
  /**
   * Whether a conversation without it is marked incomplete.
   */
  required?: boolean;
}
/**
 * What each element is, for the type array.
 */
export interface CollectItems {
  /**
   * What each element is.
   */
  type?: 'string' | 'number' | 'integer' | 'boolean' | 'enum';
  /**
   * The words that an element may be.
   *
   * @minItems 1
   *
   * Items: A word.
   */
  enum?: string[];
  /**
   * The least that an element may be.
   */
  minimum?: number;
  /**
   * The most that an element may be.
   */
  maximum?: number;
  /**
   * What an element is counted in.
   */
  unit?: string;
}
/**
 * How the answers are judged.
 */
export interface Rubric {
  /**
   * Conditions; where one is not met, the contact is disqualified. Each reads collected, target and params.
   *
   * @maxItems 50
   */
  require?: Expression[];
  /**
   * What the score is made of, each by its weight.
   *
   * @minItems 1
   * @maxItems 100
   */
  criteria?: Criterion[];
  /**
   * Instead of criteria: the order by a value. Reads collected, target and params.
   */
  rank?: string;
  /**
   * How many of the best are marked; the ranking itself is never cut.
   */
  shortlist?: number;
}
/**
 * One criterion: scored by an expression, or judged by the model.
 */
export interface Criterion {
  /**
   * What the criterion is called in the results.
   */
  id: string;
  /**
   * How much it counts against the other criteria.
   */
  weight: number;
  /**
   * A CEL expression. All numbers in it are doubles.
   */
  score?: string;
  /**
   * A question that the model answers from the conversation.
   */
  judge?: string;
  /**
   * The best mark that the judge can give; the worst is 1.
   */
  scale?: number;
}
/**
 * One pass over a set of targets.
 */
export interface Round {
  /**
   * What the round is called: in expressions rounds.ID, in the results, and as the step ID/calls.
   */
  id: string;
  /**
   * Whom the round reaches: all, the best of the round before, or those for which an expression over earlier rounds holds.
   */
  targets?:
    | string
    | {
        /**
         * How many of the best.
         */
        top: number;
      };
  /**
   * How this round reaches them.
   */
  channel?: 'call' | 'sms';
  assistant?: Assistant1;
  /**
   * The text of this round, for sms.
   */
  message?: string;
  reply?: Reply1;
  collect?: Collect1;
  rubric?: Rubric1;
  schedule?: Schedule;
  approve?: Gates;
  /**
   * Whether the round begins without asking anybody.
   */
  unattended?: boolean;
}
/**
 * What differs from the mission’s assistant, key by key.
 */
export interface Assistant1 {
  /**
   * What the assistant is called at the service. The name of the mission unless given.
   */
  name?: string;
  /**
   * What the assistant says first. Empty: the person called speaks first.
   */
  greeting?: string;
  /**
   * What the assistant is told. It must say that it is an AI.
   */
  instructions?: string;
  /**
   * The instructions in a file of their own, beside the mission.
   */
  instructions_file?: string;
  /**
   * The language model that speaks.
   */
  model?: string;
  /**
   * The voice it speaks with.
   */
  voice?: string;
  /**
   * What it may do besides talking.
   *
   * Items: A tool.
   */
  tools?: ('hangup' | 'send_dtmf')[];
  /**
   * What happens when an answering machine picks up.
   */
  voicemail?: {
    /**
     * Whether machines are told from people. auto: on, but off for targets of the kind automated.
     */
    detect?: 'auto' | 'on' | 'off';
    /**
     * What is done at the tone.
     */
    action?: 'hang_up' | 'leave_message';
    /**
     * What is said after the tone, with the action leave_message.
     */
    message?: string;
  };
  /**
   * Whether the call is recorded. Many places demand that the person is told so.
   */
  record?: boolean;
}
/**
 * How long an answer to this round’s text counts.
 */
export interface Reply1 {
  /**
   * How long an answer to a text counts.
   */
  within: string;
}
/**
 * What this round’s conversations must yield, instead of the mission’s collect.
 */
export interface Collect1 {
  [k: string]: CollectField;
}
/**
 * How this round is judged, instead of the mission’s rubric.
 */
export interface Rubric1 {
  /**
   * Conditions; where one is not met, the contact is disqualified. Each reads collected, target and params.
   *
   * @maxItems 50
   */
  require?: Expression[];
  /**
   * What the score is made of, each by its weight.
   *
   * @minItems 1
   * @maxItems 100
   */
  criteria?: Criterion[];
  /**
   * Instead of criteria: the order by a value. Reads collected, target and params.
   */
  rank?: string;
  /**
   * How many of the best are marked; the ranking itself is never cut.
   */
  shortlist?: number;
}
/**
 * What differs from the mission’s schedule, key by key.
 */
export interface Schedule {
  /**
   * When calls begin: now, or an instant; one in the past means now.
   */
  start?: string;
  /**
   * The hours of the day in which somebody may be called, at their own place. The end is not included.
   */
  hours?: string;
  /**
   * The days of the week.
   */
  days?: ('mon-fri' | 'all') | ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  /**
   * target, or an IANA zone that must be open as well.
   */
  timezone?: string;
  /**
   * Countries on whose public holidays nobody is called.
   *
   * @maxItems 50
   *
   * Items: A country, by its two letters, or one of its states.
   */
  holidays?: string[];
  /**
   * At most so many attempts in any such while.
   */
  pace?: {
    /**
     * How many attempts.
     */
    batch: number;
    /**
     * In how long a while.
     */
    every: string;
  };
  /**
   * How long before it is due a call is handed to the service; at least a minute.
   */
  lookahead?: string;
  /**
   * When the mission ends at the latest: a duration from the start, or an instant.
   */
  deadline?: string;
}
/**
 * A point where a person must approve.
 */
export interface Gate {
  /**
   * What the gate is called on the command line.
   */
  id: string;
  /**
   * The step that waits for it: calls, ROUND/calls, rank or act. Not needed inside a round or act.
   */
  before?: string;
  /**
   * The question. Reads plan.{contacts, attempts, minutes, cost}, params, best, ranking and found.
   */
  ask: string;
  /**
   * How it is asked. push: the phone app; terminal: a prompt. `mission approve` answers either, from anywhere.
   *
   * @minItems 1
   *
   * Items: A way.
   */
  via?: ('push' | 'terminal')[];
  /**
   * Whether the phone asks for a fingerprint or a face.
   */
  biometric?: boolean;
  /**
   * How long it waits for an answer.
   */
  timeout?: string;
  /**
   * What no answer means: no, or ask again.
   */
  on_timeout?: 'deny' | 'wait';
}
/**
 * What is done with the one found.
 */
export interface Act {
  /**
   * Who is reached: the contact that met the goal.
   */
  to: 'found';
  /**
   * How.
   */
  channel?: 'call' | 'sms';
  /**
   * The text, for sms. Reads found besides target and params.
   */
  message?: string;
  reply?: Reply2;
  assistant?: Assistant2;
  collect?: Collect2;
  approve?: Gates1;
}
/**
 * How long an answer to the text counts.
 */
export interface Reply2 {
  /**
   * How long an answer to a text counts.
   */
  within: string;
}
/**
 * What differs from the mission’s assistant, key by key, for a call.
 */
export interface Assistant2 {
  /**
   * What the assistant is called at the service. The name of the mission unless given.
   */
  name?: string;
  /**
   * What the assistant says first. Empty: the person called speaks first.
   */
  greeting?: string;
  /**
   * What the assistant is told. It must say that it is an AI.
   */
  instructions?: string;
  /**
   * The instructions in a file of their own, beside the mission.
   */
  instructions_file?: string;
  /**
   * The language model that speaks.
   */
  model?: string;
  /**
   * The voice it speaks with.
   */
  voice?: string;
  /**
   * What it may do besides talking.
   *
   * Items: A tool.
   */
  tools?: ('hangup' | 'send_dtmf')[];
  /**
   * What happens when an answering machine picks up.
   */
  voicemail?: {
    /**
     * Whether machines are told from people. auto: on, but off for targets of the kind automated.
     */
    detect?: 'auto' | 'on' | 'off';
    /**
     * What is done at the tone.
     */
    action?: 'hang_up' | 'leave_message';
    /**
     * What is said after the tone, with the action leave_message.
     */
    message?: string;
  };
  /**
   * Whether the call is recorded. Many places demand that the person is told so.
   */
  record?: boolean;
}
/**
 * What this conversation must yield.
 */
export interface Collect2 {
  [k: string]: CollectField;
}
/**
 * When attempts may be made.
 */
export interface Schedule1 {
  /**
   * When calls begin: now, or an instant; one in the past means now.
   */
  start?: string;
  /**
   * The hours of the day in which somebody may be called, at their own place. The end is not included.
   */
  hours?: string;
  /**
   * The days of the week.
   */
  days?: ('mon-fri' | 'all') | ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
  /**
   * target, or an IANA zone that must be open as well.
   */
  timezone?: string;
  /**
   * Countries on whose public holidays nobody is called.
   *
   * @maxItems 50
   *
   * Items: A country, by its two letters, or one of its states.
   */
  holidays?: string[];
  /**
   * At most so many attempts in any such while.
   */
  pace?: {
    /**
     * How many attempts.
     */
    batch: number;
    /**
     * In how long a while.
     */
    every: string;
  };
  /**
   * How long before it is due a call is handed to the service; at least a minute.
   */
  lookahead?: string;
  /**
   * When the mission ends at the latest: a duration from the start, or an instant.
   */
  deadline?: string;
}
/**
 * After nobody picked up.
 */
export interface RetryRule {
  /**
   * How many redials after this outcome.
   */
  times?: number;
  /**
   * How long after it: a duration, a range, the next window, or the next business day.
   */
  after?: string;
}
/**
 * After a busy line.
 */
export interface RetryRule1 {
  /**
   * How many redials after this outcome.
   */
  times?: number;
  /**
   * How long after it: a duration, a range, the next window, or the next business day.
   */
  after?: string;
}
/**
 * After a call that could not be put through.
 */
export interface RetryRule2 {
  /**
   * How many redials after this outcome.
   */
  times?: number;
  /**
   * How long after it: a duration, a range, the next window, or the next business day.
   */
  after?: string;
}
/**
 * After an answering machine; no preset does.
 */
export interface RetryRule3 {
  /**
   * How many redials after this outcome.
   */
  times?: number;
  /**
   * How long after it: a duration, a range, the next window, or the next business day.
   */
  after?: string;
}
/**
 * After a text that was not delivered; no preset does.
 */
export interface RetryRule4 {
  /**
   * How many redials after this outcome.
   */
  times?: number;
  /**
   * How long after it: a duration, a range, the next window, or the next business day.
   */
  after?: string;
}
/**
 * How the telephone world behaves. Only the simulator reads it.
 */
export interface Simulate {
  /**
   * Where chance begins: the same seed plays the same world.
   */
  seed?: number;
  /**
   * When the virtual clock begins. schedule.start or now unless given.
   */
  from?: string;
  default?: Shares;
  /**
   * How single targets behave, attempt by attempt over the whole run; the last line repeats.
   */
  personas?: {
    /**
     * The attempts of one target, by its id.
     *
     * @minItems 1
     * @maxItems 1000
     */
    [k: string]: PersonaLine[];
  };
  /**
   * How the holder of the simulated phone answers, gate by gate; silent where nothing is said.
   */
  approver?: {
    /**
     * approved, denied, silent or no_devices; the first two may say after how long.
     */
    [k: string]: string;
  };
}
/**
 * How targets without a persona behave.
 */
export interface Shares {
  /**
   * The share of attempts that end answered.
   */
  answered?: number;
  /**
   * The share of attempts that end voicemail.
   */
  voicemail?: number;
  /**
   * The share of attempts that end no-answer.
   */
  'no-answer'?: number;
  /**
   * The share of attempts that end busy.
   */
  busy?: number;
  /**
   * The share of attempts that end failed.
   */
  failed?: number;
  /**
   * The share of attempts that end delivered.
   */
  delivered?: number;
  /**
   * The share of attempts that end undelivered.
   */
  undelivered?: number;
  /**
   * The share of attempts that end replied.
   */
  replied?: number;
  /**
   * The share of texts answered with STOP.
   */
  'opted-out'?: number;
}
