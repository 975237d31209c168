/** `/missions/:m/runs/…`: runs, their plan, their events and their agents. */
import type { AssistantDoc, MissionDoc, RunDoc, StepStatus } from '../documents.ts';
import { pageOf } from '../paging.ts';
import { endRun, isFinal, isFinalStep, setStep } from '../plan.ts';
import {
  badRequest,
  type Call,
  created,
  type InnerError,
  missingField,
  no,
  noContent,
  notFound,
  objectOf,
  ok,
  type Reply,
  type Route,
  telephonyRefusal,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';
import { eventsOf, runsOf, shownAgents, shownRun, shownRunEvent, shownStep } from '../shown.ts';
import { assistantOf } from './assistants.ts';
import { newRun, withMission } from './missions.ts';

const runsPerPage = 20;
const eventsPerPage = 50;
const runStatuses: readonly string[] = ['pending', 'running', 'succeeded', 'failed', 'cancelled'];
const stepStatuses: readonly string[] = ['pending', 'in_progress', 'completed', 'skipped', 'failed'];
const eventTypes: readonly string[] = [
  ...['tool_call', 'custom', 'message', 'error', 'step_started', 'step_completed', 'step_failed', 'call_scheduled'],
  ...['call_completed', 'sms_scheduled', 'sms_sent', 'agent_linked', 'agent_unlinked', 'note'],
];
const pageNames = { number: ['page_number', 'page[number]'], size: ['page_size', 'page[size]'] };

export function runRoutes(service: Service): readonly Route[] {
  const runs = '/missions/:mission/runs';
  const run = `${runs}/:run`;
  const withRun = (answer: (run: RunDoc, call: Call) => Reply): Route['answer'] =>
    withMission(service, (mission, call) => {
      const found = service.shelf.get('run', call.params.run ?? '');
      return found === undefined || found.mission !== mission.id ? notFound('Run') : answer(found, call);
    });
  return [
    {
      method: 'POST',
      path: runs,
      answer: withMission(service, (mission, call) => {
        const input = objectOf(call.body.input) ?? {};
        return created({
          data: shownRun(service, newRun(service, { account: mission.account, mission: mission.id, input })),
        });
      }),
    },
    { method: 'GET', path: runs, answer: withMission(service, (mission, call) => listRuns(service, mission, call)) },
    { method: 'GET', path: run, answer: withRun((found) => ok({ data: shownRun(service, found) })) },
    { method: 'PATCH', path: run, answer: withRun((found, call) => change(service, found, call)) },
    { method: 'POST', path: `${run}/plan`, answer: withRun((found, call) => plan(service, found, call)) },
    { method: 'GET', path: `${run}/plan`, answer: withRun((found) => ok({ data: found.steps.map(shownStep) })) },
    {
      method: 'PATCH',
      path: `${run}/plan/steps/:step`,
      answer: withRun((found, call) => changeStep(service, found, call)),
    },
    { method: 'POST', path: `${run}/events`, answer: withRun((found, call) => logEvent(service, found, call)) },
    { method: 'GET', path: `${run}/events`, answer: withRun((found, call) => listEvents(service, found, call)) },
    { method: 'POST', path: `${run}/agents`, answer: withRun((found, call) => link(service, found, call)) },
    { method: 'GET', path: `${run}/agents`, answer: withRun((found) => ok({ data: shownAgents(service, found) })) },
    { method: 'DELETE', path: `${run}/agents/:agent`, answer: withRun((found, call) => unlink(service, found, call)) },
  ];
}

function listRuns(service: Service, mission: MissionDoc, call: Call): Reply {
  const all = runsOf(service, mission).toReversed();
  const { items, meta } = pageOf(all, { call, ...pageNames, usual: runsPerPage });
  return ok({ data: items.map((run) => shownRun(service, run)), meta });
}

function change(service: Service, run: RunDoc, { body }: Call): Reply {
  const { status, result_summary: summary, result_payload: payload } = body;
  if (status !== undefined && (typeof status !== 'string' || !runStatuses.includes(status)))
    return badRequest(`status must be one of ${runStatuses.join(', ')}`);
  if (typeof status === 'string' && isFinal(run.status) && run.endedBySelf !== true && status !== run.status)
    return badRequest(`run is already ${run.status}`);
  const changed = endRun(service, run.id, {
    ...(status === undefined ? {} : { status: status as RunDoc['status'] }),
    ...(typeof summary === 'string' ? { summary } : {}),
    ...(objectOf(payload) === undefined ? {} : { payload: objectOf(payload) ?? null }),
  });
  return ok({ data: shownRun(service, changed ?? run) });
}

function plan(service: Service, run: RunDoc, { body }: Call): Reply {
  const { steps } = body;
  if (!Array.isArray(steps)) return telephonyRefusal([{ code: '10004', pointer: '/body/steps' }]);
  const lacks: InnerError[] = steps.flatMap((step: unknown, i) => {
    const told = objectOf(step) ?? {};
    return [
      ...(textOf(told, 'step_id') === undefined ? ['step_id'] : []),
      ...(Number.isSafeInteger(told.sequence) ? [] : ['sequence']),
    ].map((name): InnerError => ({ code: '10004', pointer: `/body/steps[${i}]/${name}` }));
  });
  if (lacks.length > 0) return telephonyRefusal(lacks);
  const made = steps.map((step: unknown) => {
    const told = objectOf(step) ?? {};
    const status = told.status ?? 'pending';
    return {
      step_id: textOf(told, 'step_id') ?? '',
      sequence: Number(told.sequence),
      title: textOf(told, 'title') ?? null,
      description: textOf(told, 'description') ?? null,
      status: (typeof status === 'string' && stepStatuses.includes(status) ? status : 'pending') as StepStatus,
    };
  });
  if (new Set(made.map(({ step_id }) => step_id)).size < made.length) return badRequest('step_id must be unique');
  if (run.steps.some(({ status }) => status !== 'pending')) return badRequest('the plan of this run has begun');
  const changed = service.shelf.put('run', { ...run, steps: made.toSorted((a, b) => a.sequence - b.sequence) });
  return created({ data: changed.steps.map(shownStep) });
}

function changeStep(service: Service, run: RunDoc, call: Call): Reply {
  const { status } = call.body;
  const step = run.steps.find(({ step_id }) => step_id === call.params.step);
  if (step === undefined) return no(404, 'step_not_found', `Step ${call.params.step} not found`);
  if (status === undefined) return missingField('status');
  if (typeof status !== 'string' || !stepStatuses.includes(status))
    return badRequest(`status must be one of ${stepStatuses.join(', ')}`);
  if (isFinalStep(step.status) && status !== step.status) return badRequest(`step is already ${step.status}`);
  const changed = setStep(service, run, { step: step.step_id, status: status as StepStatus });
  const shown = changed?.steps.find(({ step_id }) => step_id === step.step_id) ?? step;
  return ok({ data: shownStep(shown) });
}

function logEvent(service: Service, run: RunDoc, { body }: Call): Reply {
  const { type, summary, agent_id, step_id, payload } = body;
  const isKnown = typeof type === 'string' && eventTypes.includes(type);
  if (!isKnown || typeof summary !== 'string' || summary === '') return badRequest();
  if (payload !== undefined && payload !== null && objectOf(payload) === undefined) return badRequest();
  const told = Object.fromEntries(
    Object.entries({ type, summary, agent_id, step_id, payload }).filter(([, value]) => value != null),
  );
  const number = service.shelf.next('run-event');
  const id = service.ids.uuid(`run event ${number}`);
  const event = { id, number, account: run.account, createdAt: service.now(), run: run.id, told };
  return created({ data: shownRunEvent(service.shelf.put('run-event', event)) });
}

function listEvents(service: Service, run: RunDoc, call: Call): Reply {
  const all = eventsOf(service, run).toReversed();
  const { items, meta } = pageOf(all, { call, ...pageNames, usual: eventsPerPage });
  return ok({ data: items.map(shownRunEvent), meta });
}

function link(service: Service, run: RunDoc, call: Call): Reply {
  const id = textOf(call.body, 'telnyx_agent_id');
  if (id === undefined) return missingField('telnyx_agent_id');
  const assistant = assistantOf(service, call, id);
  if (assistant === undefined) return notFound('Assistant');
  const linked = run.agents.some((agent) => agent.assistant === assistant.id)
    ? run
    : service.shelf.put('run', { ...run, agents: [...run.agents, { assistant: assistant.id, at: service.now() }] });
  setMissionAssistant(service, run, assistant);
  const data = shownAgents(service, linked).find((agent) => agent.telnyx_agent_id === assistant.telnyxId);
  return created({ data });
}

/** The first one linked is the mission's. */
function setMissionAssistant(service: Service, run: RunDoc, assistant: AssistantDoc): void {
  const mission = service.shelf.get('mission', run.mission);
  if (mission !== undefined && mission.assistant === null)
    service.putMission({ ...mission, assistant: assistant.id, updatedAt: service.now() });
}

function unlink(service: Service, run: RunDoc, call: Call): Reply {
  const assistant = assistantOf(service, call, call.params.agent ?? '');
  const agents = run.agents.filter((agent) => agent.assistant !== assistant?.id);
  if (agents.length === run.agents.length) return notFound('Agent');
  service.shelf.put('run', { ...run, agents });
  return noContent;
}
