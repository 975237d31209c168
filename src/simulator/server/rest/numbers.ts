/** `/numbers`: the account's own, and those that can be had. All are of the range kept for fiction. */
import { phoneOf } from '../../assistants.ts';
import type { PhoneDoc } from '../documents.ts';
import { badField, type Call, missing, missingField, notFound, ok, type Reply, type Route, textOf } from '../reply.ts';
import type { Service } from '../service.ts';
import { shownPhone } from '../shown.ts';

const foundMax = 10;
/** Numbers are looked through up to here. */
const numbersMax = 70_000;

export function numberRoutes(service: Service): readonly Route[] {
  const own = (call: Call) => service.shelf.of('phone', call.account.id).toReversed();
  return [
    { method: 'GET', path: '/numbers/account-phones', answer: (call) => ok({ data: own(call).map(shownPhone) }) },
    {
      method: 'GET',
      path: '/numbers/account-phones/available',
      answer: (call) => {
        // One that is free, else the dedicated one, which all may use.
        const all = service.shelf.of('phone', call.account.id);
        const phone = all.find(({ connection }) => connection === null) ?? all[0];
        return ok({ phone: phone === undefined ? null : shownPhone(phone) });
      },
    },
    { method: 'PATCH', path: '/numbers/account-phones/:phone', answer: (call) => connect(service, call) },
    { method: 'GET', path: '/numbers/search', answer: (call) => search(service, call) },
    { method: 'POST', path: '/numbers/order', answer: (call) => order(service, call) },
    { method: 'POST', path: '/numbers/release', answer: (call) => release(service, call) },
    { method: 'GET', path: '/numbers/mine', answer: (call) => ok({ phones: own(call).map(shownPhone) }) },
  ];
}

export function addPhone(service: Service, account: string, phone: string): PhoneDoc {
  const number = service.shelf.next('phone');
  return service.shelf.put('phone', {
    id: service.ids.digits(`phone ${number}`),
    number,
    account,
    createdAt: service.now(),
    phone,
    connection: null,
  });
}

/** The next number that nobody has. */
export function* freePhones(service: Service): IterableIterator<string> {
  const taken = new Set([...service.shelf.all('phone')].map(({ phone }) => phone));
  for (let n = 1; n <= numbersMax; n += 1) {
    const phone = phoneOf(n);
    if (!taken.has(phone)) yield phone;
  }
}

function connect(service: Service, { account, body, params }: Call): Reply {
  const phone = service.shelf.get('phone', params.phone ?? '');
  if (phone?.account !== account.id) return notFound('Phone number');
  const connection = textOf(body, 'connection_id');
  if (connection === undefined) return missingField('connection_id');
  const type = body.type ?? 'voice';
  if (type !== 'voice' && type !== 'sms') return badField('type must be voice or sms');
  return ok({ phone: shownPhone(service.shelf.put('phone', { ...phone, connection })) });
}

function search(service: Service, call: Call): Reply {
  const country = call.query('country_code') ?? 'US';
  const contains = call.query('contains')?.replaceAll(/\D/g, '') ?? '';
  const data: object[] = [];
  for (const phone of country === 'US' ? freePhones(service) : []) {
    if (data.length >= foundMax) break;
    if (!phone.includes(contains)) continue;
    data.push({
      phone_number: phone,
      country_code: 'US',
      state: call.query('state') ?? null,
      city: call.query('city') ?? null,
      features: ['voice', 'sms'],
    });
  }
  return ok({ data });
}

function order(service: Service, { account, body }: Call): Reply {
  const lacks = missing(body, ['phone_number']);
  if (lacks.length > 0) return missingField(...lacks);
  const asked = textOf(body, 'phone_number') ?? '';
  for (const phone of freePhones(service)) {
    if (phone === asked) return ok({ phone: shownPhone(addPhone(service, account.id, phone)) });
  }
  return notFound('Phone number');
}

function release(service: Service, { account, body }: Call): Reply {
  const id = textOf(body, 'phone_number_id');
  if (id === undefined) return missingField('phone_number_id');
  if (service.shelf.get('phone', id)?.account !== account.id) return notFound('Phone number');
  service.shelf.remove('phone', id);
  return ok({ success: true });
}
