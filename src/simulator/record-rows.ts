/** Events as rows of the record: what was asked, and what became of it, each as one JSON array, which is fastest to add. */
import type { Instant } from '../lib/time.ts';
import type { Dialled, SimEvent } from './event.ts';

type PlacedData = [number, 'call' | 'sms', string, string, Instant, string, string, string, string | null, Instant];
type DialledData = [
  Instant,
  number,
  number,
  Dialled['outcome'],
  Instant | null,
  Instant,
  Instant | null,
  0 | 1,
  string | null,
  Instant | null,
];

export interface EventRow {
  readonly number: number;
  readonly assistant: number;
  readonly placed: string;
  readonly dialled: string | null;
  readonly withdrawn: number | null;
}

/** One `EventRow` each; to be followed by WHERE. */
export const eventColumns = `p.number AS number, p.assistant AS assistant, p.data AS placed, d.data AS dialled, w.at AS withdrawn
  FROM placed p LEFT JOIN dialled d ON d.number = p.number LEFT JOIN withdrawn w ON w.number = p.number`;

export function placedData(event: SimEvent): string {
  const { mission, channel, to, from, scheduledAt, key, contact, target, text, placedAt } = event;
  return JSON.stringify([
    mission,
    channel,
    to,
    from,
    scheduledAt,
    key,
    contact,
    target,
    text,
    placedAt,
  ] satisfies PlacedData);
}

export function dialledData(dialled: Dialled): string {
  const { at, attempt, prompt, outcome, answeredAt, endedAt, insightAt, prose, reply, replyAt } = dialled;
  const data: DialledData = [
    at,
    attempt,
    prompt,
    outcome,
    answeredAt,
    endedAt,
    insightAt,
    prose ? 1 : 0,
    reply,
    replyAt,
  ];
  return JSON.stringify(data);
}

export function eventOf({ number, assistant, placed, dialled, withdrawn }: EventRow): SimEvent {
  const came = dialled === null ? null : (JSON.parse(dialled) as DialledData);
  return eventOfScan([number, assistant, JSON.parse(placed) as PlacedData, came, withdrawn]);
}

/** The same row as an array, as a scan gives it. */
export type ScannedEvent = [number, number, PlacedData, DialledData | null, number | null];

export function eventOfScan([number, assistant, placed, dialled, withdrawnAt]: ScannedEvent): SimEvent {
  const [mission, channel, to, from, scheduledAt, key, contact, target, text, placedAt] = placed;
  return {
    number,
    assistant,
    mission,
    channel,
    to,
    from,
    scheduledAt,
    key,
    contact,
    target,
    text,
    placedAt,
    withdrawnAt,
    dialled: dialled === null ? null : dialledOf(dialled),
    next: null,
  };
}

function dialledOf([
  at,
  attempt,
  prompt,
  outcome,
  answeredAt,
  endedAt,
  insightAt,
  prose,
  reply,
  replyAt,
]: DialledData): Dialled {
  return { at, attempt, prompt, outcome, answeredAt, endedAt, insightAt, prose: prose === 1, reply, replyAt };
}
