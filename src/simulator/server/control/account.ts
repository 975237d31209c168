/** `/simulator/accounts` and `/simulator/account`: more accounts, and conditions that a real one may come into. */
import { makeAccount } from '../accounts.ts';
import { type AccountDoc, voiceFates } from '../documents.ts';
import { badField, type Call, created, objectOf, ok, type Reply, type Route } from '../reply.ts';
import { shownMe } from '../rest/me.ts';
import { addPhone, freePhones } from '../rest/numbers.ts';
import type { Service } from '../service.ts';

export function accountControl(service: Service): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/accounts',
      answer: () => {
        const account = makeAccount(service);
        return created({ user_id: account.id, api_key: account.key });
      },
    },
    { method: 'PATCH', path: '/account', answer: (call) => change(service, call) },
  ];
}

/** `{quota?: {…}, devices?: {notified, failed}, dedicated_number?: boolean, answers?: {<number>: <fate>}}`. */
function change(service: Service, { account, body }: Call): Reply {
  const quota = objectOf(body.quota) ?? {};
  for (const [name, limit] of Object.entries(quota)) {
    if (!Object.hasOwn(account.quota, name)) return badField(`there is no quota ${name}`);
    if (!Number.isSafeInteger(limit) || Number(limit) < 0) return badField(`${name} must be a whole number`);
  }
  const devices = { ...account.devices, ...objectOf(body.devices) };
  if (!Object.values(devices).every((count) => Number.isSafeInteger(count) && Number(count) >= 0))
    return badField('devices must be whole numbers');
  const answers = objectOf(body.answers) ?? {};
  for (const fate of Object.values(answers))
    if (!voiceFates.some((known) => known === fate)) return badField(`answers must be of ${voiceFates.join(', ')}`);
  const changed: AccountDoc = {
    ...account,
    quota: { ...account.quota, ...quota },
    devices,
    answers: { ...account.answers, ...answers } as AccountDoc['answers'],
  };
  service.shelf.put('account', changed);
  if (typeof body.dedicated_number === 'boolean') setNumber(service, account.id, body.dedicated_number);
  return ok(shownMe(service, changed));
}

function setNumber(service: Service, account: string, wanted: boolean): void {
  const own = service.shelf.of('phone', account);
  if (!wanted) for (const phone of own) service.shelf.remove('phone', phone.id);
  const [free] = freePhones(service);
  if (wanted && own.length === 0 && free !== undefined) addPhone(service, account, free);
}
