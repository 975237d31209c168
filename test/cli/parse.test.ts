import { describe, expect, it } from 'vitest';
import type { GlobalOptions, Invocation } from '../../src/cli/invocation.ts';
import { parseCommandLine } from '../../src/cli/parse.ts';

const inputs = { params: {} };
const plainConnect = { allowRemoteGateway: false, detached: false };
const plainRun = { fresh: false, approve: [], wait: true, dryRun: false, ...inputs };

const invocations: readonly (readonly [string, Invocation])[] = [
  ['init', { command: 'init' }],
  ['init --class multi-round Freight', { command: 'init', class: 'multi-round', name: 'Freight' }],
  ['validate a.yaml', { command: 'validate', files: ['a.yaml'], ...inputs }],
  ['validate a.yaml b.yaml', { command: 'validate', files: ['a.yaml', 'b.yaml'], ...inputs }],
  ['plan a.yaml --prompt acme', { command: 'plan', file: 'a.yaml', prompt: 'acme', ...inputs }],
  ['plan a.yaml --contacts all.csv', { command: 'plan', file: 'a.yaml', contacts: 'all.csv', ...inputs }],
  ['run a.yaml', { command: 'run', file: 'a.yaml', ...plainRun }],
  ['run a.yaml --new', { command: 'run', file: 'a.yaml', ...plainRun, fresh: true }],
  ['run a.yaml --seed 7', { command: 'run', file: 'a.yaml', ...plainRun, seed: 7 }],
  ['run a.yaml --seed 0', { command: 'run', file: 'a.yaml', ...plainRun, seed: 0 }],
  ['run a.yaml --approve a --approve b', { command: 'run', file: 'a.yaml', ...plainRun, approve: ['a', 'b'] }],
  ['run a.yaml --no-wait', { command: 'run', file: 'a.yaml', ...plainRun, wait: false }],
  ['run a.yaml --dry-run', { command: 'run', file: 'a.yaml', ...plainRun, dryRun: true }],
  ['run a.yaml --only-failed a-1', { command: 'run', file: 'a.yaml', ...plainRun, onlyFailed: 'a-1' }],
  ['run a.yaml --provider simulator', { command: 'run', file: 'a.yaml', ...plainRun, provider: 'simulator' }],
  ['run a.yaml -p a=1 -p b=', { command: 'run', file: 'a.yaml', ...plainRun, params: { a: '1', b: '' } }],
  ['run a.yaml -p url=x=y', { command: 'run', file: 'a.yaml', ...plainRun, params: { url: 'x=y' } }],
  ['resume', { command: 'resume', wait: true }],
  ['resume a-1 --no-wait', { command: 'resume', run: 'a-1', wait: false }],
  ['tick', { command: 'tick' }],
  ['tick a-1 --every 1h', { command: 'tick', run: 'a-1', every: '1h' }],
  ['list', { command: 'list' }],
  ['status', { command: 'status' }],
  ['status a.yaml', { command: 'status', run: 'a.yaml' }],
  ['show acme', { command: 'show', target: 'acme' }],
  ['show a-1 acme', { command: 'show', run: 'a-1', target: 'acme' }],
  ['logs', { command: 'logs', follow: false }],
  ['logs a-1 -f', { command: 'logs', run: 'a-1', follow: true }],
  ['approve launch', { command: 'approve', gate: 'launch' }],
  ['approve a-1 launch', { command: 'approve', run: 'a-1', gate: 'launch' }],
  ['deny a-1 launch', { command: 'deny', run: 'a-1', gate: 'launch' }],
  ['pause', { command: 'pause' }],
  ['cancel a-1', { command: 'cancel', run: 'a-1' }],
  ['results a-1', { command: 'results', run: 'a-1' }],
  ['connect run', { command: 'connect', action: 'run', ...plainConnect }],
  ['connect run --detached', { command: 'connect', action: 'run', ...plainConnect, detached: true }],
  [
    'connect start --allow-remote-gateway',
    { command: 'connect', action: 'start', ...plainConnect, allowRemoteGateway: true },
  ],
  ['connect stop', { command: 'connect', action: 'stop', ...plainConnect }],
  ['connect watchdog', { command: 'connect', action: 'watchdog', ...plainConnect }],
  ['optout add +1 +2 --reason x', { command: 'optout', action: 'add', numbers: ['+1', '+2'], reason: 'x' }],
  [
    'optout remove +1 --reason x',
    { command: 'optout', action: 'remove', number: '+1', reason: 'x', newConsent: false },
  ],
  [
    'optout remove +1 --reason x --new-consent',
    { command: 'optout', action: 'remove', number: '+1', reason: 'x', newConsent: true },
  ],
  ['optout list', { command: 'optout', action: 'list', history: false }],
  ['optout list --history', { command: 'optout', action: 'list', history: true }],
  ['optout import a.csv', { command: 'optout', action: 'import', file: 'a.csv' }],
  [
    'optout import a.csv --column Tel --reason x',
    { command: 'optout', action: 'import', file: 'a.csv', column: 'Tel', reason: 'x' },
  ],
  ['forget +1', { command: 'forget', number: '+1', dryRun: false }],
  ['forget +1 --dry-run', { command: 'forget', number: '+1', dryRun: true }],
  ['schema', { command: 'schema' }],
];

