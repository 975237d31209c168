/** Where and when a mission would be carried out: what planning needs to know of the service. */
import { fail, ok, type Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { Spec } from '../spec/spec.ts';
import type { Account } from '../wire/account.ts';
import type { Context } from './context.ts';
import { type CommandError, unreachedError } from './errors.ts';
import { serviceAccount, serviceClient } from './service.ts';

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

/** For a run. Fails, with the provider's exit code, where there is no key or the simulator server does not answer. */
export async function sureMoment(context: Context, spec: Spec): Promise<Result<Moment, CommandError>> {
  if (spec.provider === 'simulator') return ok({ now: Date.now() });
  const account = await serviceAccount(context);
  return account.ok ? momentOf(account.value) : account;
}

/** A simulator server has a clock of its own. */
async function momentOf(account: Account): Promise<Result<Moment, CommandError>> {
  const { world, simulated } = account;
  if (!simulated) return ok({ now: Date.now(), world });
  const { SimulatorControl } = await import('../provider/simulator-control.ts');
  const client = await serviceClient(account);
  try {
    const clock = await new SimulatorControl(client, 'plan').clock();
    return clock.ok ? ok({ now: clock.value.now, world }) : fail(unreachedError(clock.error));
  } finally {
    await client.close();
  }
}
