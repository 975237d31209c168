import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../src/lib/time.ts';
import type { Push } from '../../src/run/ports.ts';
import { openSimulator } from '../../src/simulator/open.ts';
import { valueIn } from '../contract/provider-rig.ts';
import { openKilled, placeAll } from './killed-script.ts';
import { price, recordFile, SimRig, startsAt } from './sim-rig.ts';

describe('a world that is opened again', () => {
  test('goes on where it was closed, or later', async () => {
    const file = recordFile();
    const first = await SimRig.open({ file });
    first.pass(hourMs);
    first.sim.close();
    expect((await SimRig.open({ file })).sim.clock.now()).toBe(startsAt + hourMs);
    const later = await SimRig.open({ file, startsAt: startsAt + 2 * hourMs });
    expect(later.sim.clock.now()).toBe(startsAt + 2 * hourMs);
  });

  test('has the same mission and assistants, with their prompts', async () => {
    const file = recordFile();
    const first = await SimRig.open({ file });
    const { id } = first.assistant('call');
    valueIn(await first.sim.provider.update({ assistant: id, instructions: 'changed', greeting: '' }));
    first.sim.close();
    const second = await SimRig.open({ file });
    expect(second.prepared).toEqual(first.prepared);
    await second.place('acme');
    second.pass(10 * minuteMs);
    expect(second.sim.seen()[0]?.instructions).toBe('changed');
  });

  test('makes of every call what one that was never closed makes of it', async () => {
    const run = async (file: string, reopen: boolean) => {
      let rig = await SimRig.open({ file, collect: price });
      const readings: unknown[] = [];
      for (let i = 0; i < 60; i += 1) {
        const ref = await rig.place(`target-${i % 7}`);
        rig.pass(7 * secondMs * (i % 9));
        if (reopen) {
          rig.sim.close();
          rig = await SimRig.open({ file, collect: price });
        }
        const reading = await rig.reading(ref);
        readings.push(reading);
      }
      rig.pass(hourMs);
      const seen = rig.sim.seen();
      const insights = await Promise.all(seen.map(({ ref }) => rig.insight(ref.replace('evt', 'conv'))));
      return { readings, seen, insights };
    };
    expect(await run(recordFile(), true)).toEqual(await run(recordFile(), false));
  });

  test('says nothing again that it said before, and what fell between at the next wait', async () => {
    const file = recordFile();
    const heard = (rig: SimRig) => {
      const pushes: Push[] = [];
      rig.sim.provider.onPush((push) => pushes.push(push));
      return pushes;
    };
    const personas = { acme: [{ outcome: 'answered', durationMs: 100 * secondMs }] } as const;
    const approver = { launch: { answer: 'approved', afterMs: 30 * minuteMs } } as const;
    const options = { file, simulate: { personas, approver } };
    const first = await SimRig.open(options);
    const ref = await first.place('acme');
    const ask = { run: 'run-1', gate: 'launch', question: '', details: '', biometric: false };
    const { id } = valueIn(await first.sim.provider.ask({ ...ask, expiresAt: startsAt + hourMs }));
    const before = heard(first);
    first.pass(2 * minuteMs + 40 * secondMs);
    expect(before).toEqual([{ kind: 'attempt', ref }]);
    first.sim.close();

    const second = await SimRig.open({ ...options, startsAt: startsAt + 20 * minuteMs });
    const after = heard(second);
    expect(await second.reading(ref)).toMatchObject({ status: 'completed' });
    expect(await second.sim.clock.wait(startsAt + 21 * minuteMs)).toBe('woken');
    expect(second.sim.clock.now()).toBe(startsAt + 20 * minuteMs);
    const conversation = (await second.reading(ref))?.conversation;
    expect(after).toEqual([
      { kind: 'attempt', ref },
      { kind: 'insight', conversation },
    ]);
    second.pass(20 * minuteMs);
    expect(after.slice(2)).toEqual([{ kind: 'approval', id }]);
    second.sim.close();

    const third = await SimRig.open(options);
    expect(third.sim.clock.nextHappening()).toBeNull();
    expect(valueIn(await third.sim.provider.approval({ id: id ?? '' }))).toEqual({ status: 'approved' });
  });

  test('leaves withdrawn calls withdrawn, and numbers new ones after the old', async () => {
    const file = recordFile();
    const first = await SimRig.open({ file });
    const ref = await first.place('acme');
    valueIn(await first.sim.provider.withdraw({ assistant: first.assistant('call').id, ref }));
    first.sim.close();
    const second = await SimRig.open({ file });
    expect(second.sim.clock.nextHappening()).toBeNull();
    const again = await second.place('acme');
    second.pass(hourMs);
    const seen = second.sim.seen().map((event) => [event.ref, event.status, event.outcome, event.dialledAt !== null]);
    expect(seen).toEqual([
      [ref, 'completed', 'canceled', false],
      [again, 'completed', 'answered', true],
    ]);
  });

  test('still has its replies and knows what they meant', async () => {
    const file = recordFile();
    const options = { file, collect: price, simulate: { default: { replied: 1 } } };
    const first = await SimRig.open(options);
    await first.place('acme', { channel: 'sms' });
    first.pass(hourMs);
    const inbox = valueIn(await first.sim.provider.inbox({ since: 0 }));
    const request = { key: 'key-acme', target: 'acme', summary: '', collect: price };
    const fields = valueIn(await first.sim.model.extract(request));
    first.sim.close();
    const second = await SimRig.open(options);
    expect(valueIn(await second.sim.provider.inbox({ since: 0 }))).toEqual(inbox);
    expect(valueIn(await second.sim.model.extract(request))).toEqual(fields);
  });
});

