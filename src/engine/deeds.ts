/**
 * Carrying out what the machines asked for, after the commit: requests to the provider and the model, answers into the inbox.
 * Reads of one assistant that are asked together are one request, and so are readings of the inbox.
 */
import type { Instant } from '../lib/time.ts';
import type { ContactAction, ContactObservation } from '../run/contact-machine.ts';
import type { MissionObservation } from '../run/mission-machine.ts';
import type { Answer, InboundText, Model, Prepared, PrepareRequest, Provider, ProviderError } from '../run/ports.ts';

export type Told =
  | { readonly to: 'contact'; readonly index: number; readonly observation: ContactObservation }
  /** A hint that there is news of the contact: read it. */
  | { readonly to: 'due'; readonly index: number }
  | { readonly to: 'text'; readonly message: InboundText }
  | { readonly to: 'mission'; readonly observation: MissionObservation }
  | { readonly to: 'mission-due' };

export interface Asked {
  readonly index: number;
  readonly action: ContactAction;
}

type Of<Kind extends ContactAction['kind']> = Extract<ContactAction, { kind: Kind }>;

/** Counts what is under way and hands over every answer. */
export class Deeds {
  readonly #provider: Provider;
  readonly #model: Model;
  readonly #tell: (told: Told) => void;
  #outstanding = 0;
  #isPreparing = false;

  constructor(options: {
    readonly provider: Provider;
    readonly model: Model;
    readonly tell: (told: Told) => void;
  }) {
    this.#provider = options.provider;
    this.#model = options.model;
    this.#tell = options.tell;
  }

  /** Requests whose answers have not come. */
  get outstanding(): number {
    return this.#outstanding;
  }

  carryOut(asked: readonly Asked[]): void {
    const reads = new Map<string, { readonly index: number; readonly action: Of<'read'> }[]>();
    const inbox: { readonly index: number; readonly action: Of<'inbox'> }[] = [];
    for (const { index, action } of asked) {
      if (action.kind === 'read') {
        const together = reads.get(action.assistant) ?? [];
        together.push({ index, action });
        reads.set(action.assistant, together);
      } else if (action.kind === 'inbox') inbox.push({ index, action });
      else this.#one(index, action);
    }
    for (const [assistant, together] of reads) this.#read(assistant, together);
    if (inbox.length > 0) this.#readInbox(inbox);
  }

  /** Runs a request; whatever it throws is a bug of an adapter and ends the drive. */
  run<Value>(request: Promise<Answer<Value>>, answered: (answer: Answer<Value>) => void): void {
    this.#outstanding += 1;
    request
      .then(
        (answer) => {
          this.#outstanding -= 1;
          answered(answer);
          this.onSettled();
        },
        (error: unknown) => {
          this.#outstanding -= 1;
          throw error;
        },
      )
      // What hearing an answer throws is a bug as well, and ends the drive instead of the process.
      .catch((error: unknown) => this.onBug(error));
  }

  /** Called after every answer, one that told nothing included. */
  onSettled: () => void = () => {};

  onBug: (error: unknown) => void = (error) => {
    throw error;
  };

