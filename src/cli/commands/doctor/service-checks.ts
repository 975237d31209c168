/** What the service says of the key, the account, its quota and its number. Pure: the answers are given. */
import type { Result } from '../../../lib/result.ts';
import { minuteMs, secondMs } from '../../../lib/time.ts';
import type { Account } from '../../../wire/account.ts';
import { field, isRedirect, type WireFailure } from '../../../wire/failure.ts';
import type { CommandError } from '../../errors.ts';
import { maskedKey } from '../../masked-key.ts';
import { type QuotaUse, quotaUse } from '../../quota-use.ts';
import { oneLine } from '../../view/width.ts';
import type { Check } from './check.ts';

type Answer = Result<unknown, WireFailure>;

export function keyCheck(account: Result<Account, CommandError>): Check {
  const at = { id: 'key', where: 'service' } as const;
  if (!account.ok) return { ...at, status: 'problem', message: account.error.message, ...fixOf(account.error) };
  const { apiKey, simulated } = account.value;
  const kind = simulated ? ', of a simulator server: nobody is called' : '';
  return { ...at, status: 'ok', message: `The key ${maskedKey(apiKey)} is used${kind}.` };
}

/** Whether it answers at all; a key that it refuses is told by `accountCheck`. */
export function serverCheck(me: Answer, { apiUrl, simulated }: Account): Check {
  const at = { id: 'server', where: 'service' } as const;
  if (me.ok || me.error.code === 'unauthorized' || me.error.code === 'throttled')
    return { ...at, status: 'ok', message: `${apiUrl} answers.` };
  const { message, help, status } = me.error;
  if (isRedirect(status)) return { ...at, status: 'problem', message, fix: help ?? 'Try again later.' };
  const fix = simulated
    ? 'Start it with `mission simulator`, and set CLAWDTALK_API_URL to its URL with /v1.'
    : 'Check the network, and the address: CLAWDTALK_API_URL, `server` in skill-config.json.';
  return { ...at, status: 'problem', message, fix };
}

export function accountCheck(me: Answer): Check {
  const at = { id: 'account', where: 'service' } as const;
  if (!me.ok && me.error.code === 'unauthorized')
    return { ...at, status: 'problem', message: me.error.message, fix: 'Make a new key, then run `mission setup`.' };
  if (!me.ok) return { ...at, status: 'skipped', message: 'The service did not say.' };
  const tier = field(me.value, 'effective_tier');
  const plan = typeof tier === 'string' ? `, with the plan ${tier}` : '';
  if (field(me.value, 'phone_verified') !== false)
    return { ...at, status: 'ok', message: `The service knows the account${plan}.` };
  const fix = "Verify it in the settings on the service's website: calls to you and approvals need it.";
  return { ...at, status: 'warning', message: 'The phone of the account is not verified.', fix };
}

const nearlyUsed = 0.9;

export function quotaCheck(me: Answer): Check {
  const at = { id: 'quota', where: 'service' } as const;
  if (!me.ok) return { ...at, status: 'skipped', message: 'The service did not say.' };
  const used = quotaUse(me.value);
  const told = (each: QuotaUse): string => `${each.spent} of ${each.most} ${each.of} are used`;
  const over = used.filter(({ most, spent }) => spent >= most);
  const fix = 'Wait for the next day or month, or take a larger plan.';
  if (over.length > 0) return { ...at, status: 'problem', message: `${over.map(told).join('; ')}.`, fix };
  const near = used.filter(({ most, spent }) => spent >= most * nearlyUsed);
  if (near.length > 0) return { ...at, status: 'warning', message: `${near.map(told).join('; ')}.`, fix };
  return { ...at, status: 'ok', message: 'The quota is not used up.' };
}

export function numberCheck(available: Answer): Check {
  const at = { id: 'number', where: 'service' } as const;
  if (!available.ok) return { ...at, status: 'skipped', message: 'The service did not say.' };
  const number = field(field(available.value, 'phone'), 'phone_number');
  if (typeof number === 'string') return { ...at, status: 'ok', message: `Missions call from ${number}.` };
  const fix = "Order one on the service's website: without it nothing can be scheduled.";
  return { ...at, status: 'problem', message: 'The account has no number of its own.', fix };
}

/** What the service itself looks at, and tells; the first is what it cannot do without. */
export const healthCategories = ['critical', 'warnings', 'recommended', 'infra'] as const;

/** In the order of the categories. What cannot be read as checks says nothing. */
export function healthCheck(answers: readonly Answer[]): Check {
  const at = { id: 'service', where: 'service' } as const;
  const told = answers.flatMap((answer, index) => {
    const checks = answer.ok ? field(answer.value, 'checks') : null;
    const isCritical = index === healthCategories.indexOf('critical');
    return Array.isArray(checks) ? checks.map((check: unknown) => ({ check, isCritical })) : [];
  });
  if (told.length === 0) return { ...at, status: 'skipped', message: 'The service says nothing of its own health.' };
  const amiss = told
    .filter(({ check }) => !['pass', 'ok'].includes(String(field(check, 'status'))))
    // Nobody has to be connected all the time, and whether one can be is a check of its own.
    .filter(({ check }) => field(check, 'id') !== 'ws_connected');
  if (amiss.length === 0) return { ...at, status: 'ok', message: 'The service finds nothing amiss.' };
  const said = amiss.map(({ check }) => oneLine(String(field(check, 'detail') ?? field(check, 'id') ?? 'something')));
  const isBad = amiss.some(({ check, isCritical }) => isCritical && field(check, 'status') === 'fail');
  const fix = "See the service's website.";
  return { ...at, status: isBad ? 'problem' : 'warning', message: `The service says: ${said.join('; ')}.`, fix };
}

const skewFineMs = 5 * secondMs;
const skewBadMs = minuteMs;

/** `serviceAt` null: it did not say. A simulator server has a time of its own. */
export function clockCheck(of: {
  readonly now: number;
  readonly serviceAt: number | null;
  readonly simulated: boolean;
}): Check {
  const at = { id: 'clock', where: 'here' } as const;
  if (of.simulated) return { ...at, status: 'skipped', message: 'A simulator server has a clock of its own.' };
  if (of.serviceAt === null) return { ...at, status: 'skipped', message: 'The service did not say what time it is.' };
  const skewMs = of.now - of.serviceAt;
  const seconds = Math.round(Math.abs(skewMs) / secondMs);
  if (Math.abs(skewMs) <= skewFineMs)
    return { ...at, status: 'ok', message: "This machine's clock agrees with the service's." };
  const message = `This machine's clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the service's.`;
  const fix = 'Let the machine take its time from the network (NTP): calls are placed by the clock.';
  return { ...at, status: Math.abs(skewMs) > skewBadMs ? 'problem' : 'warning', message, fix };
}

function fixOf({ help }: { readonly help?: string }): { readonly fix: string } {
  return { fix: help ?? 'Try again later.' };
}
