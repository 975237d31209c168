/** Whose news a push is: the service's ids and numbers of contacts with something open. */
import type { InboundText, Push } from '../run/ports.ts';
import type { ContactState } from '../run/state.ts';
import type { Session } from './session.ts';

interface Noted {
  readonly phone: string;
  ref?: string;
  conversation?: string;
  numbers?: string;
}

export class References {
  readonly #byRef = new Map<string, number>();
  readonly #byConversation = new Map<string, number>();
  /** By our number and theirs: another run may be texting the same person. */
  readonly #byNumbers = new Map<string, number>();
  /** By theirs alone, for a service that names no events: a person has one attempt of a run open at a time. */
  readonly #byPhone = new Map<string, number>();
  /** What was noted of a contact, so that it can be forgotten. */
  readonly #noted = new Map<number, Noted>();

  note(index: number, of: { readonly state: ContactState; readonly session: Pick<Session, 'target'> }): void {
    const { state, session } = of;
    const last = state.attempts.at(-1);
    const isOpen = state.status === 'placed' || state.status === 'open' || state.status === 'reading';
    const noted = this.#noted.get(index);
    if (!isOpen || last === undefined) {
      if (noted !== undefined) this.#forget(index, noted);
      return;
    }
    const next = noted ?? { phone: session.target(index).phone };
    this.#noted.set(index, next);
    this.#byPhone.set(next.phone, index);
    if (last.ref !== undefined && next.ref !== last.ref) {
      next.ref = last.ref;
      this.#byRef.set(last.ref, index);
    }
    if (last.conversation !== undefined && next.conversation !== last.conversation) {
      next.conversation = last.conversation;
      this.#byConversation.set(last.conversation, index);
    }
    if (last.channel === 'sms' && next.numbers === undefined) {
      next.numbers = numbersKey({ from: next.phone, to: last.from });
      this.#byNumbers.set(next.numbers, index);
    }
  }

  #forget(index: number, noted: Noted): void {
    if (noted.ref !== undefined) this.#byRef.delete(noted.ref);
    if (noted.conversation !== undefined) this.#byConversation.delete(noted.conversation);
    if (noted.numbers !== undefined && this.#byNumbers.get(noted.numbers) === index)
      this.#byNumbers.delete(noted.numbers);
    if (this.#byPhone.get(noted.phone) === index) this.#byPhone.delete(noted.phone);
    this.#noted.delete(index);
  }

  byNumbers(of: Pick<InboundText, 'from' | 'to'>): number | null {
    return this.#byNumbers.get(numbersKey(of)) ?? null;
  }

  of(push: Exclude<Push, { kind: 'approval' | 'missed' | 'under-way' }>): number | null {
    switch (push.kind) {
      case 'attempt':
        return this.#byRef.get(push.ref) ?? null;
      case 'number':
        return this.#byPhone.get(push.to) ?? null;
      case 'insight':
        return this.#byConversation.get(push.conversation) ?? null;
      case 'text':
        return this.byNumbers(push);
    }
  }
}

function numbersKey({ from, to }: Pick<InboundText, 'from' | 'to'>): string {
  return `${to} ${from}`;
}
