/**
 * Asking the owner's phone before something sensitive is passed on.
 *
 * Owns: the questions that wait for an answer. An answer comes by push, or by a look at the service every few seconds.
 *
 * 1. Only `approved`, to this very question and in time, is a yes. Whatever breaks is a no.
 * 2. The question shows all of its details; what is longer is not asked (`detailsCharsMax`). A title that is cut says so.
 * 3. A decision that was heard before its question's number came back counts too.
 */

import { minuteMs, secondMs } from '../lib/time.ts';
import type { Timers } from '../lib/timers.ts';
import { type ApprovalWord, approvalIn, approvalWord, type UnreachedWord, unreachedIn } from '../wire/approval.ts';
import { segment, type WireClient } from '../wire/client.ts';
import { field, inside } from '../wire/fields.ts';

/** broken: it could not be asked. */
export type Decision = 'approved' | 'denied' | 'timeout' | UnreachedWord | 'broken';

export interface ApprovalsOptions {
  readonly client: Pick<WireClient, 'request'>;
  readonly timers: Timers;
  readonly waitMs?: number;
  readonly log: (line: string) => void;
}

const waitDefaultMs = minuteMs;
const lookEveryMs = 3 * secondMs;
const lookTimeoutMs = 10 * secondMs;
const actionCharsMax = 200;
/** What a phone shows whole. A yes covers nothing beyond it. */
export const detailsCharsMax = 2_000;
/** Decisions that came before anybody waited for them. */
const earlyMax = 50;

/** Null: nothing is decided. */
function decisionOf(word: ApprovalWord | null): Decision | null {
  if (word === 'pending') return null;
  return word === 'expired' ? 'timeout' : word;
}

export class Approvals {
  readonly #options: ApprovalsOptions;
  readonly #waiting = new Map<string, (decision: Decision) => void>();
  readonly #early = new Map<string, Decision>();
  /** Questions that are on their way to the service: only then is an early answer kept. */
  #asking = 0;

  constructor(options: ApprovalsOptions) {
    this.#options = options;
  }

  async ask(question: { readonly action: string; readonly details: string }): Promise<Decision> {
    const { client, log, waitMs = waitDefaultMs } = this.#options;
    const { action, details } = question;
    if (details.length > detailsCharsMax) {
      log('approval could not be asked: the question is too long to be shown');
      return 'broken';
    }
    const body = {
      action: action.length > actionCharsMax ? `${action.slice(0, actionCharsMax - 1)}…` : action,
      details,
      require_biometric: false,
      expires_in: Math.round(waitMs / secondMs),
    };
    this.#asking += 1;
    try {
      const answer = await client.request({ method: 'POST', path: '/approvals', body });
      if (!answer.ok) {
        log(`approval could not be asked: ${answer.error.message}`);
        return 'broken';
      }
      const id = field(answer.value.body, 'request_id');
      if (typeof id !== 'string' || !/^[\w-][\w.:-]{0,199}$/.test(id)) {
        log('approval could not be asked: the service gave it no number');
        return 'broken';
      }
      return unreachedIn(answer.value.body) ?? (await this.#wait(id, waitMs));
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0) this.#early.clear();
    }
  }

  /** A push: somebody answered, or nobody can. */
  hear(request: string, said: string): void {
    const decision = decisionOf(approvalWord(said));
    if (decision === null) {
      this.#options.log(`approval ${request}: an answer that is none`);
      return;
    }
    const decide = this.#waiting.get(request);
    if (decide !== undefined) decide(decision);
    else if (this.#asking > this.#waiting.size && this.#early.size < earlyMax) this.#early.set(request, decision);
  }

  /** Whatever waits is not approved. */
  close(): void {
    for (const decide of [...this.#waiting.values()]) decide('broken');
  }

  #wait(id: string, waitMs: number): Promise<Decision> {
    const { timers } = this.#options;
    const early = this.#early.get(id);
    if (early !== undefined) return Promise.resolve(early);
    return new Promise((resolve) => {
      let cancelLook = (): void => undefined;
      const decide = (decision: Decision): void => {
        if (!this.#waiting.delete(id)) return;
        cancelLook();
        cancelEnd();
        resolve(decision);
      };
      const cancelEnd = timers.after(waitMs, () => decide('timeout'));
      const lookLater = (): void => {
        cancelLook = timers.after(lookEveryMs, () => {
          void this.#look(id).then((decision) => {
            if (decision !== null) decide(decision);
            else if (this.#waiting.has(id)) lookLater();
          });
        });
      };
      this.#waiting.set(id, decide);
      lookLater();
    });
  }

  /** Null: nothing is decided, or it cannot be seen just now. */
  async #look(id: string): Promise<Decision | null> {
    const path = `/approvals/${segment(id)}`;
    const answer = await this.#options.client.request({ method: 'GET', path, timeoutMs: lookTimeoutMs });
    if (!answer.ok) return null;
    const { body } = answer.value;
    const named = field(inside(body, 'approval'), 'request_id');
    if (named !== undefined && named !== id) return null;
    return decisionOf(approvalIn(body, { biometric: false }));
  }
}
