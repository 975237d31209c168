/**
 * `mission run`, killed with SIGKILL again and again and resumed each time until it ends. What the simulated service saw,
 * and the results to the last byte, are those of a run that nobody disturbed. When it is killed is drawn from a seed and left
 * to chance; what must hold is the same whenever it was.
 */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { isRunFinal } from '../../src/run/mission-state.ts';
import type { RunRecord } from '../../src/run/ports.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { asked } from '../cli/sample-missions.ts';
import { judge } from '../support/judge.ts';
import { Draws } from '../support/random-mission.ts';
import { evidenceIn } from './evidence.ts';
import { buildProgram, newWorkspace, runProgram, startProgram } from './program.ts';

const seed = Number(process.env.MISSION_KILL_SEED ?? 1);
const killsPerMission = 11;
const missionsFolder = join(import.meta.dirname, '..', '..', 'missions');

interface Mission {
  readonly file: string;
  /** The gate that a person answers with `mission approve`. */
  readonly gate?: string;
}

const missions: readonly Mission[] = [
  { file: 'missions/appointment-reminders.yaml' },
  { file: 'missions/window-washing.yaml' },
  { file: 'missions/hotel-block.yaml' },
  { file: 'missions/vendor-demos.yaml' },
  { file: 'missions/boiler-part.yaml' },
  { file: 'missions/asked.yaml', gate: 'launch' },
];

beforeAll(buildProgram);

function workspace(): string {
  const folder = newWorkspace({ 'mission.config.yaml': '', 'missions/asked.yaml': asked });
  cpSync(missionsFolder, join(folder, 'missions'), { recursive: true, filter: (path) => !/\.results\./.test(path) });
  return folder;
}

describe(`killed ${killsPerMission} times`, () => {
  test.each(missions)('$file ends as if nothing had happened', { timeout: 240_000 }, async (mission) => {
    const whole = workspace();
    await finish(mission, whole);
    const expected = seenIn(whole);
    expect(expected.results.length).toBeGreaterThan(0);
    for (let kills = 0, life = 0; kills < killsPerMission; ) {
      const folder = workspace();
      const draws = new Draws(seed * 1000 + life);
      const killed = await killAgainAndAgain(mission, { folder, draws, killsMax: killsPerMission - kills });
      await finish(mission, folder);
      const told = `seed ${seed}, workspace ${life}, killed ${killed} times`;
      const seen = seenIn(folder);
      expect(seen.broken, told).toEqual([]);
      expect(seen.rang, told).toEqual(expected.rang);
      expect(seen.results, told).toEqual(expected.results);
      expect(seen.files, told).toEqual(expected.files);
      kills += killed;
      life += 1;
      expect(life, 'it is hardly ever hit').toBeLessThan(10 * killsPerMission);
    }
  });
});

interface Killing {
  readonly folder: string;
  readonly draws: Draws;
  readonly killsMax: number;
}

/** Returns how often it was hit while the run was under way: less than asked where the run ended before. */
async function killAgainAndAgain(mission: Mission, { folder, draws, killsMax }: Killing): Promise<number> {
  let kills = 0;
  for (let life = 0; kills < killsMax; life += 1) {
    const status = statusIn(folder);
    if (status !== null && isRunFinal(status)) return kills;
    // Either goes on with what is there; where it was killed before there was a run, only the first can.
    const words = status === null || draws.chance(`run ${life}`, 0.3) ? ['run', mission.file] : ['resume'];
    const running = startProgram([...words, ...(mission.gate === undefined ? [] : ['--no-wait'])], { cwd: folder });
    // What it tells comes right after a commit and before the deeds that were committed.
    if (draws.chance(`early ${life}`, 0.15)) await sleep(draws.whole(`ms ${life}`, { min: 50, max: 500 }));
    else await running.told(draws.whole(`events ${life}`, { min: 1, max: 8 }));
    await sleep(draws.whole(`more ms ${life}`, { min: 0, max: 4 }));
    running.child.kill('SIGKILL');
    const { code, stderr } = await running.ended;
    if (code === 3) await approve(mission, folder);
    else if (code !== null && code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`);
    const after = statusIn(folder);
    if (code === null && after !== null && !isRunFinal(after)) kills += 1;
  }
  return kills;
}

/** Null: it was killed before there was a run. */
function statusIn(folder: string): RunRecord['status'] | null {
  const opened = openStore({ folder: join(folder, '.mission') });
  if (!opened.ok) throw new Error(opened.error.message);
  const [run] = opened.value.runs();
  opened.value.close();
  return run?.status ?? null;
}

async function approve({ gate = '' }: Mission, folder: string): Promise<void> {
  const { code, stderr } = await runProgram(['approve', 'opening-hours-1', gate], { cwd: folder });
  if (code !== 0) throw new Error(`approve ended with ${code}: ${stderr}`);
}

async function finish(mission: Mission, folder: string): Promise<void> {
  const status = statusIn(folder);
  const words = status === null ? ['run', mission.file] : ['resume'];
  const wait = mission.gate === undefined ? [] : ['--no-wait'];
  let ended = await runProgram([...words, ...wait], { cwd: folder });
  if (ended.code === 3) {
    await approve(mission, folder);
    ended = await runProgram(['resume'], { cwd: folder });
  }
  if (ended.code !== 0) throw new Error(`it ended with ${ended.code}: ${ended.stderr}`);
}

interface Seen {
  /** What rang, whatever it was called. */
  readonly rang: readonly string[];
  readonly broken: readonly string[];
  /** Each results file's name and bytes. */
  readonly results: readonly (readonly [string, string])[];
  /** What lies beside the mission, and in the folder of the worlds. */
  readonly files: readonly string[];
}

/** What the service saw and the program wrote, and whether both agree with the journal. */
function seenIn(folder: string): Seen {
  const evidence = evidenceIn(folder);
  const broken = judge(evidence);
  evidence.store.close();
  const beside = readdirSync(join(folder, 'missions')).toSorted();
  const rang = evidence.seen.flatMap(({ contact, to, channel, dialledAt, scheduledAt, instructions, text, outcome }) =>
    dialledAt === null
      ? []
      : [JSON.stringify({ contact, to, channel, dialledAt, scheduledAt, instructions, text, outcome })],
  );
  return {
    rang: rang.toSorted(),
    broken,
    results: beside
      .filter((name) => name.includes('.results.'))
      .map((name) => [name, readFileSync(join(folder, 'missions', name), 'utf8')] as const),
    files: [...beside, ...readdirSync(join(folder, '.mission', 'worlds')).filter((name) => name.endsWith('.db'))],
  };
}
