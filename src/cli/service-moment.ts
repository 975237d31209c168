/** Where and when a mission would be carried out: what planning needs to know of the service. */
import { fail, ok, type Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { Spec } from '../spec/spec.ts';
import type { Account } from '../wire/account.ts';
import { field, type WireFailure } from '../wire/failure.ts';
import type { Context } from './context.ts';
import { type CommandError, unreachedError, usageError } from './errors.ts';
import { nextStep } from './next-step.ts';
import { modelConfig, serviceAccount, serviceClient } from './service.ts';

export interface Moment {
  readonly now: Instant;
  /** Absent: the provider decides it, run by run. */
  readonly world?: string;
}

/** For a plan, which must not need a network: where the service cannot be asked, this machine's clock and the real world. */
export async function likelyMoment(context: Context, spec: Spec): Promise<Moment> {
  const now = Date.now();
  if (spec.provider === 'simulator') return { now };
  const account = await serviceAccount(context);
  if (!account.ok) return { now };
  const moment = await momentOf(account.value);
  return moment.ok ? moment.value : { now, world: account.value.world };
}

/**
 * For a run. Fails, with the provider's exit code, where there is no key, the service does not know it or does not answer: before
 * anything is made, here or there.
 */
export async function sureMoment(context: Context, spec: Spec): Promise<Result<Moment, CommandError>> {
  if (spec.provider === 'simulator') return ok({ now: Date.now() });
  const account = await serviceAccount(context);
  if (!account.ok) return account;
  const misuse = account.value.simulated ? null : await modelMisuse(context);
  if (misuse !== null) return fail(misuse);
  const known = await isKnown(account.value);
  return known.ok ? momentOf(account.value) : known;
}

async function isKnown(account: Account): Promise<Result<null, CommandError>> {
  const client = await serviceClient(account);
  try {
    const me = await client.request({ method: 'GET', path: '/me' });
    if (!me.ok && me.error.status !== 404) return fail(notBegun(me.error, 'for the account'));
    if (me.ok && typeof field(me.value.body, 'user_id') === 'string') return ok(null);
    const message = `What answers at ${account.apiUrl} is not the service: it tells nothing of an account.`;
    const help = 'Check the address, CLAWDTALK_API_URL: it ends in /v1. `mission doctor` looks at all of it.';
    return fail(unreachedError({ code: 'not-the-service', message, help }));
  } finally {
    await client.close();
  }
}

/** Nothing was made, here or there. Whoever refuses the key, or is not there, is told of in words that need no more. */
function notBegun(failure: WireFailure, asked: string): CommandError {
  const { code, message, help, status } = failure;
  if (help !== undefined) return unreachedError({ code, message, help });
  const what = `the service was asked ${asked} and answered${status === undefined ? '' : ` ${status}`}: ${message}`;
  return unreachedError({
    code,
    message: what,
    help: `Nothing was begun, and nobody was called. ${nextStep(failure)}`,
  });
}

/** A model that could not be asked would be noticed when the calls have been made. */
async function modelMisuse(context: Context): Promise<CommandError | null> {
  const config = await modelConfig(context);
  if (config === null) return null;
  const { misuseOf } = await import('../model/openai.ts');
  const message = misuseOf(config);
  if (message === null) return null;
  return usageError({ code: 'bad-model', message, help: 'Mend `model` in mission.config.yaml.' });
}

/** A simulator server has a clock of its own. */
async function momentOf(account: Account): Promise<Result<Moment, CommandError>> {
  const { world, simulated } = account;
  if (!simulated) return ok({ now: Date.now(), world });
  const { SimulatorControl } = await import('../provider/simulator-control.ts');
  const client = await serviceClient(account);
  try {
    const clock = await new SimulatorControl(client, 'plan').clock();
    return clock.ok ? ok({ now: clock.value.now, world }) : fail(notBegun(clock.error, 'for its time'));
  } finally {
    await client.close();
  }
}
