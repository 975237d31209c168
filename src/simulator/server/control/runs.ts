/** `POST /simulator/runs`: whom a mission's calls reach. A mission made over REST has no spec that would say it. */
import type { CollectField, SimulateSpec } from '../../../spec/spec.ts';
import type { Json } from '../documents.ts';
import { badField, type Call, missingField, notFound, objectOf, ok, type Reply, type Route, textOf } from '../reply.ts';
import { assistantOf } from '../rest/assistants.ts';
import { missionOf } from '../rest/missions.ts';
import type { Service } from '../service.ts';

export function runControl(service: Service): readonly Route[] {
  return [{ method: 'POST', path: '/runs', answer: (call) => play(service, call) }];
}

/** Harmless to repeat. What it says holds for the calls that are dialled from now on. */
function play(service: Service, call: Call): Reply {
  const { body } = call;
  const id = textOf(body, 'mission');
  if (id === undefined) return missingField('mission');
  const mission = missionOf(service, call, id);
  if (mission === undefined) return notFound('Mission');
  const simulate = simulateOf(objectOf(body.simulate));
  if (simulate === null) return badField('simulate must have a seed, and shares, personas and approver lines by name');
  const automated = Array.isArray(body.automated) ? body.automated.filter((target) => typeof target === 'string') : [];
  for (const [assistantId, told] of Object.entries(objectOf(body.assistants) ?? {})) {
    const assistant = assistantOf(service, call, assistantId);
    const collect = objectOf(objectOf(told)?.collect);
    if (assistant === undefined) return notFound(`Assistant ${assistantId}`);
    if (collect !== undefined && JSON.stringify(collect) !== JSON.stringify(assistant.collect))
      service.putAssistant({ ...assistant, collect: collect as Readonly<Record<string, CollectField>> });
  }
  const run = textOf(body, 'run');
  const played = { simulate, automated, ...(run === undefined ? {} : { run }) };
  if (JSON.stringify(mission.play) !== JSON.stringify(played)) service.putMission({ ...mission, play: played });
  return ok({ mission: mission.id });
}

/** A spec's `simulate` as JSON. Its lines are the spec's own business: here it must only have the right members. */
function simulateOf(told: Json | undefined): SimulateSpec | null {
  if (told === undefined || !Number.isSafeInteger(told.seed)) return null;
  const [shares, personas, approver] = [told.default, told.personas ?? {}, told.approver ?? {}].map(objectOf);
  if (shares === undefined || personas === undefined || approver === undefined) return null;
  if (!Object.values(shares).every((share) => typeof share === 'number')) return null;
  if (!Object.values(personas).every((lines) => Array.isArray(lines) && lines.every(isLine))) return null;
  if (!Object.values(approver).every((line) => typeof objectOf(line)?.answer === 'string')) return null;
  return { seed: Number(told.seed), default: shares, personas, approver } as SimulateSpec;
}

const isLine = (line: unknown): boolean => typeof objectOf(line)?.outcome === 'string';
