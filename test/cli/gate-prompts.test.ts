import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { makeContext } from '../../src/cli/context.ts';
import { openGatePrompts } from '../../src/cli/gate-prompts.ts';
import { adapters } from '../../src/cli/main.ts';
import { stillMs } from '../../src/cli/yes-or-no.ts';
import type { Signal, Store } from '../../src/run/ports.ts';
import type { MissionState } from '../../src/run/state.ts';
import { minutes, sampleMission, startedAt } from '../results/sample.ts';

const hash = `sha256:${'d'.repeat(64)}`;
const question = 'Call 4 contractors?';
const run = 'find-window-washers-1';
const asking = sampleMission({
  status: 'waiting',
  gates: { launch: { status: 'asked', question, hash, askedAt: startedAt, expiresAt: minutes(240) } },
});

interface Terminal {
  readonly context: Context;
  /** What a person types. */
  type(keys: string): void;
  screen(): string;
  /** Whether keys come one by one. */
  isRaw(): boolean;
}

function terminal(): Terminal {
  let raw = false;
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (to: boolean) => {
      raw = to;
    },
  });
  const stderr = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 80, rows: 24 });
  const host = { cwd: '/', env: {}, stdin, stdout: new PassThrough(), stderr, isRead: () => true };
  const options = { json: false, colour: false, debug: false };
  const context = makeContext({ ...host, onInterrupt: () => () => undefined }, options, adapters);
  let shown = '';
  stderr.on('data', (text: string) => {
    shown += text;
  });
  return { context, type: (keys) => stdin.write(keys), screen: () => shown, isRaw: () => raw };
}

/** Prompts for a run that stands still at gate launch, and what came of them. */
function prompted(at: Terminal) {
  const signals: Signal[] = [];
  let mission: MissionState = asking;
  const stop = vi.fn();
  const store = {
    mission: () => mission,
    signal: (_: string, signal: Signal) => signals.push(signal),
  } as unknown as Store;
  const view = { hide: () => undefined, show: () => undefined };
  const prompts = openGatePrompts(at.context, { store, run, view, stop });
  return {
    signals,
    stop,
    prompts,
    /** What another process, a phone or the clock made of the run. */
    becomes(change: Partial<MissionState>) {
      mission = { ...mission, ...change };
      prompts.tell(mission);
    },
  };
}

