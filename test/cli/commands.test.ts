import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../src/run/events.ts';
import { minutes, sampleContacts, startedAt } from '../results/sample.ts';
import { type StagedRun, stage } from './stage.ts';

const hash = `sha256:${'d'.repeat(64)}`;

const asking: StagedRun = {
  mission: {
    status: 'waiting',
    waiting: { reason: 'gate', gate: 'launch', until: minutes(240) },
    steps: [
      { id: 'setup', status: 'completed', note: '1 assistant' },
      { id: 'approve:launch', status: 'in_progress' },
      { id: 'calls', status: 'pending' },
    ],
    gates: {
      launch: { status: 'asked', question: 'Call 4 contractors?', hash, askedAt: startedAt, expiresAt: minutes(240) },
      later: { status: 'shut' },
      earlier: { status: 'approved', by: 'push', hash },
    },
  },
};
const running: StagedRun = {
  mission: { status: 'running', steps: [{ id: 'calls', status: 'in_progress' }] },
};
const ended: StagedRun = { contacts: sampleContacts };

const story: readonly JournalEvent[] = [
  { seq: 1, at: startedAt, type: 'run.started', data: { plan: hash, provider: 'simulator' } },
  { seq: 2, at: minutes(1), type: 'step.started', step: 'calls', data: {} },
  { seq: 3, at: minutes(2), type: 'contact.queued', contact: 'bolt', data: { target: 'bolt' } },
  {
    seq: 4,
    at: minutes(3),
    type: 'insight.received',
    contact: 'bolt',
    attempt: 1,
    data: { summary: 'They charge 70.', transcript: ['agent: Hello', 'bolt: \u001b[2JSeventy'] },
  },
  { seq: 5, at: minutes(4), type: 'gate.expired', gate: 'launch', data: { hash } },
];

describe('which run is meant', () => {
  const file = 'other.yaml';

  it.each<[string, StagedRun[], string]>([
    ['the only one', [ended], 'find-window-washers-1'],
    ['the only unfinished one', [ended, asking, ended], 'find-window-washers-2'],
  ])('is %s where it is left out', async (_, runs, name) => {
    const { stdout } = await stage(...runs).mission('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ run: name });
  });

  it('is the latest of a mission file', async () => {
    const scene = stage({ file }, { file }, ended);
    const { stdout } = await scene.mission('status', 'other.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ run: 'find-window-washers-2', file });
  });

  it.each<[string, string[], string, string]>([
    ['of two finished ones', ['status'], 'which-run', 'find-window-washers-1, find-window-washers-2'],
    ['of a wrong name', ['status', 'find-window-washer-1'], 'no-such-run', 'Did you mean find-window-washers-1?'],
    ['of a file without runs', ['status', 'none.yaml'], 'no-such-run', 'mission run none.yaml'],
  ])('is asked back in case %s', async (_, words, code, help) => {
    const { code: exit, stdout } = await stage(ended, ended).mission(...words, '--json');
    expect(exit).toBe(2);
    const { error } = JSON.parse(stdout);
    expect(error.code).toBe(code);
    expect(error.help).toContain(help);
  });
});

describe('mission list', () => {
  it('tells each run in the store’s order', async () => {
    const { stdout } = await stage(ended, asking).mission('list', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        run: 'find-window-washers-1',
        mission: 'Find window washers',
        file: 'washers.yaml',
        status: 'succeeded',
        step: null,
        started: '2026-11-23T15:00:00Z',
      },
      {
        run: 'find-window-washers-2',
        mission: 'Find window washers',
        file: 'washers.yaml',
        status: 'waiting',
        reason: 'gate',
        step: 'approve:launch',
        started: '2026-11-23T15:00:00Z',
        wake: '2026-11-23T19:00:00Z',
        driven: false,
      },
    ]);
  });

  it('calls a run stopped that no process drives, and keeps its status in the JSON', async () => {
    const scene = stage(running, ended);
    const text = await scene.mission('list');
    expect(text.stdout).toMatch(/^find-window-washers-1 +stopped +calls /m);
    expect(text.stderr).toBe('No process drives a stopped run; `mission resume find-window-washers-1` goes on.\n');
    const [first, second] = JSON.parse((await scene.mission('list', '--json')).stdout);
    expect(first).toMatchObject({ status: 'running', driven: false });
    expect(second).not.toHaveProperty('driven');
  });

  it('calls a run that is driven by what it does', async () => {
    const scene = stage(running);
    scene.store.drive('find-window-washers-1', { pid: 4711, host: 'here', since: startedAt });
    expect((await scene.mission('list')).stdout).toMatch(/^find-window-washers-1 +running +calls /m);
    const [entry] = JSON.parse((await scene.mission('list', '--json')).stdout);
    expect(entry).toMatchObject({ status: 'running', driven: true });
    expect((await scene.mission('status')).stdout).toContain('Driven by process 4711 on here\n');
  });

  it.each(['list', 'status'])('gives a paused run no wake time in %s', async (command) => {
    const scene = stage({
      ...asking,
      mission: { ...asking.mission, paused: true, waiting: { reason: 'paused', until: minutes(240) } },
    });
    const { stdout } = await scene.mission(command);
    expect(stdout).toContain('waiting (paused)');
    expect(stdout).not.toMatch(/Wakes|2026-11-23 19/);
    expect((await scene.mission(command, '--json')).stdout).not.toContain('"wake"');
  });

  it('is a table for people', async () => {
    const { stdout } = await stage(ended, asking).mission('list');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(
      /^find-window-washers-2 +waiting \(gate\) +approve:launch +2026-11-23 15:00:00Z +2026-11-23 19/,
    );
  });
});

