/** What becomes of a call or text once it is dialled: scripted by a persona's line, else drawn by the default shares. */
import { type Instant, minuteMs, secondMs } from '../lib/time.ts';
import type { PersonaLine, SimulateSpec } from '../spec/spec.ts';
import type { Draws } from './draw.ts';
import type { CallOutcome, Dialled, TextOutcome } from './event.ts';

/** No conversation is longer, scripted or not; none is shorter than a second, so that one thing happens after the other. */
const talkMaxMs = 15 * minuteMs;

/** Whole seconds, as a telephone bill has them. */
const ranges = {
  ring: { min: 5, max: 30 },
  'no-answer': { min: 25, max: 30 },
  busy: { min: 1, max: 3 },
  failed: { min: 1, max: 5 },
  talk: { min: 30, max: 240 },
  phoneTree: { min: 120, max: 480 },
  voicemail: { min: 20, max: 35 },
  insight: { min: 5, max: 20 },
  lateInsight: { min: 60, max: 300 },
  delivery: { min: 2, max: 15 },
  reply: { min: 60, max: 45 * 60 },
} as const;
const lateInsightShare = 0.05;

/** What the texts of a target with the share or persona `opted-out` say. */
export const optOutText = 'STOP';

export interface FateOf {
  readonly channel: 'call' | 'sms';
  readonly at: Instant;
  readonly attempt: number;
  readonly prompt: number;
  /** The persona's line for this attempt; null: drawn. */
  readonly line: PersonaLine | null;
  readonly draws: Draws;
  /** Something is to be collected. */
  readonly collects: boolean;
  /** A phone tree picks up, not a person. */
  readonly automated: boolean;
  /** The assistant knows an answering machine from a person; else it talks to one. */
  readonly detects: boolean;
  /** Share of the insights of drawn conversations that are prose, where something is to be collected. */
  readonly proseShare: number;
  /** Writes the text that a drawn reply has. */
  readonly replyText: () => string;
}

/** Draws an outcome's name by the shares; what they leave is `failed`. */
export class Shares {
  readonly #steps: readonly { readonly name: string; readonly upTo: number }[];

  constructor(shares: SimulateSpec['default']) {
    let upTo = 0;
    // Sorted, so that the order in which the file names them changes nothing.
    const names = Object.keys(shares).toSorted();
    this.#steps = names.map((name) => {
      upTo += shares[name] ?? 0;
      return { name, upTo };
    });
  }

  at(unit: number): string {
    return this.#steps.find((step) => unit < step.upTo)?.name ?? 'failed';
  }
}

/** The line for an attempt: consumed in order, the last repeats. Null: this target has no persona. */
export function personaLine(
  personas: SimulateSpec['personas'],
  of: { readonly target: string; readonly attempt: number },
): PersonaLine | null {
  if (!Object.hasOwn(personas, of.target)) return null;
  const lines = personas[of.target] ?? [];
  return lines[Math.min(of.attempt, lines.length) - 1] ?? null;
}

export function decideFate(of: FateOf, shares: Shares): Dialled {
  const named = of.line?.outcome ?? shares.at(of.draws.unit('outcome'));
  return of.channel === 'call' ? callFate(of, named) : textFate(of, named);
}

const callOutcomes: Readonly<Record<string, CallOutcome>> = {
  answered: 'answered',
  voicemail: 'voicemail',
  'no-answer': 'no-answer',
  busy: 'busy',
  failed: 'failed',
  // What only texts do: who would read or answer a text picks up.
  delivered: 'answered',
  replied: 'answered',
  'opted-out': 'answered',
  undelivered: 'failed',
};

function callFate(of: FateOf, named: string): Dialled {
  const { at, attempt, prompt, line, draws } = of;
  const known = Object.hasOwn(callOutcomes, named) ? (callOutcomes[named] ?? 'failed') : 'failed';
  // Machines have no voicemail; where a script says so, it stands.
  const isUnheard = !of.detects || (of.automated && line === null);
  const outcome = known === 'voicemail' && isUnheard ? 'answered' : known;
  if (outcome === 'answered' || outcome === 'voicemail') {
    const answeredAt = at + draws.whole('ring', ranges.ring) * secondMs;
    const endedAt = answeredAt + talkMs(of, outcome);
    const insightAt = endedAt + insightDelayMs(draws);
    const prose = line === null && of.collects && draws.chance('prose', of.proseShare);
    return { at, attempt, prompt, outcome, answeredAt, endedAt, insightAt, prose, reply: null, replyAt: null };
  }
  const endedAt = at + draws.whole('ring', ranges[outcome]) * secondMs;
  return {
    at,
    attempt,
    prompt,
    outcome,
    answeredAt: null,
    endedAt,
    insightAt: null,
    prose: false,
    reply: null,
    replyAt: null,
  };
}

function talkMs(of: FateOf, outcome: 'answered' | 'voicemail'): number {
  const person = of.automated ? ranges.phoneTree : ranges.talk;
  const range = outcome === 'voicemail' ? ranges.voicemail : person;
  const talk = of.line?.durationMs ?? of.draws.whole('talk', range) * secondMs;
  return Math.min(Math.max(talk, secondMs), talkMaxMs);
}

function insightDelayMs(draws: Draws): number {
  const late = draws.chance('late insight', lateInsightShare);
  return draws.whole('insight', late ? ranges.lateInsight : ranges.insight) * secondMs;
}

/** What a text comes to, by the name of an outcome; what only calls do is a text that lies there unanswered. */
function textOutcome(named: string, collects: boolean): TextOutcome | 'replied' | 'opted-out' {
  switch (named) {
    case 'answered':
      return collects ? 'replied' : 'delivered';
    case 'replied':
    case 'opted-out':
      return named;
    case 'delivered':
    case 'voicemail':
    case 'no-answer':
    case 'busy':
      return 'delivered';
    default:
      return 'undelivered';
  }
}

function textFate(of: FateOf, named: string): Dialled {
  const { at, attempt, prompt, line, draws } = of;
  const came = textOutcome(named, of.collects);
  const endedAt = at + draws.whole('delivery', ranges.delivery) * secondMs;
  const outcome = came === 'undelivered' ? 'undelivered' : 'delivered';
  const base = { at, attempt, prompt, outcome, answeredAt: null, endedAt, insightAt: null, prose: false } as const;
  if (came === 'delivered' || came === 'undelivered') return { ...base, reply: null, replyAt: null };
  const reply = came === 'opted-out' ? optOutText : (line?.reply ?? of.replyText());
  const replyAt = endedAt + Math.max(line?.afterMs ?? draws.whole('reply', ranges.reply) * secondMs, secondMs);
  return { ...base, reply, replyAt };
}
