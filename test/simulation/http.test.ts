/** The same missions over HTTP, with a simulator server and its faults; `npm run simulate -- --http` plays more. */
import { expect, test } from 'vitest';
import { type Fault, httpFaultNames, serviceFaultNames } from './faults/faults.ts';
import { drawHttpScenario } from './http/faults.ts';
import { httpBugs } from './http/planted-bugs.ts';
import { simulateHttp } from './http/simulate.ts';
import { withBugOverHttp } from './planted.ts';

const minute = 60_000;
const seeds = 30;
/** Those before take long. */
const firstSeed = 12;
const seedsMax = 500;
/** With what is rare: calls dialled far too late and again, withdrawals that race with the dialling, lists that lag. */
const rare = [66, 89, 1521, 1698];
/** Each of them alone would leave much unseen: both kinds of servers, the socket, an outage, a new start, a takeover, two runs. */
const kinds = {
  older: ({ http }) => !http.completesSteps,
  newer: ({ http }) => http.completesSteps,
  'by socket': ({ http }) => http.bySocket,
  outage: ({ http }) => http.outage !== null,
  restart: ({ http }) => http.restartAfterMs !== null,
  stops: ({ faults }) => faults.stops > 0,
  takeover: ({ faults }) => faults.suspends > 0,
  'two runs': ({ runs }) => runs.length === 2,
  'real time': ({ runs }) => runs.some(({ virtual }) => !virtual),
} satisfies Readonly<Record<string, (scenario: ReturnType<typeof drawHttpScenario>) => boolean>>;
/** Seeds in which something once went wrong: two missions made of one, a request called off, a list that lags, an end while preparing. */
const once = [144, 171, 143];

const played = Array.from({ length: seeds }, (_, at) => firstSeed + at);

test(`${seeds} missions over HTTP keep every invariant`, { timeout: 5 * minute }, async () => {
  const struck = new Set<Fault>();
  const ends = new Set<string>();
  for (const seed of [...played, ...rare]) {
    const simulated = await simulateHttp(seed);
    expect(simulated.broken, `seed ${seed}: npm run simulate -- --http --seed ${seed}`).toEqual([]);
    for (const fault of simulated.strikes.keys()) struck.add(fault);
    for (const end of simulated.ends) ends.add(end);
  }
  // The draws must reach every fault and every end, or the invariants say little.
  for (const fault of [...httpFaultNames, ...serviceFaultNames]) expect(struck, fault).toContain(fault);
  expect([...ends].toSorted()).toEqual(['canceled', 'failed', 'succeeded']);
  const drawn = played.map(drawHttpScenario);
  for (const [kind, is] of Object.entries(kinds)) expect(drawn.filter(is).length, kind).toBeGreaterThan(0);
});

test.each(once)('seed %i, in which something once went wrong, keeps every invariant', async (seed) => {
  expect((await simulateHttp(seed)).broken).toEqual([]);
});

test.each(httpBugs)('a program that $name is caught by invariant $invariant', { timeout: 3 * minute }, async (bug) => {
  const planted = await withBugOverHttp(bug);
  const played: number[] = [];
  let caught = false;
  for (let seed = bug.firstSeed; seed < bug.firstSeed + seedsMax && !caught; seed += 1) {
    if (!bug.where(drawHttpScenario(seed))) continue;
    played.push(seed);
    const { broken } = await planted.simulateHttp(seed);
    caught = broken.some((line) => line.startsWith(`${bug.invariant}:`));
  }
  planted.remove();
  expect(caught, `${played.length} seeds kept invariant ${bug.invariant}`).toBe(true);
  for (const seed of played) expect((await simulateHttp(seed)).broken, `seed ${seed}`).toEqual([]);
});