describe('a world whose process was killed', () => {
  test('has every call that was answered for, and goes on as if nothing had been', { timeout: 60_000 }, async () => {
    const file = recordFile();
    const told = await runKilled(file);
    const killed = await openKilled(file, told.now);
    onTestFinished(() => killed.sim.close());
    expect(killed.sim.seen().map((event) => event.ref)).toEqual(told.refs);

    const whole = await openKilled(':memory:');
    onTestFinished(() => whole.sim.close());
    await placeAll({ ...whole, from: 0, to: 40 });
    whole.sim.clock.advanceTo(told.now);
    const id = whole.prepared.assistants['']?.[0]?.id ?? '';
    valueIn(await whole.sim.provider.update({ assistant: id, instructions: 'later', greeting: '' }));
    await placeAll({ ...whole, from: 40, to: 80 });
    expect(killed.sim.seen()).toEqual(whole.sim.seen());

    for (const world of [killed, whole]) {
      world.sim.clock.advanceTo(told.now + hourMs);
      await placeAll({ ...world, from: 80, to: 90 });
      world.sim.clock.advanceTo(told.now + 2 * hourMs);
    }
    const seen = whole.sim.seen();
    expect(killed.sim.seen()).toEqual(seen);
    expect(new Set(seen.map((event) => event.instructions))).toEqual(new Set(['first', 'later']));
  });
});

/** What the process said before SIGKILL. */
async function runKilled(file: string): Promise<{ readonly refs: readonly string[]; readonly now: number }> {
  const script = fileURLToPath(new URL('killed-world.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.endsWith('\n')) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  return JSON.parse(line);
}

describe('a record that cannot be used', () => {
  const simulate = { seed: 7, default: {}, personas: {}, approver: {} };
  const open = (file: string) => openSimulator({ file, simulate, startsAt, world: 'sim:test' });

  test('is no database: corrupt', () => {
    const file = recordFile();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'not a database, and long enough to be read as one '.repeat(100));
    expect(open(file)).toMatchObject({ ok: false, error: { code: 'corrupt' } });
  });

  test('was written by a newer program: newer', () => {
    const file = recordFile();
    mkdirSync(dirname(file), { recursive: true });
    const db = new Database(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(open(file)).toMatchObject({ ok: false, error: { code: 'newer' } });
  });

  test('has a file where its folder should be: read-only', () => {
    const file = recordFile();
    writeFileSync(dirname(file), '');
    expect(open(file)).toMatchObject({ ok: false, error: { code: 'read-only' } });
  });
});
