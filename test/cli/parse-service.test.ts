import { describe, expect, it } from 'vitest';
import type { ApiCall } from '../../src/cli/api-call.ts';
import { apiCommandHelp } from '../../src/cli/help-api.ts';
import type { Invocation } from '../../src/cli/invocation.ts';
import { parseCommandLine } from '../../src/cli/parse.ts';

const of = { mission: 'm', run: 'r' };
const made = { name: 'N', instructions: 'I', greeting: 'G' };

const calls: readonly (readonly [readonly string[], ApiCall])[] = [
  [['check-key'], { call: 'check-key' }],
  [['create-mission', 'N', 'I'], { call: 'create-mission', name: 'N', instructions: 'I' }],
  [['create-mission', '', ''], { call: 'create-mission', name: '', instructions: '' }],
  [['get-mission', 'm'], { call: 'get-mission', mission: 'm' }],
  [['list-missions'], { call: 'list-missions' }],
  [['list-missions', 'more', 'words'], { call: 'list-missions' }],
  [['create-run', 'm', '{"a": [1]}'], { call: 'create-run', mission: 'm', input: { a: [1] } }],
  [['get-run', 'm', 'r'], { call: 'get-run', ...of }],
  [['update-run', 'm', 'r', 'running'], { call: 'update-run', ...of, status: 'running' }],
  [['list-runs', 'm'], { call: 'list-runs', mission: 'm' }],
  [['create-plan', 'm', 'r', '[{"step_id": "a"}]'], { call: 'create-plan', ...of, steps: [{ step_id: 'a' }] }],
  [['get-plan', 'm', 'r'], { call: 'get-plan', ...of }],
  [['update-step', 'm', 'r', 's', 'failed'], { call: 'update-step', ...of, step: 's', status: 'failed' }],
  [['log-event', 'm', 'r', 'note', '-5 %', '-'], { call: 'log-event', ...of, type: 'note', summary: '-5 %' }],
  [
    ['log-event', 'm', 'r', 'note', 'S', 's', '{"a": 1}'],
    { call: 'log-event', ...of, type: 'note', summary: 'S', step: 's', payload: { a: 1 } },
  ],
  [['list-events', 'm', 'r'], { call: 'list-events', ...of }],
  [['create-assistant', 'N', 'I', 'G'], { call: 'create-assistant', ...made, options: {} }],
  [['create-assistant', 'N', 'I', 'G', '["a"]'], { call: 'create-assistant', ...made, options: {} }],
  [
    ['create-assistant', 'N', 'I', 'G', '{"enabled_features": ["messaging"], "model": null}'],
    { call: 'create-assistant', ...made, options: { features: ['messaging'], model: null } },
  ],
  [['list-assistants'], { call: 'list-assistants', page: 1, size: 25 }],
  [
    ['list-assistants', '--name=a=b', '--page=2', '--size=50'],
    { call: 'list-assistants', name: 'a=b', page: 2, size: 50 },
  ],
  [['get-assistant', 'a'], { call: 'get-assistant', assistant: 'a' }],
  [['update-assistant', 'a', '{"name": "x"}'], { call: 'update-assistant', assistant: 'a', updates: { name: 'x' } }],
  [['get-connection-id', 'a'], { call: 'get-connection-id', assistant: 'a', feature: 'telephony' }],
  [['get-connection-id', 'a', 'messaging'], { call: 'get-connection-id', assistant: 'a', feature: 'messaging' }],
  [['list-phones'], { call: 'list-phones' }],
  [['get-available-phone'], { call: 'get-available-phone' }],
  [['assign-phone', 'p', 'c'], { call: 'assign-phone', phone: 'p', connection: 'c', type: 'voice' }],
  [['assign-phone', 'p', 'c', 'sms'], { call: 'assign-phone', phone: 'p', connection: 'c', type: 'sms' }],
  [
    ['schedule-call', 'a', '+1', '+2', 'at', 'm', 'r'],
    { call: 'schedule-call', assistant: 'a', to: '+1', from: '+2', at: 'at', ...of },
  ],
  [
    ['schedule-call', 'a', '+1', '+2', 'at', 'm', 'r', 's'],
    { call: 'schedule-call', assistant: 'a', to: '+1', from: '+2', at: 'at', ...of, step: 's' },
  ],
  [
    ['schedule-sms', 'a', '+1', '+2', 'at', 'T'],
    { call: 'schedule-sms', assistant: 'a', to: '+1', from: '+2', at: 'at', text: 'T' },
  ],
  [
    ['schedule-sms', 'a', '+1', '+2', 'at', 'T', 'm', '', 's'],
    { call: 'schedule-sms', assistant: 'a', to: '+1', from: '+2', at: 'at', text: 'T', mission: 'm', step: 's' },
  ],
  [['get-event', 'a', 'e'], { call: 'get-event', assistant: 'a', event: 'e' }],
  [['cancel-scheduled-event', 'a', 'e'], { call: 'cancel-scheduled-event', assistant: 'a', event: 'e' }],
  [['list-events-assistant', 'a'], { call: 'list-events-assistant', assistant: 'a' }],
  [['get-insights', 'c'], { call: 'get-insights', conversation: 'c' }],
  [['link-agent', 'm', 'r', 'a'], { call: 'link-agent', ...of, assistant: 'a' }],
  [['list-linked-agents', 'm', 'r'], { call: 'list-linked-agents', ...of }],
  [['unlink-agent', 'm', 'r', 'a'], { call: 'unlink-agent', ...of, assistant: 'a' }],
  [['list-state'], { call: 'list-state' }],
  [['get-state', 's'], { call: 'get-state', slug: 's' }],
  [['remove-state', 's'], { call: 'remove-state', slug: 's' }],
  [['save-memory', 's', 'k', '{"a": 1}'], { call: 'save-memory', slug: 's', key: 'k', value: { a: 1 } }],
  [['save-memory', 's', 'k', '42'], { call: 'save-memory', slug: 's', key: 'k', value: '42' }],
  [['save-memory', 's', 'k', '-Cheap'], { call: 'save-memory', slug: 's', key: 'k', value: '-Cheap' }],
  [['get-memory', 's'], { call: 'get-memory', slug: 's' }],
  [['get-memory', 's', 'k'], { call: 'get-memory', slug: 's', key: 'k' }],
  [['append-memory', 's', 'k', '[1]'], { call: 'append-memory', slug: 's', key: 'k', value: [1] }],
  [['init', 'N', 'I', 'R'], { call: 'init', name: 'N', instructions: 'I', request: 'R' }],
  [['init', 'N', 'I', 'R', '[{}]'], { call: 'init', name: 'N', instructions: 'I', request: 'R', steps: [{}] }],
  [['setup-agent', 's', 'N', 'I', 'G'], { call: 'setup-agent', slug: 's', ...made, options: {} }],
  [
    ['setup-agent', 's', 'N', 'I', 'G', '{"model": "x"}'],
    { call: 'setup-agent', slug: 's', ...made, options: { model: 'x' } },
  ],
  [['complete', 's', 'm', 'r', 'S'], { call: 'complete', slug: 's', ...of, summary: 'S' }],
  [['complete', 's', 'm', 'r', 'S', '{}'], { call: 'complete', slug: 's', ...of, summary: 'S', payload: {} }],
];

