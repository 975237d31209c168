/** The commands of the voice gateway. */
import { type Command, Option } from 'commander';
import type { ConnectAction } from './invocation.ts';
import type { Done, Make } from './parse-parts.ts';

interface ConnectOptions {
  readonly allowRemoteGateway?: boolean;
  readonly detached?: boolean;
}

const summaries: Readonly<Record<ConnectAction, string>> = {
  run: 'stay connected in the foreground, until Ctrl-C',
  start: 'stay connected in the background',
  stop: 'end the one in the background',
  restart: 'stop, then start',
  status: 'show how it fares, and whether the agent is reached',
  watchdog: 'start it again where it died or hangs; for cron',
};

export function addConnectCommand(make: Make, done: Done): void {
  const connect = make('connect').helpCommand(false);
  for (const action of Object.keys(summaries) as ConnectAction[]) {
    const command = named(connect, action).action((found: ConnectOptions) => {
      const { allowRemoteGateway = false, detached = false } = found;
      done({ command: 'connect', action, allowRemoteGateway, detached });
    });
    if (action !== 'stop') command.option('--allow-remote-gateway', 'the agent gateway may be on another machine');
    // For `start` itself: who runs in the background has nobody to print to.
    if (action === 'run') command.addOption(new Option('--detached').hideHelp());
  }
}

function named(connect: Command, action: ConnectAction): Command {
  const summary = summaries[action];
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  return connect.command(action).summary(summary).description(sentence).usage('[options]');
}
