/** Finding or making what a mission needs at the service: mission, run, plan, then its assistants (prepare-assistants.ts). */
import type { Prepared, PrepareRequest } from '../run/ports.ts';
import { segment } from '../wire/client.ts';
import { field, idOf, listOf, textOf } from '../wire/fields.ts';
import { isMissionOf, isRunOf, missionPages, runMarker, runPages } from '../wire/our-run.ts';
import { oldest } from '../wire/pages.ts';
import { ensure, making } from './finding.ts';
import { numberMissing } from './numbers.ts';
import { askPages } from './pages.ts';
import { type AtService, type PreparedAssistant, prepareAssistants } from './prepare-assistants.ts';
import { missionsThisMonth, quotaMissing } from './quota.ts';
import { type Asked, refusedWith, type Service } from './service.ts';

export interface PreparedAtService {
  readonly prepared: Prepared & { readonly run: string };
  readonly assistants: readonly PreparedAssistant[];
}

export async function prepareAtService(service: Service, request: PrepareRequest): Promise<Asked<PreparedAtService>> {
  const me = await service.ask({ method: 'GET', path: '/me' });
  if (!me.ok) return me;
  const mission = await missionOf(service, { request, me: me.value });
  if (!mission.ok) return mission;
  const run = await runOf(service, { mission: mission.value, request });
  if (!run.ok) return run;
  const at = { mission: mission.value, run: run.value };
  const plan = await ensure({
    find: () => findPlan(service, at),
    make: () => makePlan(service, { at, request }),
  });
  if (!plan.ok) return plan;
  const assistants = await prepareAssistants(service, { at, request, me: me.value });
  if (!assistants.ok) return assistants;
  const pools = request.rounds.map(({ id }) => [
    id,
    assistants.value.filter(({ round }) => round.id === id).map((one) => ({ id: one.id, from: one.from })),
  ]);
  const account = textOf(me.value, 'user_id');
  const prepared = { ...at, ...(account === undefined ? {} : { account }), assistants: Object.fromEntries(pools) };
  return { ok: true, value: { prepared, assistants: assistants.value }, serviceAt: assistants.serviceAt };
}

/** The mission's id; before one is made, whether the account may make it, and do what it is for. */
async function missionOf(
  service: Service,
  { request, me }: { readonly request: PrepareRequest; readonly me: unknown },
): Promise<Asked<string>> {
  const missions = await listMissions(service);
  if (!missions.ok) return missions;
  const isOurs = isMissionOf(request.run);
  const found = oldest(missions.value, isOurs);
  const ofMonth = missionsThisMonth(missions.value, missions.serviceAt);
  const missing = quotaMissing(me, { needs: request.needs, missions: ofMonth, isNew: found === null });
  if (missing !== null) return refusedWith(missing, missions.serviceAt);
  const numberless = found === null ? await numberMissing(service, me) : null;
  if (numberless !== null) return numberless;
  let known: Asked<unknown> | null = { ...missions, value: found };
  const mission = await ensure({
    find: async () => {
      const first = known;
      known = null;
      if (first !== null) return first;
      const again = await listMissions(service);
      return again.ok ? { ...again, value: oldest(again.value, isOurs) } : again;
    },
    make: () => making(service, { path: '/missions', body: missionBody(request), name: 'mission' }),
  });
  return mission.ok ? { ...mission, value: idOf(mission.value) ?? '' } : mission;
}

async function listMissions(service: Service): Promise<Asked<readonly unknown[]>> {
  const pages = await askPages(service, missionPages);
  return pages.ok ? { ...pages, value: pages.value.items } : pages;
}

function missionBody(request: PrepareRequest) {
  const channels = new Set(request.rounds.map(({ channel }) => channel));
  return {
    name: request.mission,
    instructions: request.rounds.find(({ instructions }) => instructions !== '')?.instructions ?? request.mission,
    channel: channels.size > 1 ? 'both' : channels.has('sms') ? 'sms' : 'voice',
    metadata: { [runMarker]: request.run },
  };
}

async function runOf(
  service: Service,
  { mission, request }: { readonly mission: string; readonly request: PrepareRequest },
): Promise<Asked<string>> {
  const body = { input: { [runMarker]: request.run, original_request: request.mission } };
  const path = `/missions/${segment(mission)}/runs`;
  const run = await ensure<unknown>({
    find: () => findRun(service, { mission, run: request.run }),
    make: () => making(service, { path, body, name: 'data' }, 'run_id'),
  });
  return run.ok ? { ...run, value: idOf(run.value, 'run_id') ?? '' } : run;
}

/** Our run in a mission of ours, as the service shows it; null: there is none. */
export async function findRun(
  service: Service,
  of: { readonly mission: string; readonly run: string },
): Promise<Asked<unknown>> {
  const pages = await askPages(service, runPages(of.mission));
  return pages.ok ? { ...pages, value: oldest(pages.value.items, isRunOf(of.run)) } : pages;
}

const planPath = ({ mission, run }: AtService): string => `/missions/${segment(mission)}/runs/${segment(run)}/plan`;

async function findPlan(service: Service, at: AtService): Promise<Asked<true | null>> {
  const plan = await service.ask({ method: 'GET', path: planPath(at) });
  if (!plan.ok) return plan;
  const steps = listOf(plan.value, 'data') ?? listOf(field(plan.value, 'data'), 'steps') ?? [];
  return { ...plan, value: steps.length === 0 ? null : true };
}

async function makePlan(
  service: Service,
  { at, request }: { readonly at: AtService; readonly request: PrepareRequest },
): Promise<Asked<true>> {
  const steps = request.steps.map(({ id, title }, place) => ({
    step_id: id,
    sequence: place + 1,
    title,
    status: 'pending',
  }));
  const made = await service.once({ method: 'POST', path: planPath(at), body: { steps } });
  return made.ok ? { ...made, value: true } : made;
}
