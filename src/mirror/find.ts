/** Finding what preparing had made at the service, by our own id of the run. As preparing does: every page, and of several the oldest. */
import { fail, ok } from '../lib/result.ts';
import { segment, type WireAnswer } from '../wire/client.ts';
import { field } from '../wire/failure.ts';
import { type Asked, type MirrorClient, type Place, strange } from './service.ts';
import { markerRunField } from './telling.ts';

const pageSize = 100;
/** Of pages that nobody counts. A service may give fewer at once than it was asked for, but hardly fewer than this. */
const pageSizeMin = 20;
const pagesMax = 200;

/** Null: the service has no run of ours. */
export async function findRun(
  client: MirrorClient,
  of: { readonly mission: string | null; readonly run: string },
): Asked<Place | null> {
  const mission = of.mission === null ? await findMission(client, of.run) : ok(of.mission);
  if (!mission.ok || mission.value === null) return mission.ok ? ok(null) : mission;
  const base = `/missions/${segment(mission.value)}/runs`;
  const run = await oldest(client, {
    path: (page) => `${base}?page_number=${page}&page_size=${pageSize}`,
    ...{ name: 'data', id: 'run_id' },
    isOurs: (one) => field(field(one, 'input'), markerRunField) === of.run,
  });
  return run.ok && run.value !== null ? ok({ mission: mission.value, run: run.value }) : run.ok ? ok(null) : run;
}

function findMission(client: MirrorClient, run: string): Asked<string | null> {
  return oldest(client, {
    path: (page) => `/missions?page[size]=${pageSize}&page[number]=${page}`,
    ...{ name: 'missions', id: 'id' },
    isOurs: (one) => field(field(one, 'metadata'), markerRunField) === run,
  });
}

interface Listed {
  readonly path: (page: number) => string;
  /** The list's, in the body. */
  readonly name: string;
  /** Where an item has its id. */
  readonly id: string;
  readonly isOurs: (item: unknown) => boolean;
}

interface Found {
  readonly id: string;
  readonly made: number;
}

/** The id of the oldest of ours, wherever in the list it stands; lists are newest first. */
async function oldest(client: MirrorClient, list: Listed): Asked<string | null> {
  const seen = new Set<string>();
  let found: Found | null = null;
  for (let page = 1; page <= pagesMax; page += 1) {
    const answer = await client.request({ method: 'GET', path: list.path(page) });
    if (!answer.ok) return answer;
    const items = field(answer.value.body, list.name) ?? field(answer.value.body, 'data');
    if (!Array.isArray(items)) return fail(strange(answer.value, `no list of ${list.name}`));
    const before = seen.size;
    for (const item of items) {
      const id = idOf(item, list.id);
      if (id === null || seen.has(id)) continue;
      seen.add(id);
      const made = madeAt(item);
      if (list.isOurs(item) && (found === null || made <= found.made)) found = { id, made };
    }
    const total = pagesOf(answer.value);
    if (total === null ? items.length < pageSizeMin : page >= total) break;
    // A service that knows no pages gives the first one again.
    if (seen.size === before) break;
  }
  return ok(found?.id ?? null);
}

function idOf(item: unknown, name: string): string | null {
  const id = field(item, name);
  return typeof id === 'string' && id !== '' && id !== '.' && id !== '..' ? id : null;
}

function madeAt(item: unknown): number {
  const text = field(item, 'created_at') ?? field(item, 'started_at');
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? 0 : at;
}

/** How many pages there are, where the service says so; some counts come as text. */
function pagesOf({ body }: WireAnswer): number | null {
  const said = [
    field(field(body, 'meta'), 'total_pages'),
    field(field(body, 'pagination'), 'pages'),
    field(field(body, 'pagination'), 'total_pages'),
  ];
  const counts = said.map((one) => (typeof one === 'string' && one.trim() !== '' ? Number(one) : one));
  return counts.find((one): one is number => typeof one === 'number' && Number.isFinite(one)) ?? null;
}
