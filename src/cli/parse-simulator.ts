/** The command that serves the simulated telephone world. */
import { InvalidArgumentError } from 'commander';
import type { SimulatorInvocation } from './invocation.ts';
import { type Done, given, type Make, wholeNumber } from './parse-parts.ts';

/** What is not said is absent. */
type SimulatorOptions = Partial<Omit<SimulatorInvocation, 'command'>>;

export function addSimulatorCommand(make: Make, done: Done): void {
  make('simulator')
    .option('--port <N>', 'listen there; 0 takes any that is free', portNumber)
    .option('--host <HOST>', 'listen on this address instead of 127.0.0.1')
    .option('--allow-remote', 'let other machines in')
    .option('--seed <N>', 'whom calls reach, and all ids', wholeNumber)
    .option('--from <INSTANT>', 'where its clock begins')
    .option('--speed <DURATION>', 'how long a day takes, like 10m; 24h unless given')
    .option('--state <FILE>', 'keep everything there, to go on with later')
    .option('--accounts <N>', 'how many accounts there are, up to 1,000', accountCount)
    .option('--numbers <N>', 'how many numbers each account has, up to 1,000', numberCount)
    .option('--faults <FAULTS>', 'let things go wrong')
    .option('--log <FILE>', 'add a line of JSON for each request')
    .option('--old', 'behave as older servers, which never touch a plan')
    .action((found: SimulatorOptions) => {
      const { allowRemote = false, old = false, ...rest } = found;
      done({ command: 'simulator', allowRemote, old, ...given({ ...rest }) });
    });
}

/** Each of them is made and stored before the server is ready. */
const countMax = 1_000;

function accountCount(word: string): number {
  const count = wholeNumber(word);
  if (count < 1 || count > countMax) throw new InvalidArgumentError(`It must be 1 to ${countMax}.`);
  return count;
}

function numberCount(word: string): number {
  const count = wholeNumber(word);
  if (count > countMax) throw new InvalidArgumentError(`It must be 0 to ${countMax}.`);
  return count;
}

function portNumber(word: string): number {
  const port = wholeNumber(word);
  if (port > 65_535) throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return port;
}
