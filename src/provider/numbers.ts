/**
 * From which number each assistant calls: its own, else one of the account's that nobody of ours has yet, else the account's
 * dedicated one, which every assistant may use.
 */
import type { Instant } from '../lib/time.ts';
import { segment } from '../wire/client.ts';
import { field, idOf, inside, listOf, textOf } from '../wire/fields.ts';
import { type Asked, type Failed, refusedWith, type Service } from './service.ts';

export class Numbers {
  readonly #service: Service;
  readonly #dedicated: string | undefined;
  /** Numbers that assistants of ours have. */
  readonly #taken: Set<string>;
  /** True: whatever is free is ours already. */
  #exhausted = false;

  constructor(service: Service, of: { readonly me: unknown; readonly assistants: readonly unknown[] }) {
    this.#service = service;
    this.#dedicated = textOf(of.me, 'dedicated_number');
    this.#taken = new Set(of.assistants.flatMap((one) => textOf(one, 'phone_number') ?? []));
  }

  async of(assistant: unknown, channel: 'call' | 'sms'): Promise<Asked<string>> {
    const own = textOf(assistant, 'phone_number');
    if (own !== undefined) return { ok: true, value: own, serviceAt: 0 };
    if (!this.#exhausted) {
      const given = await this.#give(assistant, channel);
      if (!given.ok || given.value !== null) return given as Asked<string>;
    }
    return this.#shared();
  }

  /** Assigns a free number; null: there is none, or it is one of ours. */
  async #give(assistant: unknown, channel: 'call' | 'sms'): Promise<Asked<string | null>> {
    const available = await this.#service.ask({ method: 'GET', path: '/numbers/account-phones/available' });
    if (!available.ok) return available;
    const phone = field(available.value, 'phone');
    const number = textOf(phone, 'phone_number');
    const phoneId = idOf(phone);
    if (number === undefined || phoneId === undefined || this.#taken.has(number)) {
      this.#exhausted = true;
      return { ...available, value: null };
    }
    const feature = channel === 'sms' ? 'messaging' : 'telephony';
    const path = `/assistants/${segment(idOf(assistant) ?? '')}`;
    const connection = await this.#service.ask({ method: 'GET', path: `${path}/connection-id?feature=${feature}` });
    if (!connection.ok) return connection;
    const assigned = await this.#service.ask({
      method: 'POST',
      path: `${path}/assign-phone`,
      body: {
        phone_number_id: phoneId,
        connection_id: textOf(connection.value, 'connection_id'),
        type: channel === 'sms' ? 'sms' : 'voice',
      },
    });
    if (!assigned.ok) return assigned;
    const now = textOf(inside(assigned.value, 'assistant'), 'phone_number');
    if (now !== number) return notGiven(number, assigned.serviceAt);
    this.#taken.add(number);
    return { ...assigned, value: number };
  }

  /** The account's own. */
  async #shared(): Promise<Asked<string>> {
    if (this.#dedicated !== undefined) return { ok: true, value: this.#dedicated, serviceAt: 0 };
    const phones = await this.#service.ask({ method: 'GET', path: '/numbers/account-phones' });
    if (!phones.ok) return phones;
    const owned = (listOf(phones.value, 'data') ?? []).flatMap((phone) => textOf(phone, 'phone_number') ?? []);
    const [first] = owned;
    if (first !== undefined) return { ...phones, value: first };
    return noNumber(phones.serviceAt);
  }
}

function notGiven(number: string, serviceAt: Instant): Asked<never> {
  const message = `The service gave the number ${number} to an assistant, and does not show it there. Look at its numbers, then run the mission again.`;
  return refusedWith({ code: 'no-number', message }, serviceAt);
}

/** Null: the account has a number to call from. Asked before anything is made. */
export async function numberMissing(service: Service, me: unknown): Promise<Failed | null> {
  if (textOf(me, 'dedicated_number') !== undefined) return null;
  const available = await service.ask({ method: 'GET', path: '/numbers/account-phones/available' });
  if (!available.ok) return available;
  if (textOf(field(available.value, 'phone'), 'phone_number') !== undefined) return null;
  const phones = await service.ask({ method: 'GET', path: '/numbers/account-phones' });
  if (!phones.ok) return phones;
  const owned = (listOf(phones.value, 'data') ?? []).some((phone) => textOf(phone, 'phone_number') !== undefined);
  return owned ? null : noNumber(phones.serviceAt);
}

function noNumber(serviceAt: Instant): Failed {
  const message =
    'The account has no dedicated number, and without one nothing can be scheduled. Order one at the service, then run the mission again; `mission doctor` shows what is missing.';
  return refusedWith({ code: 'no-number', message }, serviceAt);
}

/** Whether a number is one that the assistant may call from; null: the service does not say. */
export async function mayCallFrom(
  service: Service,
  of: { readonly assistant: string; readonly from: string },
): Promise<boolean | null> {
  const [assistant, me, phones] = await Promise.all([
    service.ask({ method: 'GET', path: `/assistants/${segment(of.assistant)}` }),
    service.ask({ method: 'GET', path: '/me' }),
    service.ask({ method: 'GET', path: '/numbers/account-phones' }),
  ]);
  if (!assistant.ok || !me.ok || !phones.ok) return null;
  const owned = (listOf(phones.value, 'data') ?? []).map((phone) => textOf(phone, 'phone_number'));
  const own = textOf(inside(assistant.value, 'assistant'), 'phone_number');
  return [own, textOf(me.value, 'dedicated_number'), ...owned].includes(of.from);
}