describe('mission status', () => {
  it('adds steps, totals, gates and contacts by status', async () => {
    const { stdout } = await stage({ ...asking, contacts: sampleContacts }).mission('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      run: 'find-window-washers-1',
      reason: 'gate',
      steps: [
        { id: 'setup', status: 'completed', note: '1 assistant' },
        { id: 'approve:launch', status: 'in_progress' },
        { id: 'calls', status: 'pending' },
      ],
      totals: { attempts: 5, minutes: 3.5, cost: '0.41 USD' },
      gates: [
        {
          id: 'launch',
          status: 'asked',
          question: 'Call 4 contractors?',
          asked: hash,
          expires: '2026-11-23T19:00:00Z',
        },
        { id: 'later', status: 'shut' },
        { id: 'earlier', status: 'approved', by: 'push', asked: hash },
      ],
      contacts: { reached: 2, unreached: 1, skipped: 1 },
    });
  });

  it('asks nothing of whoever looks at a run that has ended', async () => {
    const scene = stage({ ...asking, mission: { ...asking.mission, status: 'canceled' } });
    scene.store.signal('find-window-washers-1', { kind: 'approve', gate: 'launch', hash, by: 'command' });
    const { stdout } = await scene.mission('status');
    expect(stdout).toContain('find-window-washers-1: canceled');
    expect(stdout).not.toMatch(/asks until|mission approve|is stored/);
  });

  it('says how a run goes on that no process drives', async () => {
    const { stdout } = await stage(running).mission('status');
    expect(stdout).toMatch(/^find-window-washers-1: stopped\n/);
    expect(stdout).toContain('\nDriven by no process; `mission resume find-window-washers-1` goes on\n');
    expect((await stage(ended).mission('status')).stdout).not.toContain('Driven');
  });

  it('says how an open gate is answered', async () => {
    const { stdout } = await stage(asking).mission('status');
    expect(stdout).toContain('Call 4 contractors?\n  mission approve find-window-washers-1 launch\n');
  });
});

describe('mission approve and deny', () => {
  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
  ] as const)('%s sends the hash of what was asked, and shows the question', async (command, answer) => {
    const scene = stage(asking);
    const { code, stdout } = await scene.mission(command, 'launch', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      run: 'find-window-washers-1',
      gate: 'launch',
      answer,
      question: 'Call 4 contractors?',
      asked: hash,
    });
    expect(scene.signals('find-window-washers-1')).toMatchObject([
      { kind: command, gate: 'launch', hash, by: 'command' },
    ]);
  });

  it.each([
    ['later', 'not-asked'],
    ['earlier', 'already-answered'],
    ['lunch', 'no-such-gate'],
    ['constructor', 'no-such-gate'],
  ])('refuse gate %s as %s, and send nothing', async (gate, code) => {
    const scene = stage(asking);
    const { code: exit, stdout } = await scene.mission('approve', 'find-window-washers-1', gate, '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(scene.signals('find-window-washers-1')).toEqual([]);
  });
});

