/** Who holds the simulated phone: answers a push for approval as scripted for its gate, and else leaves it unanswered. */
import type { Instant } from '../lib/time.ts';
import type { Approval, AskRequest } from '../run/ports.ts';
import type { SimulateSpec } from '../spec/spec.ts';
import type { VirtualClock } from './clock.ts';
import { numberOf } from './event.ts';
import type { WorldRecord } from './record.ts';
import type { Writer } from './writer.ts';

interface Asked {
  readonly number: number;
  readonly expiresAt: Instant;
  /** Null: never answered. */
  readonly answer: { readonly decision: 'approved' | 'denied'; readonly at: Instant } | null;
}

interface ApproverParts {
  readonly lines: SimulateSpec['approver'];
  readonly record: WorldRecord;
  readonly writer: Writer;
  readonly clock: VirtualClock;
  readonly nextNumber: () => number;
  readonly responded: (id: string) => void;
}

const approvalId = (number: number): string => `apr_${number}`;

export class Approver {
  readonly #asked = new Map<number, Asked>();
  readonly #byRequest = new Map<string, number>();
  readonly #parts: ApproverParts;

  /** Answers given up to `performedAt` are not announced again. */
  constructor(parts: ApproverParts, performedAt: Instant | null) {
    this.#parts = parts;
    for (const row of parts.record.all('approval')) {
      const decision = decisionOf(row.answer);
      const answer = decision === null ? null : { decision, at: Number(row.answer_at) };
      const asked: Asked = { number: Number(row.number), expiresAt: Number(row.expires_at), answer };
      this.#asked.set(asked.number, asked);
      this.#byRequest.set(requestName(requestIn(row)), asked.number);
      if (answer !== null && answer.at > (performedAt ?? 0)) this.#schedule(asked);
    }
  }

  /** The request's id, the same where the same is asked again; null: no phone is registered. */
  ask(request: AskRequest): string | null {
    const before = this.#byRequest.get(requestName(request));
    if (before !== undefined) return approvalId(before);
    const { lines, writer, clock, nextNumber } = this.#parts;
    const line = Object.hasOwn(lines, request.gate) ? lines[request.gate] : undefined;
    if (line?.answer === 'no_devices') return null;
    const decides = line?.answer === 'approved' || line?.answer === 'denied';
    const answer = decides ? { decision: line.answer, at: clock.now() + line.afterMs } : null;
    const asked: Asked = { number: nextNumber(), expiresAt: request.expiresAt, answer };
    this.#asked.set(asked.number, asked);
    this.#byRequest.set(requestName(request), asked.number);
    const { run, gate, question, details, expiresAt } = request;
    writer.add(
      'approval',
      asked.number,
      run,
      gate,
      question,
      details,
      expiresAt,
      answer?.decision ?? null,
      answer?.at ?? null,
    );
    this.#schedule(asked);
    return approvalId(asked.number);
  }

  /** Null: no such request. */
  approval(id: string): Approval | null {
    const number = numberOf(id, 'apr_');
    const asked = number === null ? undefined : this.#asked.get(number);
    if (asked === undefined) return null;
    const now = this.#parts.clock.now();
    if (inTime(asked) && asked.answer.at <= now) return { status: asked.answer.decision };
    return { status: now >= asked.expiresAt ? 'expired' : 'pending' };
  }

  #schedule(asked: Asked): void {
    if (!inTime(asked)) return;
    const { clock, responded } = this.#parts;
    const { number, answer } = asked;
    clock.schedule({ at: answer.at, number, perform: () => responded(approvalId(number)) });
  }
}

type Named = Pick<AskRequest, 'run' | 'gate' | 'details' | 'expiresAt'>;

function requestIn(row: Readonly<Record<string, unknown>>): Named {
  const [run, gate, details] = [row.run, row.gate, row.details].map(String);
  return { run: run ?? '', gate: gate ?? '', details: details ?? '', expiresAt: Number(row.expires_at) };
}

function requestName({ run, gate, details, expiresAt }: Named): string {
  return JSON.stringify([run, gate, details, expiresAt]);
}

/** An answer after the request has expired is none. */
function inTime(asked: Asked): asked is Asked & { readonly answer: NonNullable<Asked['answer']> } {
  return asked.answer !== null && asked.answer.at < asked.expiresAt;
}

function decisionOf(answer: unknown): 'approved' | 'denied' | null {
  return answer === 'approved' || answer === 'denied' ? answer : null;
}
