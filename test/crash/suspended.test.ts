/** A process that drives a run and is suspended: the run stays its own, and where its lock was lost it can store nothing more. */
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { asked } from '../cli/sample-missions.ts';
import { judge } from '../support/judge.ts';
import { evidenceIn } from './evidence.ts';
import { buildProgram, newWorkspace, type Running, runProgram, startProgram } from './program.ts';

beforeAll(buildProgram);

const name = 'opening-hours-1';

/** A run that stands at its gate, and the process that drives it, asleep. */
async function asleep(): Promise<{ readonly folder: string; readonly sleeper: Running }> {
  const folder = newWorkspace({ 'mission.config.yaml': '', 'hours.yaml': asked });
  const sleeper = startProgram(['run', 'hours.yaml'], { cwd: folder });
  onTestFinished(() => void sleeper.child.kill('SIGKILL'));
  await sleeper.heard(/gate launch asks/);
  sleeper.child.kill('SIGSTOP');
  return { folder, sleeper };
}

function expectWhole(folder: string): void {
  const evidence = evidenceIn(folder);
  expect(judge(evidence)).toEqual([]);
  expect(evidence.store.contactCounts(name)).toEqual({ reached: 2, unreached: 1 });
  evidence.store.close();
}

test('keeps its run: others are told who drives it, and it goes on when it wakes', { timeout: 60_000 }, async () => {
  const { folder, sleeper } = await asleep();
  for (const words of [['resume'], ['run', 'hours.yaml'], ['tick', name]]) {
    const { code, stderr } = await runProgram(words, { cwd: folder });
    expect(stderr).toContain(`${name} is driven by process ${sleeper.child.pid} on ${hostname()} since `);
    expect(code).toBe(5);
  }
  const status = await runProgram(['status', name], { cwd: folder });
  expect(status.stdout).toContain('waiting (gate)');
  // An answer waits for it, too.
  expect((await runProgram(['approve', name, 'launch'], { cwd: folder })).code).toBe(0);
  sleeper.child.kill('SIGCONT');
  expect((await sleeper.ended).code).toBe(0);
  expectWhole(folder);
});

test('whose lock was lost finds the run taken over, and stores nothing', { timeout: 60_000 }, async () => {
  const { folder, sleeper } = await asleep();
  // As on a file system that forgets locks.
  rmSync(join(folder, '.mission', 'locks'), { recursive: true });
  expect((await runProgram(['approve', name, 'launch'], { cwd: folder })).code).toBe(0);
  expect((await runProgram(['resume'], { cwd: folder })).code).toBe(0);
  expectWhole(folder);
  sleeper.child.kill('SIGCONT');
  const { code, stderr } = await sleeper.ended;
  expect(stderr).toMatch(/error: opening-hours-1 has been taken over by process \d+ on /);
  expect(stderr).toContain('This process stores nothing more of it.');
  expect(code).toBe(5);
  expectWhole(folder);
});
