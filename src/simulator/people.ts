/** The people and machines called: which line of their script is next, what they answer, and what is heard of it. */
import type { Insight } from '../run/ports.ts';
import type { CollectField, Fields, PersonaLine, SimulateSpec } from '../spec/spec.ts';
import { drawCollected, readReply } from './collected.ts';
import { insightOf, valuesAsText } from './conversation.ts';
import { Draws } from './draw.ts';
import type { Dialled, SimEvent } from './event.ts';
import { decideFate, personaLine, Shares } from './outcome.ts';

type Collect = Readonly<Record<string, CollectField>>;

interface Attempt {
  readonly target: string;
  /** From 1, over the whole run. */
  readonly attempt: number;
  readonly collect: Collect;
}

export interface PeopleOptions {
  readonly simulate: SimulateSpec;
  readonly isAutomated: (target: string) => boolean;
  readonly proseShare: number;
}

export class People {
  readonly #options: PeopleOptions;
  readonly #shares: Shares;

  constructor(options: PeopleOptions) {
    this.#options = options;
    this.#shares = new Shares(options.simulate.default);
  }

  /** What becomes of an event that is dialled now, with the version of the prompt that it uses. */
  fate(event: SimEvent, at: Omit<Attempt, 'target'> & { readonly prompt: number }): Dialled {
    const { target, channel, scheduledAt } = event;
    const attempt: Attempt = { target, attempt: at.attempt, collect: at.collect };
    return decideFate(
      {
        channel,
        at: scheduledAt,
        attempt: at.attempt,
        prompt: at.prompt,
        line: this.#line(attempt),
        draws: this.#draws(attempt),
        collects: Object.keys(at.collect).length > 0,
        automated: this.#options.isAutomated(target),
        proseShare: this.#options.proseShare,
        replyText: () => valuesAsText({ collect: at.collect, collected: this.collected(attempt) }) || 'Thanks, got it.',
      },
      this.#shares,
    );
  }

  /** What was said about the fields: scripted, or read from a scripted reply, or drawn. */
  collected(of: Attempt): Fields {
    const line = this.#line(of);
    if (line?.collected !== undefined) return line.collected;
    if (line?.reply !== undefined) return readReply(line.reply, of.collect);
    return drawCollected(of.collect, this.#draws(of));
  }

  insight(of: Attempt, dialled: Dialled): Insight {
    const line = this.#line(of);
    return insightOf({
      target: of.target,
      dialled,
      collect: of.collect,
      collected: this.collected(of),
      automated: this.#options.isAutomated(of.target),
      ...(line?.transcript === undefined ? {} : { transcript: line.transcript }),
      scripted: line !== null,
      draws: this.#draws(of),
    });
  }

  #line(of: Attempt): PersonaLine | null {
    return personaLine(this.#options.simulate.personas, of);
  }

  #draws({ target, attempt }: Attempt): Draws {
    return new Draws({ seed: this.#options.simulate.seed, target, attempt });
  }
}