  #one(index: number, action: Exclude<ContactAction, { kind: 'read' | 'inbox' }>): void {
    switch (action.kind) {
      case 'want':
        return;
      case 'prompt':
        this.#prompt(index, action);
        return;
      case 'place':
        this.#place(index, action);
        return;
      case 'list':
        this.run(this.#provider.list(action), (answer) => {
          if (answer.ok)
            this.#contact(index, {
              kind: 'listing',
              attempt: action.attempt,
              listing: answer.value,
              serviceAt: answer.serviceAt,
            });
          else this.#failed(answer.error, 'list');
        });
        return;
      case 'withdraw':
        this.run(this.#provider.withdraw(action), (answer) => {
          if (!answer.ok) this.#failed(answer.error, 'withdraw');
          // A yes may have crossed the call on its way to the line, and a lost answer may have been one.
          this.#read(action.assistant, [{ index, action: { ...action, kind: 'read' } }]);
        });
        return;
      case 'insight':
        this.run(this.#provider.insight(action), (answer) => {
          if (answer.ok) this.#contact(index, { kind: 'insight', attempt: action.attempt, insight: answer.value });
          else this.#failed(answer.error, 'insight');
        });
        return;
      case 'extract':
        this.run(this.#model.extract(action.request), (answer) => {
          const told = answer.ok ? { fields: answer.value } : { fields: null, message: answer.error.message };
          this.#contact(index, { kind: 'extracted', attempt: action.attempt, ...told });
        });
        return;
      case 'judge':
        this.run(this.#model.judge(action.request), (answer) => {
          const told = answer.ok ? { score: answer.value } : { score: null, message: answer.error.message };
          this.#contact(index, { kind: 'judged', criterion: action.criterion, ...told });
        });
        return;
    }
  }

  #prompt(index: number, action: Of<'prompt'>): void {
    const { attempt, request } = action;
    this.run(this.#provider.update(request), (answer) => {
      if (answer.ok) this.#contact(index, { kind: 'prompted', attempt, prompt: request });
      else this.#refused(index, { attempt, error: answer.error, deed: 'prompt' });
    });
  }

  #place(index: number, action: Of<'place'>): void {
    const { attempt, request } = action;
    this.run(this.#provider.place(request), (answer) => {
      if (answer.ok) this.#contact(index, { kind: 'placed', attempt, ref: answer.value.ref });
      else {
        const { error, serviceAt } = answer;
        this.#refused(index, { attempt, error, deed: 'place', ...(serviceAt === undefined ? {} : { serviceAt }) });
      }
    });
  }

  #refused(
    index: number,
    of: {
      readonly attempt: number;
      readonly error: ProviderError;
      readonly deed: 'prompt' | 'place';
      readonly serviceAt?: Instant;
    },
  ): void {
    this.#contact(index, { kind: 'refused', ...of });
    if (of.error.code !== 'refused' && of.error.code !== 'lost') this.#failed(of.error, of.deed);
  }

  #failed(error: ProviderError, during: string): void {
    this.#tell({ to: 'mission', observation: { kind: 'provider', error, during } });
  }

  #contact(index: number, observation: ContactObservation): void {
    this.#tell({ to: 'contact', index, observation });
  }

  #read(assistant: string, together: readonly { readonly index: number; readonly action: Of<'read'> }[]): void {
    const byRef = new Map(together.map((one) => [one.action.ref, one]));
    this.run(this.#provider.read({ assistant, refs: [...byRef.keys()], news: true }), (answer) => {
      if (!answer.ok) {
        this.#failed(answer.error, 'read');
        return;
      }
      for (const reading of answer.value) {
        const one = byRef.get(reading.ref);
        if (one !== undefined) this.#contact(one.index, { kind: 'reading', attempt: one.action.attempt, reading });
      }
    });
  }

  #readInbox(asked: readonly { readonly index: number; readonly action: Of<'inbox'> }[]): void {
    const since = asked.reduce((least, { action }) => Math.min(least, action.since), Number.POSITIVE_INFINITY);
    this.#inbox(since, asked);
  }

  /** Texts that no contact waits for. */
  readInbox(since: Instant): void {
    this.#inbox(since, []);
  }

  #inbox(since: Instant, asked: readonly { readonly index: number; readonly action: Of<'inbox'> }[]): void {
    this.run(this.#provider.inbox({ since }), (answer) => {
      if (!answer.ok) {
        this.#failed(answer.error, 'inbox');
        return;
      }
      for (const message of answer.value) this.#tell({ to: 'text', message });
      for (const { index, action } of asked)
        this.#contact(index, { kind: 'silence', attempt: action.attempt, until: answer.serviceAt });
    });
  }

  /** One at a time: two of them would both find that something is missing, and both make it. */
  prepare(request: PrepareRequest, onAnswer: (prepared: Prepared) => void): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    const over = (): void => {
      this.#isPreparing = false;
    };
    const answer = this.#provider.prepare(request).finally(over);
    this.ask(answer, { during: 'setup', onAnswer });
  }

  /** The mission's own requests. */
  ask<Value>(
    request: Promise<Answer<Value>>,
    of: {
      readonly during: string;
      readonly onAnswer: (value: Value) => void;
      readonly orElse?: (error: ProviderError) => void;
    },
  ): void {
    this.run(request, (answer) => {
      if (answer.ok) of.onAnswer(answer.value);
      else if (of.orElse === undefined) this.#failed(answer.error, of.during);
      else of.orElse(answer.error);
    });
  }
}

/** What cannot be taken back, or changes the service: never before its intent is durable (invariant 1). */
export function isDeed(action: ContactAction): boolean {
  return action.kind === 'place' || action.kind === 'prompt' || action.kind === 'withdraw';
}