describe('mission approve and deny of a run that has ended', () => {
  it.each(['approve', 'deny'])('%s is refused, and sends nothing', async (command) => {
    const scene = stage({ ...asking, mission: { ...asking.mission, status: 'canceled' } });
    const { code, stdout } = await scene.mission(command, 'find-window-washers-1', 'launch', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'run-ended' } });
    expect(scene.signals('find-window-washers-1')).toEqual([]);
  });
});

describe('mission logs', () => {
  it('prints one event a line with --json, in the journal’s shape', async () => {
    const { stdout } = await stage({ events: story }).mission('logs', '--json');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe('{"seq":2,"at":"2026-11-23T15:01:00Z","type":"step.started","step":"calls","data":{}}');
    expect(Object.keys(JSON.parse(lines[3] ?? ''))).toEqual(['seq', 'at', 'type', 'contact', 'attempt', 'data']);
    expect(Object.keys(JSON.parse(lines[4] ?? ''))).toEqual(['seq', 'at', 'type', 'gate', 'data']);
  });

  it('prints a sentence a line for people', async () => {
    const { stdout } = await stage({ events: story }).mission('logs');
    expect(stdout).toContain('2026-11-23 15:02:00Z  bolt: queued\n');
  });

  it('-f ends with the run', async () => {
    const { code, stdout } = await stage({ events: story }).mission('logs', '-f', '--json');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  });

  it('-f prints what is added meanwhile', async () => {
    const scene = stage({ events: story, mission: { status: 'running' } });
    const name = 'find-window-washers-1';
    const following = scene.mission('logs', '-f', '--json');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const lease = scene.store.drive(name, { pid: 1, host: 'here', since: 0 });
    const mission = scene.store.mission(name);
    if (!lease.ok || mission === null) throw new Error('the run cannot be driven');
    const last: JournalEvent = {
      seq: 6,
      at: minutes(9),
      type: 'run.finished',
      data: { status: 'succeeded', summary: 'done' },
    };
    scene.store.commit({
      run: name,
      epoch: lease.value.epoch,
      events: [last],
      contacts: [],
      mission: { ...mission, status: 'succeeded' },
      ledger: [],
      optOuts: [],
      taken: [],
    });
    const { stdout } = await following;
    const numbers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).seq);
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('mission show', () => {
  it('tells one target’s story only, its transcript included', async () => {
    const { stdout } = await stage({ ...ended, events: story }).mission('show', 'bolt');
    expect(stdout).toContain('They charge 70.');
    expect(stdout).toContain('    agent: Hello\n');
    expect(stdout).toContain('price: 70');
    expect(stdout).not.toContain('step calls');
  });

  it('lets nothing that was said steer the terminal', async () => {
    const { stdout } = await stage({ ...ended, events: story }).mission('show', 'bolt');
    expect(stdout).not.toContain('\u001b');
  });

  it('shows no phone number', async () => {
    const scene = stage({ ...ended, events: story });
    const [text, json] = [await scene.mission('show', 'bolt'), await scene.mission('show', 'bolt', '--json')];
    expect(text.stdout + json.stdout).not.toContain('5550101');
  });

  it('gives contacts and events as JSON', async () => {
    const { stdout } = await stage({ ...ended, events: story }).mission('show', 'bolt', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      run: 'find-window-washers-1',
      target: { id: 'bolt', name: 'Bolt' },
      contacts: [{ contact: 'bolt', status: 'reached', score: 0.5 }],
      events: [{ seq: 3 }, { seq: 4 }],
    });
  });

  it('knows a target that was not contacted yet', async () => {
    const { code, stdout } = await stage({ events: story }).mission('show', 'cedar');
    expect(code).toBe(0);
    expect(stdout).toContain('It has not been contacted.');
  });

  it('suggests a target where the name is wrong', async () => {
    const { code, stdout } = await stage(ended).mission('show', 'bolt2', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'no-such-target', help: 'Did you mean bolt?' } });
  });
});
