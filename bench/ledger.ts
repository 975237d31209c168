/** What the ledger is asked for one intent, with a million past attempts in it: opt-outs, and attempts within a day. */
import { join } from 'node:path';
import { dayMs, minuteMs } from '../src/lib/time.ts';
import { load, plan, start } from '../src/mission.ts';
import { freeFrom } from '../src/plan/daily-cap.ts';
import type { LedgerEntry, Store } from '../src/run/ports.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import { csvMission, phone } from './fixtures.ts';

const now = Date.parse('2026-11-23T17:00:00Z');
const entriesPerCommit = 20_000;
const checks = 200_000;
/** The median of these: another process may take the machine for a while. */
const batchChecks = 10_000;
/** Every tenth number was called four times, so that there is something to find. */
const attemptsPerNumber = 4;

export async function checkLedger(of: {
  readonly folder: string;
  readonly count: number;
}): Promise<Readonly<Record<string, number>>> {
  const { store, run, epoch } = await driven(of.folder);
  fill(store, { run, epoch, count: of.count });
  const { world } = store.run(run) ?? {};
  if (world === undefined) throw new Error('no run');
  let found = 0;
  let held = 0;
  const batches: number[] = [];
  let from = performance.now();
  for (let check = 0; check < checks; check += 1) {
    // A stride through all numbers, so that neighbours are not asked for one after the other.
    const number = phone((check * 7_919) % of.count);
    const at = now + (check % 1_000) * 1_000;
    if (store.optedOut({ number, world })) throw new Error('nobody opted out');
    const attempts = store.attempts({ number, world, after: at - dayMs, until: at + dayMs });
    found += attempts.length;
    if (freeFrom(attempts, { at, cap: 4 }) > at) held += 1;
    if ((check + 1) % batchChecks > 0) continue;
    batches.push(performance.now() - from);
    from = performance.now();
  }
  const median = batches.toSorted((a, b) => a - b)[batches.length >> 1] ?? 0;
  const checkMicros = Math.round((median * 100_000) / batchChecks) / 100;
  store.close();
  return { entries: of.count, checks, checkMicros, foundPerCheck: Math.round((found * 100) / checks) / 100, held };
}

async function driven(
  folder: string,
): Promise<{ readonly store: Store; readonly run: string; readonly epoch: number }> {
  const { mission } = await load({ file: csvMission(folder, 1), cwd: folder, env: {}, params: {} });
  const opened = openStore({ folder: join(folder, '.mission') });
  if (mission === null || !opened.ok) throw new Error('no mission, or no store');
  const store = opened.value;
  const planned = plan(mission, { store, now });
  const { name: run } = start({ store, loaded: mission, planned, now, approve: [], randomId: () => '' });
  const lease = store.drive(run, { pid: process.pid, host: 'bench', since: now });
  if (!lease.ok) throw new Error(lease.error.message);
  return { store, run, epoch: lease.value.epoch };
}

function fill(store: Store, of: { readonly run: string; readonly epoch: number; readonly count: number }): void {
  const { run, epoch, count } = of;
  const record = store.run(run);
  if (record === null) throw new Error('no run');
  const { slug, world } = record;
  for (let begun = 0; begun < count; begun += entriesPerCommit) {
    const ledger = Array.from({ length: Math.min(entriesPerCommit, count - begun) }, (_, place): LedgerEntry => {
      const at = begun + place;
      const number = phone(10 * Math.floor(at / attemptsPerNumber));
      const attempt = { key: `past.${at}`, run, slug, world, contact: `t${at}`, number };
      const when = now - 2 * dayMs + (at % 2_000) * minuteMs;
      return { ...attempt, at: when, status: 'settled', reached: false, minutes: 1, cost: 0.12 };
    });
    const done = store.commit({ run, epoch, events: [], contacts: [], ledger, optOuts: [], taken: [] });
    if (!done.ok) throw new Error(done.error.message);
  }
}
