/**
 * Turns the words of a command line into an invocation. Pure: it prints nothing, reads nothing and runs nothing.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Failure } from '../lib/result.ts';
import { commandHelp, exitCodeHelp, programHelp } from './help.ts';
import {
  type CommandName,
  type GlobalOptions,
  type Invocation,
  type LogLevel,
  logLevels,
  type SpecInputs,
} from './invocation.ts';
import { addConnectCommand } from './parse-connect.ts';
import { addNumberCommands } from './parse-numbers.ts';
import { type Done, given, type Make, wholeNumber } from './parse-parts.ts';
import { addServiceCommands, apiWords } from './parse-service.ts';
import { addSimulatorCommand } from './parse-simulator.ts';

export type Parsed =
  | { readonly kind: 'invocation'; readonly invocation: Invocation; readonly options: GlobalOptions }
  /** `json` tells how it is to be shown. */
  | { readonly kind: 'help'; readonly text: string; readonly json: boolean }
  | { readonly kind: 'version'; readonly json: boolean }
  | { readonly kind: 'misuse'; readonly error: Failure; readonly json: boolean };

const helpWidthColumns = 80;

export function parseCommandLine(words: readonly string[]): Parsed {
  let invocation: Invocation | null = null;
  const output: string[] = [];
  const program = buildProgram({ done: (made) => (invocation = made), write: (text) => output.push(text) });
  try {
    program.parse(apiWords(words) ?? words, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    return stopped({ thrown, words, output: output.join(''), program });
  }
  if (invocation === null) throw new Error('a command without an invocation');
  return { kind: 'invocation', invocation, options: globalOptions(program) };
}

/** Commander ends every road but an action by throwing. */
function stopped(end: {
  readonly thrown: CommanderError;
  readonly words: readonly string[];
  readonly output: string;
  readonly program: Command;
}): Parsed {
  const json = end.words.includes('--json');
  if (end.thrown.code === 'commander.version') return { kind: 'version', json };
  if (end.thrown.code === 'commander.helpDisplayed') return { kind: 'help', text: end.output, json };
  if (end.thrown.code === 'commander.help') {
    if (end.words.includes('help')) return { kind: 'help', text: end.output, json };
    const family = end.program.commands.find((each) => each.commands.length > 0 && end.words.includes(each.name()));
    if (family !== undefined) {
      const message = `\`${family.name()}\` needs to know what to do`;
      const names = family.commands.map((each) => each.name()).join(', ');
      const help = `One of ${names}; see \`mission ${family.name()} --help\`.`;
      return { kind: 'misuse', error: { code: 'no-command', message, help }, json };
    }
    const help = 'Begin with `mission init`, or see `mission --help`.';
    return { kind: 'misuse', error: { code: 'no-command', message: 'no command was given', help }, json };
  }
  const names = new Set(end.program.commands.map((each) => each.name()));
  const command = end.words.find((word) => names.has(word));
  const [message = '', ...suggestions] = end.thrown.message.replace(/^error: /, '').split('\n');
  const seeHelp = `See \`mission ${command === undefined ? '' : `${command} `}--help\`.`;
  const help = [...suggestions.map((line) => line.replace(/^\((.*)\)$/, '$1')), seeHelp].join(' ');
  return { kind: 'misuse', error: { code: usageCode(end.thrown.code), message, help }, json };
}

/** `commander.unknownOption` → `unknown-option`. */
function usageCode(code: string): string {
  return code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function globalOptions(program: Command): GlobalOptions {
  const found = program.opts<{
    json?: boolean;
    color: boolean;
    C?: string;
    logLevel?: GlobalOptions['logLevel'];
    debug?: boolean;
  }>();
  return {
    json: found.json === true,
    colour: found.color,
    debug: found.debug === true,
    ...(found.C === undefined ? {} : { folder: found.C }),
    ...(found.logLevel === undefined ? {} : { logLevel: found.logLevel }),
  };
}

interface Sinks {
  readonly done: Done;
  readonly write: (text: string) => void;
}

function buildProgram({ done, write }: Sinks): Command {
  const output = {
    writeOut: write,
    writeErr: write,
    outputError: () => undefined,
    getOutHelpWidth: () => helpWidthColumns,
    getErrHelpWidth: () => helpWidthColumns,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  };
  const program = new Command('mission')
    .description(programHelp)
    .usage('COMMAND [options]')
    .version('', '--version', 'print the version')
    .option('--json', 'print one JSON document on stdout')
    .option('--no-color', 'print without colours')
    .option('-C <DIR>', 'act in this folder')
    .option('--log-level <LEVEL>', 'log to stderr as well: debug, info, warn, …', logLevel)
    .option('--debug', 'show the stack trace of an error')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [COMMAND]', 'show the help of a command')
    .configureHelp({ subcommandTerm: (command) => command.name(), visibleCommands: inOrder })
    .configureOutput(output)
    .exitOverride()
    .addHelpText('after', `\n${exitCodeHelp}`);
  const make = (name: CommandName): Command => {
    const help = commandHelp[name];
    const after = [help.more, examplesText(help.examples)].filter((part) => part !== undefined).join('\n\n');
    return program
      .command(name)
      .summary(help.summary)
      .description(`${help.summary.charAt(0).toUpperCase()}${help.summary.slice(1)}.`)
      .usage(help.usage)
      .helpOption('-h, --help', 'show this help')
      .configureHelp({ showGlobalOptions: true, visibleArguments: () => [] })
      .addHelpText('after', `\n${after}`);
  };
  addFileCommands(make, done);
  addRunCommands(make, done);
  addNumberCommands(make, done);
  addConnectCommand(make, done);
  addSimulatorCommand(make, done);
  addServiceCommands(make, done);
  return program;
}

function inOrder(program: Command): Command[] {
  return Object.keys(commandHelp).flatMap((name) => program.commands.filter((command) => command.name() === name));
}

function examplesText(examples: readonly string[]): string {
  return ['Examples:', ...examples.map((example) => `  ${example}`)].join('\n');
}

/** Commands about mission files. */
function addFileCommands(make: Make, done: Done): void {
  make('init')
    .argument('[name]')
    .option('--class <CLASS>', 'the class of the mission; else you are asked')
    .action((name: string | undefined, found: { class?: string }) => {
      done({ command: 'init', ...given({ name, class: found.class }) });
    });
  withInputs(make('validate').argument('<FILE...>')).action((files: string[], found: InputOptions) => {
    done({ command: 'validate', files, ...inputs(found) });
  });
  withInputs(make('plan').argument('<FILE>'))
    .option('--prompt <TARGET>', "print this target's rendered prompt instead")
    .option('--contacts <FILE>', 'write the list of all contacts to a file')
    .action((file: string, found: InputOptions & { prompt?: string; contacts?: string }) => {
      done({ command: 'plan', file, ...given({ prompt: found.prompt, contacts: found.contacts }), ...inputs(found) });
    });
  withInputs(make('explain').argument('<FILE>').argument('[TARGET]'))
    .option('--at <INSTANT>', 'explain this instant instead of now')
    .action((first: string, second: string | undefined, found: InputOptions & { at?: string }) => {
      const asked = second === undefined ? { target: first } : { file: first, target: second };
      done({ command: 'explain', ...asked, ...given({ at: found.at }), ...inputs(found) });
    });
  withInputs(make('run').argument('<FILE>'))
    .option('--new', 'cancel the unfinished run and begin a new one')
    .option('--seed <N>', "the simulated world's seed", wholeNumber)
    .option('--approve <GATE>', 'say yes beforehand; may be repeated', collectWords)
    .option('--no-wait', 'exit with 3 where a person or a long time is waited for')
    .option('--dry-run', 'print the plan and do nothing')
    .option('--only-failed <RUN>', 'only the targets that this run did not reach')
    .action((file: string, found: RunOptions) => {
      done({
        command: 'run',
        file,
        fresh: found.new === true,
        approve: found.approve ?? [],
        wait: found.wait,
        dryRun: found.dryRun === true,
        ...given({ seed: found.seed, onlyFailed: found.onlyFailed }),
        ...inputs(found),
      });
    });
  make('schema').action(() => done({ command: 'schema' }));
}

/** Commands about runs. */
function addRunCommands(make: Make, done: Done): void {
  make('resume')
    .argument('[RUN]')
    .option('--no-wait', 'exit with 3 where a person or a long time is waited for')
    .action((run: string | undefined, found: { wait: boolean }) => {
      done({ command: 'resume', wait: found.wait, ...given({ run }) });
    });
  make('tick')
    .argument('[RUN]')
    .option('--every <DURATION>', 'how long it is until the next tick, like 1h')
    .action((run: string | undefined, found: { every?: string }) => {
      done({ command: 'tick', ...given({ run, every: found.every }) });
    });
  make('list').action(() => done({ command: 'list' }));
  make('logs')
    .argument('[RUN]')
    .option('-f, --follow', 'go on printing until the run has ended')
    .action((run: string | undefined, found: { follow?: boolean }) => {
      done({ command: 'logs', follow: found.follow === true, ...given({ run }) });
    });
  for (const command of ['status', 'pause', 'cancel', 'results'] as const) {
    make(command)
      .argument('[RUN]')
      .action((run: string | undefined) => done({ command, ...given({ run }) }));
  }
  // The first word may be left out: `mission show acme`.
  make('show')
    .argument('<RUN>')
    .argument('[TARGET]')
    .action((first: string, second: string | undefined) => {
      done({ command: 'show', ...(second === undefined ? { target: first } : { run: first, target: second }) });
    });
  for (const command of ['approve', 'deny'] as const) {
    make(command)
      .argument('<RUN>')
      .argument('[GATE]')
      .action((first: string, second: string | undefined) => {
        done({ command, ...(second === undefined ? { gate: first } : { run: first, gate: second }) });
      });
  }
}

interface InputOptions {
  readonly param?: Readonly<Record<string, string>>;
  readonly provider?: string;
}

interface RunOptions extends InputOptions {
  readonly new?: boolean;
  readonly seed?: number;
  readonly approve?: readonly string[];
  readonly wait: boolean;
  readonly dryRun?: boolean;
  readonly onlyFailed?: string;
}

function withInputs(command: Command): Command {
  return command
    .option('-p, --param <KEY=VALUE>', "set one of the mission's params; may be repeated", collectParam)
    .addOption(new Option('--provider <NAME>', 'who places the calls').choices(['clawdtalk', 'simulator']));
}

function inputs(found: InputOptions): SpecInputs {
  return { params: found.param ?? {}, ...given({ provider: found.provider }) };
}

function collectParam(word: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = word.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must read key=value.');
  return Object.fromEntries([...Object.entries(before), [word.slice(0, equals), word.slice(equals + 1)]]);
}

function collectWords(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word];
}

function logLevel(word: string): LogLevel {
  const found = logLevels.find((level) => level === word);
  if (found === undefined) throw new InvalidArgumentError(`It must be one of ${logLevels.join(', ')}.`);
  return found;
}
