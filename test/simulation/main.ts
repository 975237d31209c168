/**
 * `npm run simulate -- --seeds N --from S`: that many seeds, one after the other; the last line is the figure.
 * `npm run simulate -- --seed X`: one seed, with everything that happened.
 * `--http`: over HTTP, against a simulator server.
 */
import { parseArgs } from 'node:util';
import { type Fault, faultNames, httpFaultNames } from './faults/faults.ts';
import { simulateHttp } from './http/simulate.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' }, http: { type: 'boolean' } },
});
const play = values.http === true ? simulateHttp : simulate;
const faults = values.http === true ? [...faultNames, ...httpFaultNames] : faultNames;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function one(seed: number): Promise<number> {
  const { lines, broken, strikes, ...rest } = await play(seed, { traces: true });
  for (const line of lines) print(line);
  print(JSON.stringify({ ...rest, strikes: Object.fromEntries(strikes) }));
  for (const line of broken) print(`BROKEN ${line}`);
  return broken.length;
}

async function many(seeds: number, from: number): Promise<number> {
  const began = performance.now();
  let failed = 0;
  let attempts = 0;
  let processes = 0;
  const ends: Record<string, number> = {};
  const strikes = new Map<Fault, number>(faults.map((fault) => [fault, 0]));
  for (let seed = from; seed < from + seeds; seed += 1) {
    const simulated = await play(seed);
    attempts += simulated.attempts;
    processes += simulated.processes;
    for (const [fault, times] of simulated.strikes) strikes.set(fault, (strikes.get(fault) ?? 0) + times);
    for (const end of simulated.ends) ends[end] = (ends[end] ?? 0) + 1;
    if (simulated.broken.length === 0) continue;
    failed += 1;
    print(`seed ${seed} (${simulated.classes.join(', ')}): ${simulated.broken[0]} (${simulated.broken.length} in all)`);
  }
  const seconds = (performance.now() - began) / 1000;
  for (const [fault, times] of strikes) print(`${String(times).padStart(8)}  ${fault}`);
  print(JSON.stringify(ends));
  print(
    `${seeds} seeds from ${from}: ${failed} failed; ${attempts} attempts, ${processes} processes, ${seconds.toFixed(1)} s (${((seconds * 1000) / seeds).toFixed(1)} ms per seed)`,
  );
  return failed;
}

const failed =
  values.seed === undefined
    ? await many(Number(values.seeds ?? 300), Number(values.from ?? 1))
    : await one(Number(values.seed));
process.exitCode = failed === 0 ? 0 : 1;