/** The words, and the lines on stderr. */
const wrong: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[], []],
  [['lst'], ['Unknown command: lst']],
  [['toString'], ['Unknown command: toString']],
  [['get-mission', ''], ['Missing arguments for command: get-mission']],
  [['get-mission', '..'], ['Missing arguments for command: get-mission']],
  [['create-run', 'm', '{a}'], ["Invalid JSON: Quoted object key expected but got 'a' at position 1"]],
  [['create-plan', 'm', 'r', '{}'], ['ERROR: the steps must be a list of JSON']],
  [['update-assistant', 'a', '[]'], ['ERROR: the updates must be an object of JSON']],
  [['setup-agent', 's', 'N', 'I', 'G', '[]'], ['ERROR: the options must be an object of JSON']],
  [
    ['setup-agent', 's', 'N', 'I', 'G', '{"features": []}'],
    ['ERROR: there is no option features; there is tools, model'],
  ],
  [
    ['log-event', 'm', 'r', 'note', 'S'],
    [
      'ERROR: log-event requires at least 5 arguments: <mission_id> <run_id> <type> <summary> <step_id>',
      'Use "-" for step_id if event doesn\'t belong to a specific step',
    ],
  ],
];

const others: readonly (readonly [string, Invocation])[] = [
  ['call', { command: 'call', action: 'place' }],
  [
    'call Hello --to +1 --purpose Why',
    { command: 'call', action: 'place', greeting: 'Hello', to: '+1', purpose: 'Why' },
  ],
  ['call status c', { command: 'call', action: 'status', id: 'c' }],
  ['call end c', { command: 'call', action: 'end', id: 'c', reason: 'user_ended' }],
  ['call end c bored', { command: 'call', action: 'end', id: 'c', reason: 'bored' }],
  ['sms send +1 two words', { command: 'sms', action: 'send', to: '+1', text: 'two words', media: [] }],
  [
    'sms send +1 x --media http://a --media http://b',
    { command: 'sms', action: 'send', to: '+1', text: 'x', media: ['http://a', 'http://b'] },
  ],
  ['sms list', { command: 'sms', action: 'list', limit: 20 }],
  [
    'sms list --limit 5 --contact +1 --direction inbound',
    { command: 'sms', action: 'list', limit: 5, contact: '+1', direction: 'inbound' },
  ],
  ['sms conversations', { command: 'sms', action: 'conversations' }],
  [
    'approval request Book',
    { command: 'approval', action: 'request', asked: 'Book', biometric: false, timeoutS: 300, wait: true },
  ],
  [
    'approval request Book --details D --biometric --timeout 5 --no-wait',
    {
      ...{ command: 'approval', action: 'request', asked: 'Book', details: 'D' },
      ...{ biometric: true, timeoutS: 5, wait: false },
    },
  ],
  ['approval status a', { command: 'approval', action: 'status', id: 'a' }],
  ['approval list', { command: 'approval', action: 'list', status: 'pending' }],
  ['approval list denied', { command: 'approval', action: 'list', status: 'denied' }],
  ['setup', { command: 'setup', allow: false, gateway: true }],
  [
    'setup --api-key - --server http://a --owner O --agent A --allow-sessions-send --no-gateway',
    { command: 'setup', apiKey: '-', server: 'http://a', owner: 'O', agent: 'A', allow: true, gateway: false },
  ],
  ['doctor', { command: 'doctor', socket: true }],
  ['doctor --no-socket', { command: 'doctor', socket: false }],
  ['account', { command: 'account', action: 'show' }],
  [
    'account set --agent A --role R --instructions I --greeting G --voice V',
    {
      ...{ command: 'account', action: 'set' },
      settings: { agent_name: 'A', bot_role: 'R', custom_instructions: 'I', greeting: 'G', voice_preference: 'V' },
    },
  ],
  ['voices', { command: 'voices', filter: {} }],
  [
    'voices --provider rime --language en --gender male --accent irish --search astra',
    {
      command: 'voices',
      filter: { provider: 'rime', language: 'en', gender: 'male', accent: 'irish', search: 'astra' },
    },
  ],
];

