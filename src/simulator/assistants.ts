/**
 * The missions and assistants that the simulated service holds. Each assistant has a number and a prompt of its own; a
 * scheduled call carries none, so it uses whatever prompt its assistant has when it is dialled.
 */
import type { Instant } from '../lib/time.ts';
import type { Prepared, PrepareRequest, PrepareRound, PromptRequest } from '../run/ports.ts';
import type { CollectField } from '../spec/spec.ts';
import { numberOf } from './event.ts';
import { Prompts } from './prompts.ts';
import type { WorldRecord } from './record.ts';
import type { Writer } from './writer.ts';

export interface Mission {
  readonly number: number;
  readonly run: string;
}

export interface Assistant {
  readonly number: number;
  readonly mission: number;
  readonly round: string;
  /** In its round's pool, from 0. */
  readonly place: number;
  /** E.164, of the range kept for fiction. */
  readonly phone: string;
  readonly collect: Readonly<Record<string, CollectField>>;
  /** The number of its prompt's version. */
  prompt: number;
}

/** The account's own number: every assistant may call from it. */
export const accountPhone = '+12025550100';
const phonesPerArea = 100;
const lastArea = 989;
const areas = 700;

/** Its number: +1, an area code from 989 downwards, and one of the hundred numbers 555-0100 to 555-0199. */
export function phoneOf(assistant: number): string {
  const area = lastArea - (Math.floor((assistant - 1) / phonesPerArea) % areas);
  return `+1${area}55501${String((assistant - 1) % phonesPerArea).padStart(2, '0')}`;
}

const assistantId = (number: number): string => `asst_${number}`;
const missionId = (number: number): string => `msn_${number}`;

export class Assistants {
  readonly #missions = new Map<number, Mission>();
  readonly #byRun = new Map<string, Mission>();
  readonly #assistants = new Map<number, Assistant>();
  /** By mission, round and place. */
  readonly #byPlace = new Map<string, Assistant>();
  readonly #writer: Writer;
  readonly #prompts: Prompts;

  constructor(record: WorldRecord, writer: Writer) {
    this.#writer = writer;
    this.#prompts = new Prompts(record, writer);
    for (const row of record.all('mission')) this.#keepMission({ number: Number(row.number), run: String(row.run) });
    for (const row of record.all('assistant')) {
      const number = Number(row.number);
      const { collect } = JSON.parse(String(row.settings)) as PrepareRound;
      this.#keep({
        number,
        mission: Number(row.mission),
        round: String(row.round),
        place: Number(row.place),
        phone: String(row.phone),
        collect,
        prompt: this.#prompts.recorded(number),
      });
    }
  }

  /** Whoever has the number of an assistant has it from here. */
  byNumber(number: number): Assistant {
    const assistant = this.#assistants.get(number);
    if (assistant === undefined) throw new Error(`there is no assistant ${number}`);
    return assistant;
  }

  byId(id: string): Assistant | undefined {
    const number = numberOf(id, 'asst_');
    return number === null ? undefined : this.#assistants.get(number);
  }

  missionById(id: string): Mission | undefined {
    const number = numberOf(id, 'msn_');
    return number === null ? undefined : this.#missions.get(number);
  }

  /** Finds what the run has here and makes what is missing. The prompts of what is found stay as they are. */
  prepare(request: PrepareRequest, now: Instant): Prepared {
    const mission = this.#byRun.get(request.run) ?? this.#newMission(request);
    const pools = request.rounds.map((round): [string, { readonly id: string; readonly from: string }[]] => {
      const pool = Array.from({ length: round.assistants }, (_, place) => this.#ensure(round, { mission, place, now }));
      return [round.id, pool.map((assistant) => ({ id: assistantId(assistant.number), from: assistant.phone }))];
    });
    return { mission: missionId(mission.number), assistants: Object.fromEntries(pools) };
  }

  /** Gives the assistant a new version of its prompt. */
  update(assistant: Assistant, prompt: Omit<PromptRequest, 'assistant'> & { readonly at: Instant }): void {
    assistant.prompt = this.#prompts.add(assistant.number, prompt);
  }

  /** Whether an assistant with that version of its prompt knows an answering machine from a person. */
  detects(prompt: number): boolean {
    return this.#prompts.detects(prompt);
  }

  #newMission(request: PrepareRequest): Mission {
    const mission = { number: this.#missions.size + 1, run: request.run };
    this.#keepMission(mission);
    this.#writer.add('mission', mission.number, request.run, request.mission, JSON.stringify(request.steps));
    return mission;
  }

  #ensure(
    round: PrepareRound,
    at: { readonly mission: Mission; readonly place: number; readonly now: Instant },
  ): Assistant {
    const found = this.#byPlace.get(placeKey({ mission: at.mission.number, round: round.id, place: at.place }));
    if (found !== undefined) return found;
    const number = this.#assistants.size + 1;
    const made = { number, mission: at.mission.number, round: round.id, place: at.place, phone: phoneOf(number) };
    const assistant: Assistant = { ...made, collect: round.collect, prompt: 0 };
    this.#keep(assistant);
    this.#writer.add('assistant', number, made.mission, made.round, made.place, made.phone, JSON.stringify(round));
    const { instructions, greeting, voicemail } = round;
    const message = voicemail?.message === undefined ? {} : { voicemail: voicemail.message };
    this.update(assistant, { instructions, greeting, detect: voicemail?.detect !== false, ...message, at: at.now });
    return assistant;
  }

  #keepMission(mission: Mission): void {
    this.#missions.set(mission.number, mission);
    this.#byRun.set(mission.run, mission);
  }

  #keep(assistant: Assistant): void {
    this.#assistants.set(assistant.number, assistant);
    this.#byPlace.set(placeKey(assistant), assistant);
  }
}

function placeKey(of: { readonly mission: number; readonly round: string; readonly place: number }): string {
  return `${of.mission} ${of.place} ${of.round}`;
}