const globals: readonly (readonly [string, Partial<GlobalOptions>])[] = [
  ['list', {}],
  ['list --json', { json: true }],
  ['--json list', { json: true }],
  ['list --no-color', { colour: false }],
  ['-C there list', { folder: 'there' }],
  ['list -C there', { folder: 'there' }],
  ['list --log-level debug', { logLevel: 'debug' }],
  ['list --debug', { debug: true }],
];

const misuses: readonly (readonly [string, string, string])[] = [
  ['', 'no-command', 'mission init'],
  ['lst', 'unknown-command', 'Did you mean list?'],
  ['run', 'missing-argument', 'mission run --help'],
  ['run a.yaml b.yaml', 'excess-arguments', 'mission run --help'],
  ['run a.yaml --sed 3', 'unknown-option', 'Did you mean --seed?'],
  ['run a.yaml --seed', 'option-missing-argument', 'mission run --help'],
  ['run a.yaml --seed 1.5', 'invalid-argument', 'mission run --help'],
  ['run a.yaml --seed -1', 'invalid-argument', 'mission run --help'],
  ['run a.yaml --seed 99999999999999999999', 'invalid-argument', 'mission run --help'],
  ['run a.yaml -p city', 'invalid-argument', 'mission run --help'],
  ['run a.yaml -p =x', 'invalid-argument', 'mission run --help'],
  ['run a.yaml --provider twilio', 'invalid-argument', 'mission run --help'],
  ['list --log-level loud', 'invalid-argument', 'mission list --help'],
  ['list --jsn', 'unknown-option', 'Did you mean --json?'],
  ['list extra', 'excess-arguments', 'mission list --help'],
  ['validate', 'missing-argument', 'mission validate --help'],
  ['approve', 'missing-argument', 'mission approve --help'],
  ['optout', 'no-command', 'mission optout --help'],
  ['optout ad', 'unknown-command', 'Did you mean add?'],
  ['optout add +1', 'missing-mandatory-option-value', 'mission optout --help'],
  ['optout remove --reason x', 'missing-argument', 'mission optout --help'],
  ['optout list extra', 'excess-arguments', 'mission optout --help'],
  ['forget', 'missing-argument', 'mission forget --help'],
];

function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}

describe('a command line', () => {
  it.each(invocations)('mission %s', (line, invocation) => {
    expect(parseCommandLine(words(line))).toMatchObject({ kind: 'invocation', invocation });
    const parsed = parseCommandLine(words(line));
    expect(parsed.kind === 'invocation' && parsed.invocation).toEqual(invocation);
  });

  it.each(globals)('mission %s sets the options of every command', (line, options) => {
    const parsed = parseCommandLine(words(line));
    expect(parsed.kind === 'invocation' && parsed.options).toEqual({
      json: false,
      colour: true,
      debug: false,
      ...options,
    });
  });

  it.each(misuses)('mission %s is refused as %s', (line, code, help) => {
    const parsed = parseCommandLine(words(line));
    expect(parsed).toMatchObject({ kind: 'misuse', error: { code }, json: false });
    expect(parsed.kind === 'misuse' && parsed.error.help).toContain(help);
  });

  it('that is refused still says whether JSON was wanted', () => {
    expect(parseCommandLine(['lst', '--json'])).toMatchObject({ kind: 'misuse', json: true });
  });

  it('takes a param named like a prototype as any other', () => {
    const parsed = parseCommandLine(['run', 'a.yaml', '-p', '__proto__=1']);
    expect(
      parsed.kind === 'invocation' && Object.entries('params' in parsed.invocation && parsed.invocation.params),
    ).toEqual([['__proto__', '1']]);
  });

  it('can ask for the version', () => {
    expect(parseCommandLine(['--version', '--no-color'])).toEqual({ kind: 'version', json: false });
  });
});

describe('help', () => {
  const commands = [...new Set(invocations.map(([, { command }]) => command))];

  it.each(['', ...commands])('of mission %s fits into 80 columns and has examples', (command) => {
    const parsed = parseCommandLine(command === '' ? ['--help'] : [command, '--help']);
    const text = parsed.kind === 'help' ? parsed.text : '';
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain(command === '' ? 'Exit codes:' : 'Examples:\n  mission ');
  });

  it('of the program names every command', () => {
    const parsed = parseCommandLine(['help']);
    const text = parsed.kind === 'help' ? parsed.text : '';
    expect(commands.filter((command) => !text.includes(`\n  ${command} `))).toEqual([]);
  });

  it.each(commands)('has examples that parse: %s', (command) => {
    const parsed = parseCommandLine(['help', command]);
    const text = parsed.kind === 'help' ? parsed.text : '';
    const examples = [...text.matchAll(/^ {2}mission (.*)$/gm)].map(([, line = '']) => line.replace(/ > .*/, ''));
    expect(examples.length).toBeGreaterThan(0);
    const kinds = examples.map((line) => parseCommandLine(line.match(/"[^"]*"|\S+/g) ?? []).kind);
    expect(new Set(kinds)).toEqual(new Set(['invocation']));
  });
});
