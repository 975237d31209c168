/** Accounts: each with a key and a number of its own. */
import { randomBytes } from 'node:crypto';
import type { AccountDoc, Quota } from './documents.ts';
import { addPhone, freePhones } from './rest/numbers.ts';
import type { Service } from './service.ts';

/** Keys of simulator servers begin so: clients send them to this machine alone. */
export const keyPrefix = 'cc_test_';

const quotaDefault: Quota = {
  daily_call_seconds_limit: 3_600_000,
  daily_calls_limit: 100_000,
  monthly_call_seconds_limit: 36_000_000,
  monthly_messages_limit: 1_000_000,
  monthly_missions_limit: 100_000,
  monthly_mission_events_limit: 1_000_000,
  max_call_duration_seconds: 900,
};

export function makeAccount(
  service: Service,
  given: { readonly key?: string; readonly numbers?: number } = {},
): AccountDoc {
  const number = service.shelf.next('account');
  const id = service.ids.uuid(`account ${number}`);
  const account = service.shelf.put('account', {
    id,
    number,
    account: id,
    createdAt: service.now(),
    key: given.key ?? `${keyPrefix}${randomBytes(16).toString('hex')}`,
    organization: service.ids.uuid(`organization ${number}`),
    settings: {},
    quota: quotaDefault,
    devices: { notified: 1, failed: 0 },
    lastSocketAt: null,
    answers: {},
  });
  let left = given.numbers ?? 1;
  for (const phone of freePhones(service)) {
    if (left <= 0) break;
    left -= 1;
    addPhone(service, id, phone);
  }
  return account;
}

export function accountWithKey(service: Service, key: string): AccountDoc | undefined {
  for (const account of service.shelf.all('account')) if (account.key === key) return account;
  return undefined;
}