/** Lets everything happen that takes no time. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function still(): Promise<void> {
  await settle();
  vi.advanceTimersByTime(stillMs);
  await settle();
}

beforeEach(async () => {
  await import('../../src/cli/yes-or-no.ts');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a gate at the terminal', () => {
  it('shows the gate, the run, until when, and what to type', async () => {
    const at = terminal();
    prompted(at).prompts.ask('launch');
    await still();
    expect(at.screen()).toContain(`Gate launch of ${run} asks (until 2026-11-23 19:00:00Z):\n${question}\n`);
    expect(at.screen()).toContain('Type yes or no, then Enter: ');
  });

  it.each([
    ['yes', 'approve'],
    ['no', 'deny'],
    ['  YES ', 'approve'],
  ] as const)('takes %j and Enter as %s', async (word, kind) => {
    const at = terminal();
    const { prompts, signals } = prompted(at);
    prompts.ask('launch');
    await still();
    at.type(`${word}\r`);
    await settle();
    expect(signals).toEqual([{ kind, gate: 'launch', hash, by: 'terminal' }]);
    expect(at.isRaw()).toBe(false);
  });

  it.each(['y', 'n', 'yes', 'no', '\u001b'])('takes no answer from %j without Enter', async (keys) => {
    const at = terminal();
    const { prompts, signals } = prompted(at);
    prompts.ask('launch');
    await still();
    at.type(keys);
    await still();
    expect(signals).toEqual([]);
  });

  it.each(['y\r', 'n\r', '\r', 'ls my-dir\r', 'yes please\r', '\u0004'])('asks again after %j', async (keys) => {
    const at = terminal();
    const { prompts, signals, stop } = prompted(at);
    prompts.ask('launch');
    await still();
    at.type(keys);
    await still();
    expect(signals).toEqual([]);
    expect(stop).not.toHaveBeenCalled();
    expect(at.screen()).toContain('That is no answer. It takes the whole word, yes or no.');
    at.type('no\r');
    await settle();
    expect(signals).toMatchObject([{ kind: 'deny' }]);
  });

  it('discards what was typed before it stood there, however slowly', async () => {
    const at = terminal();
    const { prompts, signals } = prompted(at);
    at.type('yes\r');
    prompts.ask('launch');
    for (const key of 'ls my-dir\ryes\r') {
      at.type(key);
      await settle();
      vi.advanceTimersByTime(stillMs - 1);
    }
    expect(at.screen()).toBe('');
    await still();
    expect(signals).toEqual([]);
    expect(at.screen()).toContain(question);
  });

  it('takes only the first line of what is pasted', async () => {
    const at = terminal();
    const { prompts, signals } = prompted(at);
    prompts.ask('launch');
    await still();
    at.type('rm -rf old\ryes\r');
    await still();
    expect(signals).toEqual([]);
  });

  it('asks once', async () => {
    const at = terminal();
    const { prompts } = prompted(at);
    prompts.ask('launch');
    prompts.ask('launch');
    await still();
    at.type('yes\r');
    await settle();
    prompts.ask('launch');
    await still();
    expect(at.screen().split(question)).toHaveLength(2);
  });
});

describe('a gate at the terminal that is not answered there', () => {
  it('says so on Ctrl-C, which stops the program', async () => {
    const at = terminal();
    const { prompts, signals, stop } = prompted(at);
    prompts.ask('launch');
    await still();
    at.type('ye\u0003');
    await settle();
    expect(stop).toHaveBeenCalledOnce();
    expect(signals).toEqual([]);
    expect(at.screen()).toContain('\nNothing was answered: gate launch stays shut.\n');
  });

  it('hears Ctrl-C before it is shown, too', async () => {
    const at = terminal();
    const { prompts, stop } = prompted(at);
    prompts.ask('launch');
    await settle();
    at.type('\u0003');
    await settle();
    expect(stop).toHaveBeenCalledOnce();
  });

  it.each<[string, Partial<MissionState>, string]>([
    [
      'approved elsewhere',
      { gates: { launch: { status: 'approved', by: 'command' } } },
      'Gate launch was approved by command; nothing was answered here.',
    ],
    [
      'denied on the phone',
      { gates: { launch: { status: 'denied', by: 'push' } } },
      'Gate launch was denied on the phone; nothing was answered here.',
    ],
    ['expired', { gates: { launch: { status: 'expired' } } }, 'Gate launch has expired; nothing was answered here.'],
    ['paused', { paused: true }, 'Nothing was answered: the run is paused.'],
    [
      'canceled',
      { stopping: { reason: 'canceled', outcome: 'canceled', fault: false } },
      'Nothing was answered: the run ends.',
    ],
  ])('goes at once where it was %s, and says so', async (_, change, line) => {
    const at = terminal();
    const { prompts, signals, becomes, stop } = prompted(at);
    prompts.ask('launch');
    await still();
    becomes(change);
    await settle();
    prompts.close();
    expect(at.screen().endsWith(`\n${line}\n`)).toBe(true);
    expect(at.isRaw()).toBe(false);
    at.type('yes\r');
    await still();
    expect(signals).toEqual([]);
    expect(stop).not.toHaveBeenCalled();
  });

  it('says at the end that it still waits', async () => {
    const at = terminal();
    const { prompts } = prompted(at);
    prompts.ask('launch');
    await still();
    prompts.close();
    await settle();
    expect(at.screen().endsWith('\nNothing was answered: gate launch stays shut.\n')).toBe(true);
  });
});
