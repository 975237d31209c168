/** `mission connect run`: the voice gateway itself, until Ctrl-C, or until the service wants it no more. */
import { AgentGateway } from '../../../gateway/agent.ts';
import { writeHealth } from '../../../gateway/health.ts';
import { type LineLog, openLineLog } from '../../../gateway/log.ts';
import { endText } from '../../../gateway/vitals.ts';
import { VoiceGateway } from '../../../gateway/voice-gateway.ts';
import { type FileLock, takeFileLock } from '../../../lib/file-lock.ts';
import { fileTrouble } from '../../../lib/file-trouble.ts';
import { fail, ok, type Result } from '../../../lib/result.ts';
import { machineTimers } from '../../../lib/timers.ts';
import { secretsOf } from '../../../wire/secrets.ts';
import type { SocketEnd } from '../../../wire/socket.ts';
import { takeVoiceLock, voiceWaitMs } from '../../../wire/voice-lock.ts';
import type { Context } from '../../context.ts';
import { type CommandError, localError, report } from '../../errors.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import type { ArgsOf } from '../../invocation.ts';
import { serviceClient } from '../../service.ts';
import { version } from '../../version.ts';
import { workspaceHints } from './hints.ts';
import { workspaceNumbers } from './numbers.ts';
import { type Places, placesIn, removePid, runningPid, writePid } from './places.ts';
import { fileError, type Setting, settingOf, takenError } from './setting.ts';

export async function run(context: Context, args: ArgsOf<'connect'>): Promise<ExitCode> {
  const setting = await settingOf(context, args);
  if (!setting.ok) return report(context, setting.error);
  const places = placesIn(context.cwd);
  const held = hold({ places, setting: setting.value });
  if (!held.ok) return report(context, held.error);
  const log = openLog(context, { places, setting: setting.value, detached: args.detached });
  try {
    const end = await connected(context, { places, setting: setting.value, log });
    return end.reason === 'closed' ? exitCodes.succeeded : report(context, endError(end));
  } finally {
    log.close();
    held.value.release();
  }
}

/** The folder, then the key: one instance each. */
function hold({
  places,
  setting,
}: {
  readonly places: Places;
  readonly setting: Setting;
}): Result<FileLock, CommandError> {
  try {
    const folder = takeFileLock(places.lockFile);
    if (folder === null) return fail(runningError(places));
    const key = takeVoiceLock(setting.account);
    if (key === null) {
      folder.release();
      return fail(takenError(setting.account));
    }
    writePid(places);
    const release = (): void => {
      removePid(places);
      key.release();
      folder.release();
    };
    return ok({ release });
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    return fail(fileError(thrown, places.folder));
  }
}

function runningError(places: Places): CommandError {
  const message = `a voice gateway runs in ${places.folder} already (process ${runningPid(places) ?? 'unknown'})`;
  return localError({
    code: 'running',
    message,
    help: '`mission connect stop` ends it, `mission connect status` tells how it fares.',
  });
}

function openLog(
  context: Context,
  of: { readonly places: Places; readonly setting: Setting; readonly detached: boolean },
): LineLog {
  const { account, gateway } = of.setting;
  const secrets = [account.apiKey, ...(gateway.token === undefined ? [] : [gateway.token]), ...secretsOf(context.env)];
  const echo = (line: string): void => context.err.print(line);
  return openLineLog({ file: of.places.logFile, timers: machineTimers, secrets, ...(of.detached ? {} : { echo }) });
}

async function connected(
  context: Context,
  of: { readonly places: Places; readonly setting: Setting; readonly log: LineLog },
): Promise<SocketEnd> {
  const { places, setting, log } = of;
  const { account, gateway, skill } = setting;
  const client = await serviceClient(account);
  const agent = new AgentGateway(gateway);
  const interrupt = context.interrupt();
  const voice = new VoiceGateway({
    account,
    client,
    agent,
    gateway,
    version: `mission/${await version()}`,
    names: { owner: skill.ownerName, agent: skill.agentName },
    greeting: skill.greeting,
    numbers: workspaceNumbers(context, { account, log: log.write }),
    others: workspaceHints(context, { account, log: log.write }),
    waitMs: voiceWaitMs,
    log,
    onHealth: (health) => writeHealth(places.healthFile, health),
  });
  const stop = (): void => voice.stop();
  try {
    voice.start();
    interrupt.addEventListener('abort', stop, { once: true });
    if (interrupt.aborted) stop();
    return await voice.ended;
  } finally {
    interrupt.removeEventListener('abort', stop);
    await Promise.all([client.close(), agent.close()]);
  }
}

function endError(end: Exclude<SocketEnd, { readonly reason: 'closed' }>): CommandError {
  const help =
    end.reason === 'refused'
      ? 'Check the key (`mission doctor`), then start it again.'
      : 'Stop the other one, on this or another machine, then start this one again: the service lets one client in per key.';
  return { code: end.reason, message: endText(end), help, exit: exitCodes.provider };
}
