/** One measurement in a process of its own, so that its peak memory is its own. Prints one JSON line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog } from '../src/cli/log.ts';
import { openWorld } from '../src/cli/worlds.ts';
import { localEngine } from '../src/engine/local.ts';
import { carryOut, load, plan, start } from '../src/mission.ts';
import type { Store } from '../src/run/ports.ts';
import { openStore } from '../src/store/sqlite-store.ts';
import { csvMission, inlineMission } from './fixtures.ts';
import { checkLedger } from './ledger.ts';
import { rawInserts } from './raw.ts';

type Figures = Readonly<Record<string, number>>;

const [what = '', size = '0'] = process.argv.slice(2);
const count = Number(size);
const folder = mkdtempSync(join(tmpdir(), 'mission-bench-'));
try {
  const figures = await measure();
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ ...figures, peakMb }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<Figures> {
  switch (what) {
    case 'sweep':
      return sweep();
    case 'resume':
      return resume();
    case 'validate':
      return validate();
    case 'plan':
      return planOnly();
    case 'requests':
      // A server and a client: no part of what the others measure.
      return (await import('./requests.ts')).countRequests(count);
    case 'ledger':
      return checkLedger({ folder, count });
    default:
      throw new Error(`no measurement ${what}`);
  }
}

async function loaded(file: string) {
  const { mission, diagnostics } = await load({ file, cwd: folder, env: {}, params: {} });
  if (mission === null) throw new Error(diagnostics.find(({ severity }) => severity === 'error')?.message);
  return mission;
}

async function begin(): Promise<{ readonly store: Store; readonly run: string; readonly seconds: number }> {
  const mission = await loaded(csvMission(folder, count));
  const opened = openStore({ folder: join(folder, '.mission') });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  const from = performance.now();
  const planned = plan(mission, { store, now: Date.now() });
  const record = start({ store, loaded: mission, planned, now: Date.now(), approve: [], randomId: () => '' });
  return { store, run: record.name, seconds: seconds(from) };
}

const noService = { ok: false, error: { code: 'no-key', message: 'nobody is called here' } } as const;

async function drive(store: Store, run: string, interruptAfter?: number): Promise<void> {
  const record = store.run(run);
  if (record === null) throw new Error('no run');
  const world = await openWorld({
    folder: join(folder, '.mission'),
    store,
    run: record,
    source: store.source(run),
    account: () => Promise.resolve(noService),
    mayListen: () => Promise.resolve(false),
    model: () => Promise.resolve(null),
    log: openLog({ folder: null, secrets: [], stderr: process.stderr }),
  });
  if (!world.ok) throw new Error(world.error.message);
  const { provider, model, clock } = world.value;
  const engine = localEngine({
    store,
    provider,
    model,
    clock,
    driver: { pid: process.pid, host: hostname(), since: 0 },
  });
  const controller = new AbortController();
  let finished = 0;
  const outcome = await carryOut(run, {
    store,
    engine,
    ticks: () => performance.now(),
    interrupt: controller.signal,
    onEvents: (events) => {
      if (interruptAfter === undefined) return;
      for (const event of events) if (event.type === 'contact.finished') finished += 1;
      if (finished >= interruptAfter) controller.abort();
    },
  });
  await world.value.close();
  if (!outcome.ok) throw new Error(outcome.error.message);
}

/** A whole sweep, against inserting the same rows bare, in the same process. */
async function sweep(): Promise<Figures> {
  const begun = await begin();
  const from = performance.now();
  await drive(begun.store, begun.run);
  const took = seconds(from);
  const events = begun.store.run(begun.run)?.seq ?? 0;
  const contacts = begun.store.contactCounts(begun.run);
  const raw = rawInserts({ store: begun.store, run: begun.run, file: join(folder, 'raw.db') });
  return {
    contacts: Object.values(contacts).reduce((sum, one) => sum + one, 0),
    startSeconds: begun.seconds,
    runSeconds: took,
    events,
    eventsPerSecond: Math.round(events / took),
    contactsPerSecond: Math.round(count / took),
    rawPerSecond: Math.round(events / raw),
  };
}

/** A run of which all but a thousand contacts are done, taken up again. */
async function resume(): Promise<Figures> {
  const begun = await begin();
  await drive(begun.store, begun.run, count - 1000);
  const open = Array.from(begun.store.contacts(begun.run, { open: true })).length;
  const from = performance.now();
  await drive(begun.store, begun.run, 0);
  return { open, resumeSeconds: seconds(from) };
}

async function validate(): Promise<Figures> {
  const file = inlineMission(folder, count);
  const from = performance.now();
  await loaded(file);
  return { seconds: seconds(from) };
}

async function planOnly(): Promise<Figures> {
  const file = csvMission(folder, count);
  const from = performance.now();
  const mission = await loaded(file);
  const loadSeconds = seconds(from);
  const planned = plan(mission, { store: null, now: Date.now() });
  return { contacts: planned.plan.included.length, loadSeconds, seconds: seconds(from) };
}

function seconds(from: number): number {
  return Math.round(performance.now() - from) / 1000;
}
