/** Commands that speak to the service directly: `api`, `call`, `sms`, `approval`, `setup`, `doctor`, `account`, `voices`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { ApiCallName } from './api-call.ts';
import { apiCommandHelp } from './help-api.ts';
import { parseApi } from './parse-api.ts';
import { type Done, given, type Make } from './parse-parts.ts';
import type { VoiceFilter } from './service-invocation.ts';

export function addServiceCommands(make: Make, done: Done): void {
  addApi(make('api').helpCommand(false), done);
  addCall(make('call').helpCommand(false), done);
  addSms(make('sms').helpCommand(false), done);
  addApproval(make('approval').helpCommand(false), done);
  make('setup')
    .option('--api-key <KEY>', 'the key; - reads it from stdin')
    .option('--server <URL>', 'where the service is')
    .option('--owner <NAME>', 'what you are called')
    .option('--agent <NAME>', 'what your agent is called')
    .option('--allow-sessions-send', "let the agent gateway's tool be used, without asking")
    .option('--no-gateway', 'leave the agent gateway alone')
    .action((found: SetupOptions) => {
      const { apiKey, server, owner, agent, allowSessionsSend: allow = false, gateway } = found;
      done({ command: 'setup', allow, gateway, ...given({ apiKey, server, owner, agent }) });
    });
  make('doctor')
    .option('--no-socket', 'do not open a WebSocket')
    .action(({ socket }: { socket: boolean }) => done({ command: 'doctor', socket }));
  addAccount(make('account').helpCommand(false), done);
  make('voices')
    .option('--provider <NAME>', 'only those of this provider')
    .option('--language <CODE>', 'only those of this language: en, en-GB')
    .option('--gender <GENDER>', 'only female, or only male ones')
    .option('--accent <TEXT>', 'only those with this accent')
    .option('--search <TEXT>', 'only those whose id, name or label has this')
    .action((filter: VoiceFilter) => done({ command: 'voices', filter }));
}

interface SetupOptions {
  readonly apiKey?: string;
  readonly server?: string;
  readonly owner?: string;
  readonly agent?: string;
  readonly allowSessionsSend?: boolean;
  readonly gateway: boolean;
}

/** The words are read by parse-api.ts; here is their help. */
function addApi(api: Command, done: Done): void {
  const parse = (words: readonly string[]): void => {
    const asked = parseApi(words);
    done({ command: 'api', asked, usage: asked.ok || !asked.error.usage ? '' : api.helpInformation() });
  };
  api.argument('[COMMAND]').argument('[WORDS...]').allowExcessArguments();
  api.action((command: string | undefined, words: string[]) => parse(command === undefined ? [] : [command, ...words]));
  api.configureHelp({
    showGlobalOptions: true,
    visibleArguments: () => [],
    // What each takes says more than a summary would, and both do not fit on a line.
    subcommandTerm: (command) => `${command.name()} ${takesOf(command.name())}`.trim(),
    subcommandDescription: () => '',
    padWidth: (command, help) =>
      Math.max(help.longestOptionTermLength(command, help), help.longestGlobalOptionTermLength(command, help)),
  });
  for (const [name, help] of Object.entries(apiCommandHelp)) {
    const { family, takes, summary, more } = help;
    const command = api
      .command(name)
      .helpGroup(`${family}:`)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .usage(takes === '' ? '[options]' : takes)
      .argument('[WORDS...]')
      .helpOption('-h, --help', 'show this help')
      .configureHelp({ showGlobalOptions: true, visibleArguments: () => [] })
      .action((words: string[]) => parse([name, ...words]));
    if (more !== undefined) command.addHelpText('after', `\n${more}`);
  }
}

function addCall(call: Command, done: Done): void {
  call
    .argument('[GREETING]')
    .option('--to <NUMBER>', 'call this number instead of your own phone')
    .option('--purpose <TEXT>', 'what the call is about')
    .action((greeting: string | undefined, found: { to?: string; purpose?: string }) => {
      done({ command: 'call', action: 'place', ...given({ greeting, to: found.to, purpose: found.purpose }) });
    });
  part(call, { name: 'status', takes: 'CALL', summary: 'print how a call stands' })
    .argument('<CALL>')
    .action((id: string) => done({ command: 'call', action: 'status', id }));
  part(call, { name: 'end', takes: 'CALL [REASON]', summary: 'hang up' })
    .argument('<CALL>')
    .argument('[REASON]')
    .action((id: string, reason = 'user_ended') => done({ command: 'call', action: 'end', id, reason }));
}

function addSms(sms: Command, done: Done): void {
  part(sms, { name: 'send', takes: '[options] NUMBER TEXT...', summary: 'send a text' })
    .argument('<NUMBER>')
    .argument('<TEXT...>')
    .option('--media <URL>', 'send a picture with it; may be repeated', collect)
    .action((to: string, words: string[], { media = [] }: { media?: readonly string[] }) => {
      done({ command: 'sms', action: 'send', to, text: words.join(' '), media });
    });
  part(sms, { name: 'list', takes: '[options]', summary: 'list texts, the newest first' })
    .option('--limit <N>', 'how many', positive)
    .option('--contact <NUMBER>', 'only those from and to this number')
    .option('--direction <DIRECTION>', 'only inbound or only outbound ones', direction)
    .action((found: { limit?: number; contact?: string; direction?: 'inbound' | 'outbound' }) => {
      const { limit = 20, contact, direction } = found;
      done({ command: 'sms', action: 'list', limit, ...given({ contact, direction }) });
    });
  part(sms, { name: 'conversations', takes: '[options]', summary: 'list whom texts were exchanged with' }).action(() =>
    done({ command: 'sms', action: 'conversations' }),
  );
}

