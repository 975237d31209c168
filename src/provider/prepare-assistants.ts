/** The assistants of a run: one per round, or a pool; each with a number, each linked to the run. */
import type { PrepareRequest, PrepareRound } from '../run/ports.ts';
import { segment } from '../wire/client.ts';
import { field, idOf, inside, listOf, textOf } from '../wire/fields.ts';
import { oldest } from '../wire/pages.ts';
import { assistantName, assistantSettings, runMark } from './assistant-settings.ts';
import { ensure, making } from './finding.ts';
import { Numbers } from './numbers.ts';
import { askPages } from './pages.ts';
import { type Asked, type Failed, refusedWith, type Service } from './service.ts';

const pageSize = 100;

/** A mission and a run of it, by the service's ids. */
export interface AtService {
  readonly mission: string;
  readonly run: string;
}

export interface PreparedAssistant {
  readonly id: string;
  /** The telephony layer's. */
  readonly telnyxId: string | undefined;
  readonly round: PrepareRound;
  readonly place: number;
  readonly from: string;
}

interface Preparing {
  readonly at: AtService;
  readonly request: PrepareRequest;
  /** What the service says of the account. */
  readonly me: unknown;
}

export async function prepareAssistants(
  service: Service,
  preparing: Preparing,
): Promise<Asked<readonly PreparedAssistant[]>> {
  const { request, me, at } = preparing;
  const listed = await listAssistants(service, request.run);
  if (!listed.ok) return listed;
  const numbers = new Numbers(service, { me, assistants: listed.value });
  const places = request.rounds.flatMap((round) =>
    Array.from({ length: round.assistants }, (_, place) => ({ round, place })),
  );
  // One after the other: which of them gets which number does not depend on whose answer comes first.
  const assistants: PreparedAssistant[] = [];
  for (const one of places) {
    const made = await assistantAt(service, { ...one, request, listed: listed.value });
    if (!made.ok) return made;
    const from = await numbers.of(made.value, one.round.channel);
    if (!from.ok) return from;
    const id = idOf(made.value) ?? '';
    assistants.push({ ...one, id, telnyxId: textOf(made.value, 'telnyx_assistant_id'), from: from.value });
  }
  const unlinked = await link(service, { at, assistants });
  return unlinked ?? { ok: true, value: assistants, serviceAt: listed.serviceAt };
}

async function listAssistants(service: Service, run: string): Promise<Asked<readonly unknown[]>> {
  const name = encodeURIComponent(`${runMark(run)}/`);
  const pages = await askPages(service, {
    path: (page) => `/assistants?name=${name}&page=${page}&pageSize=${pageSize}`,
    names: ['assistants', 'data'],
    size: pageSize,
  });
  return pages.ok ? { ...pages, value: pages.value.items } : pages;
}

/** The prompt of one that is found stays as it is. */
function assistantAt(
  service: Service,
  of: {
    readonly round: PrepareRound;
    readonly place: number;
    readonly request: PrepareRequest;
    readonly listed: readonly unknown[];
  },
): Promise<Asked<unknown>> {
  const { round, place, request } = of;
  const name = assistantName(request, { round: round.id, place });
  const isIt = (one: unknown): boolean => textOf(one, 'name') === name && idOf(one) !== undefined;
  let known: readonly unknown[] | null = of.listed;
  return ensure<unknown>({
    find: async () => {
      const list: Asked<readonly unknown[]> =
        known === null ? await listAssistants(service, request.run) : { ok: true, value: known, serviceAt: 0 };
      known = null;
      return list.ok ? { ...list, value: oldest(list.value, isIt) } : list;
    },
    make: () => making(service, { path: '/assistants', body: assistantSettings(round, name), name: 'assistant' }),
  });
}

/** Null: all of them are linked, as the service itself says. */
async function link(
  service: Service,
  { at, assistants }: { readonly at: AtService; readonly assistants: readonly PreparedAssistant[] },
): Promise<Failed | null> {
  const path = `/missions/${segment(at.mission)}/runs/${segment(at.run)}/agents`;
  const before = await linked(service, path);
  if (!before.ok) return before;
  const missing = assistants.filter((one) => !isLinked(one, before.value));
  if (missing.length === 0) return null;
  // Linking twice is linking.
  const asked = await Promise.all(
    missing.map((one) => service.ask({ method: 'POST', path, body: { telnyx_agent_id: one.id } })),
  );
  const failed = asked.find((one) => !one.ok);
  if (failed !== undefined && !failed.ok) return failed;
  const after = await linked(service, path);
  if (!after.ok) return after;
  const still = assistants.filter((one) => !isLinked(one, after.value));
  if (still.length === 0) return null;
  const message = `The service took the link of ${still.length} of ${assistants.length} assistants to the run, and does not show it.`;
  return refusedWith({ code: 'refused', message }, after.serviceAt);
}

/** The ids under which assistants are linked: the telephony layer's, or the service's own. */
async function linked(service: Service, path: string): Promise<Asked<ReadonlySet<string>>> {
  const answer = await service.ask({ method: 'GET', path });
  if (!answer.ok) return answer;
  const list = listOf(answer.value, 'data') ?? listOf(field(answer.value, 'data'), 'agents') ?? [];
  const ids = list.flatMap((one) => textOf(inside(one, 'agent'), 'telnyx_agent_id') ?? []);
  return { ...answer, value: new Set(ids) };
}

function isLinked(assistant: PreparedAssistant, ids: ReadonlySet<string>): boolean {
  return ids.has(assistant.id) || (assistant.telnyxId !== undefined && ids.has(assistant.telnyxId));
}
