import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { type Rig, rig } from '../rig.ts';
import { asked } from './sample-missions.ts';

const run = 'opening-hours-1';
const hourMs = 3_600_000;

/** Of the last event of the run. */
async function lastAt(folder: Rig): Promise<number> {
  const { stdout } = await folder.mission('logs', run, '--json');
  return Date.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '').at);
}

async function atTheGate(): Promise<Rig> {
  const folder = rig();
  folder.write('hours.yaml', asked);
  await folder.mission('run', 'hours.yaml', '--no-wait');
  return folder;
}

describe('mission tick --every', () => {
  it('does what falls due before the next tick, and tells when it wakes', async () => {
    const folder = await atTheGate();
    await folder.mission('approve', run, 'launch');
    const ends: number[] = [];
    for (let ticks = 1; ticks <= 30; ticks += 1) {
      const { code, stdout } = await folder.mission('tick', '--every', '1h', '--json');
      expect(code).toBe(0);
      const [ticked] = JSON.parse(stdout);
      ends.push(await lastAt(folder));
      if (ticked.status === 'succeeded') break;
      expect(Date.parse(ticked.wake)).toBeGreaterThan(ends.at(-1) ?? 0);
    }
    // The redials come one to two hours later: it takes several ticks, and none goes further than its hour.
    expect(ends.length).toBeGreaterThan(1);
    expect(JSON.parse((await folder.mission('status', '--json')).stdout)).toMatchObject({ status: 'succeeded' });
  });

  it('counts from the run’s time when an answer has come, not from when it would have woken', async () => {
    const folder = await atTheGate();
    const before = await lastAt(folder);
    await folder.mission('approve', run, 'launch');
    await folder.mission('tick', '--every', '20m');
    const after = await lastAt(folder);
    expect(after).toBeGreaterThan(before);
    expect(after).toBeLessThanOrEqual(before + hourMs / 3);
  });

  it('without it does only what is due by now', async () => {
    const folder = await atTheGate();
    const before = await lastAt(folder);
    await folder.mission('approve', run, 'launch');
    await folder.mission('tick');
    expect(await lastAt(folder)).toBe(before);
    expect((await folder.mission('show', 'acme')).stdout).not.toContain('no answer');
  });

  it('waits for no person', async () => {
    const folder = await atTheGate();
    const { stdout } = await folder.mission('tick', '--every', '1h');
    expect(stdout).toBe(`${run}: waiting (gate), next wake 2026-11-24T16:00:00Z\n`);
  });

  it('gives no wake time to a paused run', async () => {
    const folder = await atTheGate();
    await folder.mission('pause');
    expect((await folder.mission('tick', '--every', '1h')).stdout).toBe(`${run}: waiting (paused)\n`);
  });
});

describe('mission tick with a run that another process drives', () => {
  async function oneDriven(): Promise<{ readonly folder: Rig; readonly release: () => void }> {
    const folder = await atTheGate();
    folder.write('other.yaml', asked.replace('name: Opening hours', 'name: Other hours'));
    await folder.mission('run', 'other.yaml', '--no-wait');
    await folder.mission('approve', 'other-hours-1', 'launch');
    const opened = openStore({ folder: folder.path('.mission') });
    if (!opened.ok) throw new Error(opened.error.message);
    opened.value.drive(run, { pid: 4711, host: 'there', since: 0 });
    return { folder, release: () => opened.value.close() };
  }

  it('passes over it, and sees to the others', async () => {
    const { folder, release } = await oneDriven();
    const { code, stdout } = await folder.mission('tick', '--every', '7d');
    release();
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${run} is driven by process 4711 on there since 1970-01-01T00:00:00Z: passed over\nother-hours-1: succeeded\n`,
    );
  });

  it('names it in the JSON', async () => {
    const { folder, release } = await oneDriven();
    const { stdout } = await folder.mission('tick', '--every', '7d', '--json');
    release();
    expect(JSON.parse(stdout)).toMatchObject([
      { run, status: 'waiting', error: { code: 'driven' } },
      { run: 'other-hours-1', status: 'succeeded' },
    ]);
  });

  it('is refused where it was named', async () => {
    const { folder, release } = await oneDriven();
    const { code, stderr } = await folder.mission('tick', run);
    release();
    expect(code).toBe(5);
    expect(stderr).toContain(`${run} is driven by process 4711`);
  });
});
