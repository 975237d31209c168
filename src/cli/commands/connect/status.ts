/** `mission connect status`: whether the voice gateway runs, is connected, and reaches the agent. */
import { AgentGateway } from '../../../gateway/agent.ts';
import { type Health, readHealth, troubleOf } from '../../../gateway/health.ts';
import { lastLines } from '../../../gateway/log.ts';
import { fileTrouble } from '../../../lib/file-trouble.ts';
import type { Failure } from '../../../lib/result.ts';
import { isoInstant } from '../../../lib/time.ts';
import type { Context } from '../../context.ts';
import { report } from '../../errors.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import type { ArgsOf } from '../../invocation.ts';
import { type Places, placesIn, runningPid } from './places.ts';
import { fileError, settingOf } from './setting.ts';

interface Standing {
  /** Null: none runs here. */
  readonly pid: number | null;
  readonly health: Health | null;
  readonly problems: readonly Problem[];
}

type Problem = Pick<Failure, 'message' | 'help'>;

const shownLines = 5;

export async function run(context: Context, args: ArgsOf<'connect'>): Promise<ExitCode> {
  const places = placesIn(context.cwd);
  let standing: Standing;
  try {
    standing = await standingOf(context, { places, args });
  } catch (thrown) {
    if (fileTrouble(thrown) === null) throw thrown;
    return report(context, fileError(thrown, places.folder));
  }
  if (context.json) context.printJson(documentOf(standing));
  else print(context, { places, standing });
  return standing.problems.length === 0 ? exitCodes.succeeded : exitCodes.failed;
}

async function standingOf(
  context: Context,
  { places, args }: { readonly places: Places; readonly args: ArgsOf<'connect'> },
): Promise<Standing> {
  const pid = runningPid(places);
  const health = readHealth(places.healthFile);
  const own = pid === null ? [notRunning(health)] : runningProblems(health, context.now());
  return { pid, health, problems: [...own, ...(await agentProblems(context, args))] };
}

function notRunning(health: Health | null): Problem {
  const last = health === null || health.end === null || health.end === 'stopped' ? '' : `: ${health.why}`;
  return { message: `No voice gateway runs here${last}.`, help: '`mission connect start` begins one.' };
}

function runningProblems(health: Health | null, now: number): readonly Problem[] {
  const help = '`mission connect restart`, or let cron call `mission connect watchdog`.';
  const trouble = troubleOf(health, now);
  if (trouble === 'hangs') return [{ message: 'Its process hangs.', help }];
  if (trouble === 'deaf') return [{ message: 'It hears nothing of the service.', help }];
  if (health?.standing === 'waiting')
    return [{ message: `It is not connected: ${health.why}.`, help: 'It goes on trying.' }];
  return [];
}

/** The agent gateway is looked at from here: no agent is asked anything. */
async function agentProblems(context: Context, args: ArgsOf<'connect'>): Promise<readonly Problem[]> {
  const setting = await settingOf(context, args);
  if (!setting.ok) return [setting.error];
  const agent = new AgentGateway(setting.value.gateway);
  try {
    const probed = await agent.probe();
    return probed.ok ? [] : [probed.error];
  } finally {
    await agent.close();
  }
}

function documentOf({ pid, health, problems }: Standing): object {
  return {
    running: pid !== null,
    pid,
    state: health?.standing ?? null,
    since: health === null ? null : isoInstant(health.since),
    heard_at: health?.heardAt == null ? null : isoInstant(health.heardAt),
    service: health?.service ?? null,
    agent_gateway: health?.agentGateway ?? null,
    healthy: problems.length === 0,
    problems: problems.map(({ message, help = '' }) => ({ message, help })),
  };
}

function print(context: Context, { places, standing }: { readonly places: Places; readonly standing: Standing }): void {
  const { pid, health, problems } = standing;
  const { out } = context;
  if (pid !== null && health !== null) {
    out.print(`The voice gateway is ${health.standing} since ${isoInstant(health.since)} (process ${pid}).`);
    const heard = health.heardAt === null ? 'not heard yet' : `last heard ${isoInstant(health.heardAt)}`;
    out.print(`Service: ${health.service}, ${heard}`);
    out.print(`Agent gateway: ${health.agentGateway}`);
  }
  for (const { message, help } of problems) {
    out.print(`${out.colours.red('!')} ${message}`);
    if (help !== undefined) out.print(`  ${help}`);
  }
  if (problems.length === 0) out.print('All is well.');
  const lines = lastLines(places.logFile, shownLines);
  if (lines.length > 0) out.print(`Last lines of .connect.log:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}