interface AccountOptions {
  readonly agent?: string;
  readonly role?: string;
  readonly instructions?: string;
  readonly greeting?: string;
  readonly voice?: string;
}

function addAccount(account: Command, done: Done): void {
  account.action(() => done({ command: 'account', action: 'show' }));
  part(account, { name: 'set', takes: '[options]', summary: 'change how the agent of the account speaks' })
    .option('--agent <NAME>', 'what it is called')
    .option('--role <TEXT>', 'what it is')
    .option('--instructions <TEXT>', 'what it must know and do')
    .option('--greeting <TEXT>', 'what it says first')
    .option('--voice <ID>', 'how it sounds; see `mission voices`')
    .action(({ agent, role, instructions, greeting, voice }: AccountOptions) => {
      const settings = given({
        ...{ agent_name: agent, bot_role: role, custom_instructions: instructions },
        ...{ greeting, voice_preference: voice },
      });
      done({ command: 'account', action: 'set', settings });
    });
}

const timeoutDefaultS = 300;

function addApproval(approval: Command, done: Done): void {
  part(approval, { name: 'request', takes: '[options] ACTION', summary: 'ask on your phone, and wait for the answer' })
    .argument('<ACTION>')
    .option('--details <TEXT>', 'what else you should know')
    .option('--biometric', 'a fingerprint or face is needed to say yes')
    .option('--timeout <SECONDS>', `how long to wait; ${timeoutDefaultS} unless given`, positive)
    .option('--no-wait', 'print the id of the request and end')
    .action((action: string, found: { details?: string; biometric?: boolean; timeout?: number; wait: boolean }) => {
      const { biometric = false, timeout: timeoutS = timeoutDefaultS, wait } = found;
      const details = given({ details: found.details || undefined });
      done({ command: 'approval', action: 'request', asked: action, biometric, timeoutS, wait, ...details });
    });
  part(approval, { name: 'status', takes: 'REQUEST', summary: 'print how a request stands' })
    .argument('<REQUEST>')
    .action((id: string) => done({ command: 'approval', action: 'status', id }));
  part(approval, { name: 'list', takes: '[STATUS]', summary: 'print requests as JSON; pending ones by default' })
    .argument('[STATUS]')
    .action((status = 'pending') => done({ command: 'approval', action: 'list', status }));
}

function part(of: Command, help: { readonly name: string; readonly takes: string; readonly summary: string }): Command {
  return of
    .command(help.name)
    .summary(help.summary)
    .description(`${help.summary.charAt(0).toUpperCase()}${help.summary.slice(1)}.`)
    .usage(help.takes)
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ showGlobalOptions: true, visibleArguments: () => [] });
}

const globalFlags = new Set(['--json', '--no-color', '--debug']);
const globalWithValue = new Set(['-C', '--log-level']);
const helpFlags = new Set(['-h', '--help']);

/**
 * `mission api` takes its words as they are, those that begin with a dash too, so that a summary may read "-5 %". Only options that
 * every command has are options there, and only before `--`. Null: the words are not for `api`.
 */
export function apiWords(words: readonly string[]): readonly string[] | null {
  const options: string[] = [];
  const rest: string[] = [];
  let help = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--' && rest.length > 0) {
      rest.push(...words.slice(at + 1));
      break;
    }
    if (globalFlags.has(word) || /^--log-level=/.test(word)) options.push(word);
    else if (globalWithValue.has(word)) {
      options.push(word, ...words.slice(at + 1, at + 2));
      at += 1;
    } else if (rest.length > 0 && helpFlags.has(word)) help = true;
    else if (rest.length === 0 && word !== 'api') return null;
    else rest.push(word);
  }
  if (rest.length === 0) return null;
  if (rest[1] === 'help') return [...options, 'api', ...known(rest[2]), '--help'];
  return help ? [...options, 'api', ...known(rest[1]), '--help'] : [...options, '--', ...rest];
}

/** The help of an unknown command is that of all. */
function known(name: string | undefined): readonly string[] {
  return name !== undefined && isApiCall(name) ? [name] : [];
}

function takesOf(name: string): string {
  return isApiCall(name) ? apiCommandHelp[name].takes : '';
}

function isApiCall(name: string): name is ApiCallName {
  return Object.hasOwn(apiCommandHelp, name);
}

function collect(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

function positive(word: string): number {
  if (!/^\d{1,9}$/.test(word) || Number(word) === 0) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return Number(word);
}

function direction(word: string): 'inbound' | 'outbound' {
  if (word !== 'inbound' && word !== 'outbound') throw new InvalidArgumentError('It must be inbound or outbound.');
  return word;
}
