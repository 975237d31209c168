/** Finding our run among many, however a service gives them. */
import { expect, it } from 'vitest';
import { findRun } from '../../src/mirror/find.ts';
import type { WireRequest } from '../../src/wire/client.ts';

const account = { apiUrl: 'http://127.0.0.1:1/v1', apiKey: 'cc_test_a', simulated: true, world: 'sim:x' };
const day = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();

/** Newest first; ours are at `ours`, counted from the newest. */
const missions = (ours: readonly number[]) =>
  Array.from({ length: 450 }, (_, at) => ({
    id: `m${at}`,
    created_at: day(450 - at),
    metadata: ours.includes(at) ? { mission_run: 'ours' } : { mission_run: `theirs ${at}` },
  }));
const runs = (ours: readonly number[]) =>
  Array.from({ length: 90 }, (_, at) => ({
    run_id: `r${at}`,
    started_at: day(90 - at),
    input: { mission_run: ours.includes(at) ? 'ours' : 'theirs' },
  }));

interface Kind {
  /** What it gives at once, however much is asked for. */
  readonly atOnce: number;
  readonly pages: 'counted' | 'counted as text' | 'not counted' | 'unknown';
}

async function found(kind: Kind, of: { readonly missions: readonly object[]; readonly runs: readonly object[] }) {
  const asked: string[] = [];
  const request = async ({ path }: WireRequest) => {
    asked.push(path);
    const url = new URL(path, 'http://x');
    const isRuns = url.pathname.endsWith('/runs');
    const list = isRuns ? of.runs : of.missions;
    const page = Number(url.searchParams.get(isRuns ? 'page_number' : 'page[number]') ?? 1);
    const at = kind.pages === 'unknown' ? 0 : (page - 1) * kind.atOnce;
    const total = Math.ceil(list.length / kind.atOnce);
    const counts = { counted: total, 'counted as text': `${total}`, 'not counted': undefined, unknown: undefined };
    const body = {
      [isRuns ? 'data' : 'missions']: list.slice(at, at + kind.atOnce),
      meta: { total_pages: counts[kind.pages] },
    };
    return { ok: true as const, value: { status: 200, body, serviceAt: null } };
  };
  const place = await findRun({ request, account } as never, { mission: null, run: 'ours' });
  return { place: place.ok ? place.value : place.error, asked: asked.length };
}

it.each<Kind>([
  { atOnce: 100, pages: 'counted' },
  { atOnce: 20, pages: 'counted' },
  { atOnce: 50, pages: 'counted as text' },
  { atOnce: 100, pages: 'not counted' },
  { atOnce: 20, pages: 'not counted' },
])('finds it on the last page (%j)', async (kind) => {
  const { place } = await found(kind, { missions: missions([449]), runs: runs([89]) });
  expect(place).toEqual({ mission: 'm449', run: 'r89' });
});

it('takes the oldest of several, as preparing does', async () => {
  const { place } = await found(
    { atOnce: 20, pages: 'counted' },
    { missions: missions([3, 410]), runs: runs([2, 70]) },
  );
  expect(place).toEqual({ mission: 'm410', run: 'r70' });
});

it('finds nothing where there is none, and asks a service without pages for no third time', async () => {
  const none = await found({ atOnce: 100, pages: 'unknown' }, { missions: missions([]), runs: runs([]) });
  expect(none).toEqual({ place: null, asked: 2 });
});