function asked(...words: string[]) {
  const parsed = parseCommandLine(words);
  if (parsed.kind !== 'invocation' || parsed.invocation.command !== 'api') throw new Error(`not for api: ${words}`);
  return { ...parsed.invocation, options: parsed.options };
}

describe('mission api', () => {
  it.each(calls)('reads %j', (words, call) => {
    expect(asked('api', ...words).asked).toEqual({ ok: true, value: call });
  });

  it('has a row here for every command', () => {
    expect([...new Set(calls.map(([words]) => words[0]))].toSorted()).toEqual(Object.keys(apiCommandHelp).toSorted());
  });

  it.each(wrong)('refuses %j', (words, said) => {
    expect(asked('api', ...words).asked).toMatchObject({ ok: false, error: { said } });
  });

  it.each(calls.filter(([words]) => apiCommandHelp[words[0] as ApiCall['call']].takes.includes('<')))(
    'says so where %j lacks its last needed word',
    (words) => {
      const name = words[0] as ApiCall['call'];
      const least = apiCommandHelp[name].takes.split('<').length - 1;
      const { asked: found, usage } = asked('api', ...words.slice(0, least));
      expect(found).toMatchObject({ ok: false, error: { code: 'missing-argument' } });
      if (name !== 'log-event') expect(usage).toContain('Usage: mission api');
    },
  );

  it('takes the options that every command has, wherever they stand', () => {
    const { asked: found, options } = asked('api', 'get-run', '--json', 'm', '-C', 'there', 'r');
    expect(found).toEqual({ ok: true, value: { call: 'get-run', ...of } });
    expect(options).toMatchObject({ json: true, folder: 'there' });
  });

  it('takes every word after -- as it is', () => {
    const { asked: found, options } = asked('--no-color', 'api', 'save-memory', 's', 'k', '--', '--json');
    expect(found).toEqual({ ok: true, value: { call: 'save-memory', slug: 's', key: 'k', value: '--json' } });
    expect(options).toMatchObject({ json: false, colour: false });
  });

  it.each([
    ['api --help', 'Usage: mission api COMMAND'],
    ['help api', 'Usage: mission api COMMAND'],
    ['api help', 'Usage: mission api COMMAND'],
    ['api frobnicate --help', 'Usage: mission api COMMAND'],
    ...Object.entries(apiCommandHelp).map(([name, { takes }]) => [
      `api ${name} -h`,
      `Usage: mission api ${name} ${takes || '[options]'}\n`,
    ]),
  ])('has help: %s', (line = '', start = '') => {
    const parsed = parseCommandLine(line.split(' '));
    expect(parsed.kind === 'help' ? parsed.text.slice(0, start.length) : parsed).toBe(start);
  });
});

describe('the service’s other commands', () => {
  it.each(others)('%s', (line, invocation) => {
    expect(parseCommandLine(line.split(' '))).toMatchObject({ kind: 'invocation', invocation });
  });

  it.each([
    ['sms', 'no-command'],
    ['approval', 'no-command'],
    ['call status', 'missing-argument'],
    ['sms send +1', 'missing-argument'],
    ['sms list --limit 0', 'invalid-argument'],
    ['sms list --direction sideways', 'invalid-argument'],
    ['approval request', 'missing-argument'],
    ['approval request x --timeout soon', 'invalid-argument'],
    ['call one two', 'excess-arguments'],
  ])('%s is misuse: %s', (line, code) => {
    expect(parseCommandLine(line.split(' '))).toMatchObject({ kind: 'misuse', error: { code } });
  });
});
