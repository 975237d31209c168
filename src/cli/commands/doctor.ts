/**
 * `mission doctor`: looks at everything that a mission at the service stands on, says what is wrong, and how it is mended. It changes
 * nothing, at the service neither.
 */
import { join } from 'node:path';
import { isFileLocked } from '../../lib/file-lock.ts';
import { fail, ok, type Result } from '../../lib/result.ts';
import { machineTimers } from '../../lib/timers.ts';
import { type Account, keyHash } from '../../wire/account.ts';
import { WireClient } from '../../wire/client.ts';
import type { WireFailure } from '../../wire/failure.ts';
import { hideSecrets } from '../../wire/secrets.ts';
import { isVoiceTaken } from '../../wire/voice-lock.ts';
import { type Context, tableWidth } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { mayListen, serviceAccount, skillConfig } from '../service.ts';
import { version } from '../version.ts';
import { flow } from '../view/width.ts';
import { stateFolder, workspaceRoot } from '../workspace.ts';
import type { Check } from './doctor/check.ts';
import { gatewayCheck } from './doctor/gateway-check.ts';
import { keyFileCheck, missionsFileCheck, storeCheck } from './doctor/local-checks.ts';
import {
  accountCheck,
  clockCheck,
  healthCategories,
  healthCheck,
  keyCheck,
  numberCheck,
  quotaCheck,
  serverCheck,
} from './doctor/service-checks.ts';
import { socketCheck } from './doctor/socket-check.ts';

export async function run(context: Context, args: ArgsOf<'doctor'>): Promise<ExitCode> {
  const account = await serviceAccount(context);
  const checks: Check[] = [];
  const add = (...made: readonly (Check | null)[]): void => {
    const secrets = account.ok ? [account.value.apiKey] : [];
    const clean = (text: string): string => hideSecrets(text, secrets);
    for (const check of made) {
      if (check === null) continue;
      const shown = {
        ...check,
        message: clean(check.message),
        ...(check.fix === undefined ? {} : { fix: clean(check.fix) }),
      };
      checks.push(shown);
      if (!context.json) print(context, shown);
    }
  };
  add(keyCheck(account), await keyFileCheck(context));
  if (account.ok) await addService(context, { account: account.value, socket: args.socket, add });
  const skill = await skillConfig(context);
  add(
    skill.ok ? await gatewayCheck(context.env, skill.value) : null,
    await storeCheck(context),
    await missionsFileCheck(context),
  );
  const code = exitCodeOf(checks);
  if (context.json) context.printJson({ ok: code === exitCodes.succeeded, checks: checks.map(entryOf) });
  else context.out.print(`\n${summaryOf(checks)}`);
  return code;
}

async function addService(
  context: Context,
  of: { readonly account: Account; readonly socket: boolean; readonly add: (...made: readonly Check[]) => void },
): Promise<void> {
  const { account, add } = of;
  const told = await version();
  const client = new WireClient({ account, version: `mission/${told}` });
  let serviceAt: number | null = null;
  const get = async (path: string): Promise<Result<unknown, WireFailure>> => {
    const answer = await client.request({ method: 'GET', path });
    if (!answer.ok) return fail(answer.error);
    serviceAt = answer.value.serviceAt;
    return ok(answer.value.body);
  };
  try {
    const me = await get('/me');
    const clock = clockCheck({ now: context.now(), serviceAt, simulated: account.simulated });
    add(serverCheck(me, account), accountCheck(me), quotaCheck(me));
    add(numberCheck(me.ok ? await get('/numbers/account-phones/available') : me));
    add(
      me.ok
        ? await socketOf(context, { ...of, version: `mission/${told}` })
        : skippedSocket('The service must be reached first.'),
    );
    if (me.ok) add(healthCheck(await Promise.all(healthCategories.map((category) => get(`/doctor/${category}`)))));
    add(clock);
  } finally {
    await client.close();
  }
}

/** Whoever of this machine holds the socket shows that it works, and would lose it to another. */
async function socketOf(
  context: Context,
  of: { readonly account: Account; readonly socket: boolean; readonly version: string },
): Promise<Check> {
  const { account } = of;
  if (!of.socket) return skippedSocket('The WebSocket was not looked at.');
  if (!(await mayListen(context)))
    return skippedSocket('mission.config.yaml leaves the WebSocket to another client (clawdtalk.push).');
  const locks = join(await workspaceRoot(context), stateFolder, 'locks');
  const holder = isVoiceTaken(account, context.env.HOME || undefined)
    ? '`mission connect` of this machine uses the WebSocket.'
    : isFileLocked(join(locks, `socket-${keyHash(account.apiKey)}`))
      ? 'A run of this workspace uses the WebSocket.'
      : null;
  if (holder !== null) return { id: 'socket', where: 'service', status: 'ok', message: holder };
  return socketCheck({ ...of, timers: machineTimers });
}

function skippedSocket(message: string): Check {
  return { id: 'socket', where: 'service', status: 'skipped', message };
}

function exitCodeOf(checks: readonly Check[]): ExitCode {
  const problems = checks.filter(({ status }) => status === 'problem');
  if (problems.length === 0) return exitCodes.succeeded;
  return problems.some(({ where }) => where === 'service') ? exitCodes.provider : exitCodes.local;
}

const marks: Readonly<Record<Check['status'], string>> = {
  ok: 'ok',
  warning: 'warning',
  problem: 'PROBLEM',
  skipped: '-',
};
const markColumns = 8;
const idColumns = 14;
const textColumnsMin = 20;

/** Beside each other; in a terminal a sentence that is too long goes on below its beginning. */
function print({ out }: Context, { id, status, message, fix }: Check): void {
  const mark = marks[status].padEnd(markColumns);
  const shown = status === 'problem' ? out.colours.red(mark) : status === 'warning' ? out.colours.yellow(mark) : mark;
  const indent = markColumns + idColumns + 2;
  const room = Math.max(textColumnsMin, tableWidth(out) - indent);
  const [first = '', ...more] = [message, ...(fix === undefined ? [] : [fix])].flatMap((text) => flow(text, room));
  out.print(`${shown} ${id.padEnd(idColumns)} ${first}`);
  for (const line of more) out.print(`${' '.repeat(indent)}${line}`);
}

function summaryOf(checks: readonly Check[]): string {
  const count = (status: Check['status']): number => checks.filter((each) => each.status === status).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  if (problems + warnings === 0) return 'All is well.';
  return `${problems} ${problems === 1 ? 'problem' : 'problems'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`;
}

function entryOf({ id, status, message, fix }: Check): Readonly<Record<string, string>> {
  return { id, status, message, ...(fix === undefined ? {} : { fix }) };
}
