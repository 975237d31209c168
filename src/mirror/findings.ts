/** What a run has found so far, from the store: for the memory that other clients read, and for the run's result. */
import { maskPhones } from '../lib/phone-text.ts';
import { isFinal } from '../run/contact-state.ts';
import type { Store } from '../run/ports.ts';
import type { ContactState, MissionState } from '../run/state.ts';
import { saidIn } from '../run/world.ts';
import type { Fields, Value } from '../spec/spec.ts';

/** With more contacts than that single answers are left to the results files: this is read whole, again and again. */
const answersMax = 200;

type FindingsStore = Pick<Store, 'contacts' | 'mission' | 'run'>;
type Data = Record<string, Value>;

/** `answers`, `best`, `found`, `error_<step>`, `result`: keys that agents look for. */
export function memoryOf(store: FindingsStore, run: string): Readonly<Data> {
  const mission = store.mission(run);
  const record = store.run(run);
  if (mission === null || record === null) return {};
  const memory: Data = { progress: progressOf(mission) };
  const answers = answersOf(store, { run, mission });
  if (answers !== null) memory.answers = answers;
  Object.assign(memory, headOf(mission));
  for (const { id, status, note } of mission.steps)
    if (status === 'failed') memory[`error_${id}`] = maskPhones(note ?? 'failed');
  if (mission.summary !== undefined) memory.result = maskPhones(saidIn(record.world, mission.summary));
  return memory;
}

/** The `result_payload` of the run at the service. */
export function payloadOf(store: FindingsStore, run: string): Readonly<Data> {
  const mission = store.mission(run);
  if (mission === null) return {};
  const { attempts, minutes, cost, unsettled } = mission.totals;
  const totals = { attempts, minutes, cost, ...(unsettled === undefined ? {} : { unsettled }) };
  const payload: Data = { mission_run_name: run, status: mission.status, totals, ...progressOf(mission) };
  const gates = Object.entries(mission.gates).filter(([, { status }]) => status !== 'shut');
  if (gates.length > 0) payload.gates = Object.fromEntries(gates.map(([id, { status }]) => [id, status]));
  Object.assign(payload, headOf(mission));
  const answers = answersOf(store, { run, mission });
  if (answers !== null) payload.answers = answers;
  return payload;
}

function headOf({ best, found, top }: MissionState): Data {
  const head: Data = {};
  if (best !== undefined) head.best = { target: best.target, value: best.value, ...best.collected };
  if (found !== undefined) head.found = { target: found.target, ...found.collected };
  if (top.length > 0) head.ranking = top.map(({ rank, target, score }) => ({ rank, target, score }));
  return head;
}

/** Contacts by how they ended, per round; of a mission of one round without its name. */
function progressOf({ rounds }: MissionState): Data {
  const counts = rounds.flatMap(({ id, contacts, finished }): (readonly [string, Data])[] =>
    contacts === null ? [] : [[id, { contacts, ...finished }]],
  );
  const [only] = counts;
  if (counts.length === 1 && only?.[0] === '') return only[1];
  return { rounds: Object.fromEntries(counts.map(([id, data]) => [id === '' ? 'calls' : id, data])) };
}

/** In list order, flat as prompts see them: `{target, …collected}`. Null: too many. */
function answersOf(
  store: FindingsStore,
  of: { readonly run: string; readonly mission: MissionState },
): readonly Fields[] | null {
  const contacts = of.mission.rounds.reduce((sum, round) => sum + (round.contacts ?? 0), 0);
  if (contacts > answersMax) return null;
  const answers: Fields[] = [];
  for (const { state } of store.contacts(of.run)) if (state.collected !== undefined) answers.push(answerOf(state));
  return answers;
}

function answerOf({ target, round, status, score, collected }: ContactState): Fields {
  return {
    ...collected,
    target,
    ...(round === '' ? {} : { round }),
    ...(isFinal(status) ? { status } : {}),
    ...(typeof score === 'number' ? { score } : {}),
  };
}
