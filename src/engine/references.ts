/** Whose news a push is: the service's ids and numbers of contacts with something open. */
import type { Push } from '../run/ports.ts';
import type { ContactState } from '../run/state.ts';
import type { Session } from './session.ts';

export class References {
  readonly #byRef = new Map<string, number>();
  readonly #byConversation = new Map<string, number>();
  readonly #byNumber = new Map<string, number>();
  /** What was noted of a contact, so that it can be forgotten. */
  readonly #noted = new Map<number, { ref?: string; conversation?: string; number?: string }>();

  note(index: number, of: { readonly state: ContactState; readonly session: Pick<Session, 'target'> }): void {
    const { state, session } = of;
    const last = state.attempts.at(-1);
    const isOpen = state.status === 'placed' || state.status === 'open' || state.status === 'reading';
    const noted = this.#noted.get(index);
    if (!isOpen || last === undefined) {
      if (noted !== undefined) this.#forget(index, noted);
      return;
    }
    const next = noted ?? {};
    this.#noted.set(index, next);
    if (last.ref !== undefined && next.ref !== last.ref) {
      next.ref = last.ref;
      this.#byRef.set(last.ref, index);
    }
    if (last.conversation !== undefined && next.conversation !== last.conversation) {
      next.conversation = last.conversation;
      this.#byConversation.set(last.conversation, index);
    }
    if (last.channel === 'sms' && next.number === undefined) {
      next.number = session.target(index).phone;
      this.#byNumber.set(next.number, index);
    }
  }

  #forget(index: number, noted: { ref?: string; conversation?: string; number?: string }): void {
    if (noted.ref !== undefined) this.#byRef.delete(noted.ref);
    if (noted.conversation !== undefined) this.#byConversation.delete(noted.conversation);
    if (noted.number !== undefined && this.#byNumber.get(noted.number) === index) this.#byNumber.delete(noted.number);
    this.#noted.delete(index);
  }

  byNumber(number: string): number | null {
    return this.#byNumber.get(number) ?? null;
  }

  of(push: Exclude<Push, { kind: 'approval' }>): number | null {
    switch (push.kind) {
      case 'attempt':
        return this.#byRef.get(push.ref) ?? null;
      case 'insight':
        return this.#byConversation.get(push.conversation) ?? null;
      case 'text':
        return this.byNumber(push.from);
    }
  }
}
