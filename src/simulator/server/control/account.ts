/** `/simulator/accounts` and `/simulator/account`: more accounts, and conditions that a real one may come into. */
import { isE164 } from '../../../lib/phone-text.ts';
import { makeAccount } from '../accounts.ts';
import { type AccountDoc, type Json, voiceFates } from '../documents.ts';
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

/** `{quota?: {…}, devices?: {notified?, failed?}, dedicated_number?: boolean, answers?: {<number>: <fate>}}`. */
function change(service: Service, { account, body }: Call): Reply {
  const wrong = wrongIn(account, body);
  if (wrong !== null) return badField(wrong);
  const changed = {
    ...account,
    quota: { ...account.quota, ...objectOf(body.quota) },
    devices: { ...account.devices, ...objectOf(body.devices) },
    answers: { ...account.answers, ...objectOf(body.answers) },
  } as AccountDoc;
  service.shelf.put('account', changed);
  if (typeof body.dedicated_number === 'boolean') setNumber(service, account.id, body.dedicated_number);
  return ok(shownMe(service, changed));
}

/** The first field that is not as it must be, in words; null: all are. */
function wrongIn(account: AccountDoc, body: Json): string | null {
  for (const [name, value] of Object.entries(body)) {
    const wrong = wrongValue(account, { name, value });
    if (wrong !== null) return `${name}${wrong}`;
  }
  return null;
}

/** In words that the field's name stands before; null: nothing. */
function wrongValue(account: AccountDoc, { name, value }: { readonly name: string; readonly value: unknown }) {
  switch (name) {
    case 'quota':
    case 'devices':
      return wrongMember(value, (member, count) => wrongCount(account[name], { member, count }));
    case 'answers':
      return wrongMember(value, wrongFate);
    case 'dedicated_number':
      return typeof value === 'boolean' ? null : ' must be true or false';
    default:
      return ' is not known';
  }
}

function wrongMember(value: unknown, wrong: (member: string, told: unknown) => string | null): string | null {
  const members = objectOf(value);
  if (members === undefined) return ' must be an object';
  for (const [member, told] of Object.entries(members)) {
    const found = wrong(member, told);
    if (found !== null) return `.${member} ${found}`;
  }
  return null;
}

function wrongCount(known: object, { member, count }: { readonly member: string; readonly count: unknown }) {
  if (!Object.hasOwn(known, member)) return 'is not known';
  return Number.isSafeInteger(count) && Number(count) >= 0 ? null : 'must be a whole number, 0 or more';
}

function wrongFate(number: string, fate: unknown): string | null {
  if (!isE164(number)) return 'must be a number like +13125550101';
  return voiceFates.some((known) => known === fate) ? null : `must be one of ${voiceFates.join(', ')}`;
}

function setNumber(service: Service, account: string, wanted: boolean): void {
  const own = service.shelf.of('phone', account);
  if (!wanted) for (const phone of own) service.shelf.remove('phone', phone.id);
  const [free] = freePhones(service);
  if (wanted && own.length === 0 && free !== undefined) addPhone(service, account, free);
}
