/**
 * What need not be asked because the service would tell: calls that this process placed while it heard everything.
 *
 * Owns: the calls and conversations that it follows. Talks to nobody.
 * 1. Only what was placed while hints were heard, without a gap since, is followed; everything else is asked about whenever somebody
 *    wants to know.
 * 2. Of a call only one thing is not asked: whether it is still under way, once it was seen or said to be. Of a conversation only
 *    whether its insight is there. A hint, or so much time, and it is asked again: hints may be lost, and polling stays the safety net.
 */
import { type Instant, minuteMs } from '../lib/time.ts';
import { lateDiallingMs } from '../plan/windows.ts';
import type { Push, Reading } from '../run/ports.ts';
import type { PushSource } from './push-source.ts';

/** How long nothing is asked about a call under way. */
const callUnaskedMs = 4 * minuteMs;
/** How long nothing is asked about an insight that was not announced. */
const insightUnaskedMs = 2 * minuteMs;
/** Beyond so many the oldest are followed no more. */
const followedMax = 10_000;

interface Call {
  readonly mission: string;
  readonly to: string;
  readonly scheduledAt: Instant;
  /** seen: the service showed it so; said: a hint did, which may have been about an earlier call to the number. */
  underWay: 'no' | 'said' | 'seen';
  isHinted: boolean;
  askedAt: Instant;
}

export class Following {
  readonly #push: PushSource;
  readonly #now: () => Instant;
  readonly #calls = new Map<string, Call>();
  /** When each was last asked about. */
  readonly #conversations = new Map<string, Instant>();
  /** Announced, perhaps before anybody knew of the conversation. */
  readonly #ready = new Set<string>();
  readonly #stop: () => void;

  constructor(push: PushSource, now: () => Instant) {
    this.#push = push;
    this.#now = now;
    this.#stop = push.listen((told) => this.#heard(told));
  }

  placed(ref: string, of: Pick<Call, 'mission' | 'to' | 'scheduledAt'>): void {
    if (!this.#isLive()) return;
    const { mission, to, scheduledAt } = of;
    this.#calls.set(ref, { mission, to, scheduledAt, underWay: 'no', isHinted: false, askedAt: this.#now() });
    keepNewest(this.#calls);
  }

  /** Somebody changed it: nothing is known of it any more. */
  forget(ref: string): void {
    this.#calls.delete(ref);
  }

  /** Whether anything can have become of the calls. */
  wantsReading(refs: readonly string[]): boolean {
    if (!this.#isLive()) return true;
    return refs.some((ref) => {
      const call = this.#calls.get(ref);
      return call === undefined || call.isHinted || !this.#isUnderWay(call);
    });
  }

  /** Whether a call that rings too late would be noticed all the same: by five minutes it must have been seen to ring (invariant 3). */
  #isUnderWay({ underWay, askedAt, scheduledAt }: Call): boolean {
    const now = this.#now();
    if (underWay === 'no' || now - askedAt >= callUnaskedMs) return false;
    return underWay === 'seen' || now < scheduledAt + lateDiallingMs;
  }

  /** Before they are asked about: what is told from now on may not be in the answer. */
  asking(refs: readonly string[]): void {
    for (const ref of refs) {
      const call = this.#calls.get(ref);
      if (call !== undefined) call.isHinted = false;
    }
  }

  /** What the service said of them. */
  read(readings: readonly Reading[]): void {
    for (const { ref, status, conversation } of readings) {
      const call = this.#calls.get(ref);
      if (call === undefined) continue;
      call.askedAt = this.#now();
      call.underWay = status === 'in_progress' ? 'seen' : 'no';
      if (status !== 'completed' && status !== 'failed') continue;
      this.#calls.delete(ref);
      if (conversation === undefined) continue;
      this.#conversations.set(conversation, this.#now());
      keepNewest(this.#conversations);
    }
  }

  /** No answer came: they are to be asked about again. */
  unanswered(refs: readonly string[]): void {
    for (const ref of refs) {
      const call = this.#calls.get(ref);
      if (call !== undefined) call.isHinted = true;
    }
  }

  /** Whether the insight may be there. To be asked once for each time that it is wanted. */
  wantsInsight(conversation: string): boolean {
    const askedAt = this.#isLive() ? this.#conversations.get(conversation) : undefined;
    if (askedAt === undefined || this.#ready.has(conversation)) return true;
    if (this.#now() - askedAt < insightUnaskedMs) return false;
    this.#conversations.set(conversation, this.#now());
    return true;
  }

  /** It is there. */
  done(conversation: string): void {
    this.#conversations.delete(conversation);
    this.#ready.delete(conversation);
  }

  close(): void {
    this.#stop();
    this.#clear();
  }

  /** After a gap nothing that was placed before is followed. */
  #isLive(): boolean {
    const isLive = this.#push.isLive?.() !== false;
    if (!isLive) this.#clear();
    return isLive;
  }

  #heard(push: Push): void {
    switch (push.kind) {
      case 'attempt':
        this.unanswered([push.ref]);
        return;
      case 'number':
        for (const call of this.#callsTo(push)) call.isHinted = true;
        return;
      case 'under-way':
        for (const call of this.#callsTo(push)) {
          if (call.underWay === 'no') call.underWay = 'said';
          call.askedAt = this.#now();
        }
        return;
      case 'insight':
        this.#ready.add(push.conversation);
        keepNewest(this.#ready);
        return;
      case 'missed':
        this.#clear();
        return;
      case 'text':
      case 'approval':
        return;
    }
  }

  #callsTo({ mission, to }: { readonly mission: string; readonly to: string }): readonly Call[] {
    return [...this.#calls.values()].filter((call) => call.to === to && call.mission === mission);
  }

  #clear(): void {
    this.#calls.clear();
    this.#conversations.clear();
    this.#ready.clear();
  }
}

function keepNewest(kept: Map<string, unknown> | Set<string>): void {
  if (kept.size <= followedMax) return;
  for (const oldest of kept.keys()) {
    kept.delete(oldest);
    return;
  }
}
