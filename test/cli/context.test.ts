import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Adapters } from '../../src/cli/adapters.ts';
import { type Host, makeContext } from '../../src/cli/context.ts';
import { report, reportBug, usageError } from '../../src/cli/errors.ts';
import type { GlobalOptions } from '../../src/cli/invocation.ts';

const unused = (): never => {
  throw new Error('no adapter is wanted here');
};
const adapters: Adapters = { openStore: unused, openWorld: unused, engine: unused };
const plain: GlobalOptions = { json: false, colour: true, debug: false };

interface Setting {
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: Partial<GlobalOptions>;
}

function made({ terminal = false, env = {}, options = {} }: Setting) {
  const stream = () => Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: terminal });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const listeners: (() => void)[] = [];
  const host: Host = {
    cwd: '/a',
    env,
    stdin,
    stdout,
    stderr,
    isRead: () => true,
    onInterrupt: (listener) => {
      listeners.push(listener);
      return () => listeners.splice(0);
    },
  };
  const context = makeContext(host, { ...plain, ...options }, adapters);
  return { context, listeners, out: () => stdout.read() as string | null, err: () => stderr.read() as string | null };
}

describe('colours', () => {
  it.each<[boolean, Setting]>([
    [true, { terminal: true }],
    [false, { terminal: false }],
    [false, { terminal: true, options: { colour: false } }],
    [false, { terminal: true, env: { NO_COLOR: '1' } }],
    [true, { terminal: true, env: { NO_COLOR: '' } }],
    [false, { terminal: true, env: { TERM: 'dumb' } }],
  ])('are on: %s with %o', (coloured, setting) => {
    const { context } = made(setting);
    expect(context.out.coloured).toBe(coloured);
    expect(context.err.colours.red('x') !== 'x').toBe(coloured);
  });
});

describe('questions', () => {
  it.each<[boolean, Setting]>([
    [true, { terminal: true }],
    [false, { terminal: false }],
    [false, { terminal: true, options: { json: true } }],
  ])('are asked: %s with %o', (interactive, setting) => {
    expect(made(setting).context.interactive).toBe(interactive);
  });
});

describe('-C', () => {
  it.each([
    [undefined, '/a'],
    ['b', '/a/b'],
    ['/c', '/c'],
    ['..', '/'],
  ])('%s leads to %s', (folder, cwd) => {
    expect(made({ options: folder === undefined ? {} : { folder } }).context.cwd).toBe(cwd);
  });
});

describe('an interrupt', () => {
  it('is listened for only once a command wants to know', () => {
    const { context, listeners } = made({});
    expect(listeners).toHaveLength(0);
    const signal = context.interrupt();
    expect(context.interrupt()).toBe(signal);
    expect(listeners).toHaveLength(1);
    listeners[0]?.();
    expect(signal.aborted).toBe(true);
    context.close();
    expect(listeners).toHaveLength(0);
  });
});

describe('an error', () => {
  const error = usageError({ code: 'no-such-run', message: 'no run is named x', help: 'Did you mean y?' });

  it('is a sentence and a next step on stderr', () => {
    const { context, out, err } = made({});
    expect(report(context, error)).toBe(2);
    expect(err()).toBe('error: no run is named x\n  Did you mean y?\n');
    expect(out()).toBeNull();
  });

  it('is a document on stdout with --json', () => {
    const { context, out, err } = made({ options: { json: true } });
    expect(report(context, error)).toBe(2);
    expect(JSON.parse(out() ?? '')).toEqual({
      error: { code: 'no-such-run', message: 'no run is named x', help: 'Did you mean y?' },
    });
    expect(err()).toBeNull();
  });
});

describe('a bug', () => {
  const thrown = new Error('it broke');

  it.each([
    [['list'], false],
    [['list', '--debug'], true],
  ])('of mission %j shows its stack trace: %s', (words, traced) => {
    const stream = new PassThrough({ encoding: 'utf8' });
    expect(reportBug(thrown, { stream, words })).toBe(70);
    const text = stream.read() as string;
    expect(text).toContain('it broke');
    expect(/\n {4}at /.test(text)).toBe(traced);
  });

  it('is a document on stdout with --json', () => {
    const [stream, out] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
    reportBug('not even an error', { stream, out, words: ['list', '--json'] });
    expect(JSON.parse(out.read() as string)).toMatchObject({ error: { code: 'bug' } });
    expect(stream.read()).toBeNull();
  });
});
