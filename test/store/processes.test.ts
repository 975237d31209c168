import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  committer,
  here,
  noon,
  queuedEvent,
  sampleContact,
  sampleEntry,
  sampleRun,
} from '../contract/store-samples.ts';
import { newFolder, opened } from './folder.ts';

const script = fileURLToPath(new URL('./other-process.ts', import.meta.url));

interface Other {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves when the process has printed so many lines. */
  printed(count: number): Promise<void>;
  kill(): Promise<void>;
  ended(): Promise<number | null>;
}

function otherProcess(...words: readonly string[]): Other {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  return {
    child,
    lines,
    async printed(count) {
      while (lines.length < count) {
        const [line] = await Promise.race([once(reader, 'line'), exit.then(() => [null])]);
        if (line === null && lines.length < count) throw new Error(`it ended after ${lines.length} lines`);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      await exit;
      return child.exitCode;
    },
  };
}

describe('several processes', () => {
  it('give every run a name of its own', async () => {
    const folder = newFolder();
    const others = [otherProcess('create', folder), otherProcess('create', folder)];
    expect(await Promise.all(others.map((other) => other.ended()))).toEqual([0, 0]);
    const names = others.flatMap((other) => other.lines);
    expect(new Set(names).size).toBe(40);
    const store = opened({ folder });
    expect(store.runs().map((run) => run.n)).toEqual(Array.from({ length: 40 }, (_, place) => place + 1));
    store.close();
  });

  it('wait for one that is just making the store', async () => {
    const folder = newFolder();
    const other = otherProcess('make', folder);
    await other.printed(1);
    const store = opened({ folder });
    expect(store.runs()).toEqual([]);
    store.close();
    expect(await other.ended()).toBe(0);
  });

  it('drive a run one at a time: the lock goes with its process, however that dies', async () => {
    const folder = newFolder();
    const store = opened({ folder });
    const { name } = store.createRun(sampleRun());
    const other = otherProcess('drive', folder, name);
    await other.printed(1);
    const refused = store.drive(name, here);
    expect(refused).toMatchObject({ ok: false, error: { code: 'driven' } });
    expect(refused.ok ? '' : refused.error.message).toContain(`process ${other.child.pid} on there`);
    expect(store.isDriven(name)).toBe(true);
    await other.kill();
    expect(store.isDriven(name)).toBe(false);
    const taken = store.drive(name, here);
    expect(taken).toMatchObject({ ok: true, value: { epoch: 2 } });
    store.close();
  });

  it('see what the driver has committed, and send it signals', async () => {
    const folder = newFolder();
    const store = opened({ folder });
    const { name } = store.createRun(sampleRun({ targets: 1000 }));
    const other = otherProcess('commit', folder, name);
    await other.printed(50);
    const told = Number(other.lines[49]);
    expect(store.run(name)?.seq).toBeGreaterThanOrEqual(told);
    expect(Array.from(store.events(name, { after: told - 1, limit: 1 }), (event) => event.seq)).toEqual([told]);
    store.signal(name, { kind: 'pause' });
    expect(store.signals(name)).toMatchObject([{ kind: 'pause' }]);
    await other.kill();
    store.close();
  });

  it('find all of each commit that was told, and nothing of another, after kill -9', async () => {
    const folder = newFolder();
    const store = opened({ folder });
    const { name } = store.createRun(sampleRun({ targets: 1000 }));
    for (let life = 1; life <= 3; life += 1) {
      const from = store.run(name)?.seq ?? 0;
      const other = otherProcess('commit', folder, name);
      await other.printed(20 * life);
      await other.kill();
      const told = Number(other.lines.at(-1) ?? from);
      const { seq = 0 } = store.run(name) ?? {};
      expect(seq).toBeGreaterThanOrEqual(told);
      expect(Array.from(store.events(name), (event) => event.seq)).toEqual(
        Array.from({ length: seq }, (_, at) => at + 1),
      );
      // Every commit has one contact and one attempt: both are there exactly where its events are.
      const last = [...store.events(name, { after: seq - 1 })][0];
      const contacts = [...store.contacts(name)];
      expect(last).toMatchObject({ contact: contacts.at(-1)?.state.id });
      const attempts = store.attempts({ number: '+13125550101', world: 'sim:sweep-1', after: -1, until: 1e6 });
      expect(attempts).toEqual(contacts.map((row) => row.index));
    }
    store.close();
  });
});

describe('a driver that slept through a takeover', () => {
  it('can write nothing, even where the lock did not hold', () => {
    const folder = newFolder();
    const [asleep, awake] = [opened({ folder }), opened({ folder })];
    const { name } = asleep.createRun(sampleRun());
    const first = asleep.drive(name, here);
    // As on a file system that forgets locks.
    rmSync(join(folder, 'locks'), { recursive: true });
    const second = awake.drive(name, { ...here, pid: 4712 });
    if (!first.ok || !second.ok) throw new Error('not driven');
    expect(committer(awake, { run: name, epoch: second.value.epoch })({ events: [queuedEvent('t0')] }).ok).toBe(true);
    const late = committer(asleep, { run: name, epoch: first.value.epoch });
    const refused = late({
      events: [queuedEvent('t1')],
      contacts: [sampleContact(1, null)],
      ledger: [sampleEntry()],
      wakeAt: noon,
    });
    expect(refused).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(refused.ok ? '' : refused.error.message).toContain('4712');
    expect(awake.run(name)).toMatchObject({ seq: 1, wakeAt: null });
    expect(awake.contact(name, 1)).toBeNull();
    expect(awake.attempts({ number: '+13125550101', world: 'sim:sweep-1', after: 0, until: noon })).toEqual([]);
    asleep.close();
    awake.close();
  });
});
