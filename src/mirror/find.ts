/** Finding what preparing had made at the service, by our own id of the run. As preparing does: every page, and of several the oldest. */
import { ok } from '../lib/result.ts';
import type { WireFailure } from '../wire/failure.ts';
import { idOf } from '../wire/fields.ts';
import { isMissionOf, isRunOf, missionPages, runPages } from '../wire/our-run.ts';
import { oldest, type PageReader, type Pages, readPages } from '../wire/pages.ts';
import type { Asked, MirrorClient, Place } from './service.ts';

/** Null: the service has no run of ours. */
export async function findRun(
  client: MirrorClient,
  of: { readonly mission: string | null; readonly run: string },
): Asked<Place | null> {
  const mission = of.mission === null ? await findMission(client, of.run) : ok(of.mission);
  if (!mission.ok || mission.value === null) return mission.ok ? ok(null) : mission;
  const found = await oldestOf(client, { pages: runPages(mission.value), isOurs: isRunOf(of.run) });
  if (!found.ok) return found;
  const run = idOf(found.value, 'run_id');
  return ok(run === undefined ? null : { mission: mission.value, run });
}

async function findMission(client: MirrorClient, run: string): Asked<string | null> {
  const found = await oldestOf(client, { pages: missionPages, isOurs: isMissionOf(run) });
  return found.ok ? ok(idOf(found.value) ?? null) : found;
}

async function oldestOf(
  client: MirrorClient,
  { pages, isOurs }: { readonly pages: Pages; readonly isOurs: (item: unknown) => boolean },
): Asked<unknown> {
  const reader: PageReader<WireFailure> = {
    async read(path) {
      const answer = await client.request({ method: 'GET', path });
      return answer.ok ? ok(answer.value.body) : answer;
    },
    strange: (message) => ({ code: 'unreadable', message }),
  };
  const list = await readPages(reader, pages);
  return list.ok ? ok(oldest(list.value.items, isOurs)) : list;
}
