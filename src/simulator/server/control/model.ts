/** `/simulator/model`: the model that knows what the simulated people meant. */
import type { ExtractRequest, JudgeRequest } from '../../../run/ports.ts';
import { SimulatedModel } from '../../model.ts';
import { type Call, missing, missingField, objectOf, ok, type Reply, type Route, textOf } from '../reply.ts';
import type { Service } from '../service.ts';

export function modelControl(service: Service): readonly Route[] {
  return [
    { method: 'POST', path: '/model/extract', answer: (call) => extract(service, call) },
    { method: 'POST', path: '/model/judge', answer: (call) => judge(service, call) },
  ];
}

/** The model of the mission in which the conversation was. */
function modelOf(service: Service, call: Call): SimulatedModel {
  const mission = service.missionByKey.get(`${call.account.id} ${textOf(call.body, 'key') ?? ''}`);
  const simulate = service.simulateOf(mission === undefined ? undefined : service.shelf.get('mission', mission));
  return new SimulatedModel(service.world, { seed: simulate.seed, now: () => service.time.now() });
}

async function extract(service: Service, call: Call): Promise<Reply> {
  const { body } = call;
  const lacks = [...missing(body, ['key', 'target']), ...(objectOf(body.collect) === undefined ? ['collect'] : [])];
  if (lacks.length > 0) return missingField(...lacks);
  const request = { ...body, summary: body.summary ?? '' } as unknown as ExtractRequest;
  const answer = await modelOf(service, call).extract(request);
  return ok({ fields: answer.ok ? answer.value : {} });
}

async function judge(service: Service, call: Call): Promise<Reply> {
  const { body } = call;
  const criterion = objectOf(body.criterion);
  const lacks = [...missing(body, ['key', 'target']), ...(typeof criterion?.scale === 'number' ? [] : ['criterion'])];
  if (lacks.length > 0) return missingField(...lacks);
  const request = { ...body, summary: body.summary ?? '', collected: objectOf(body.collected) ?? {} };
  const answer = await modelOf(service, call).judge(request as unknown as JudgeRequest);
  return ok({ score: answer.ok ? answer.value : 0 });
}
