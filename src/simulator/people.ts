/** The people and machines called: which line of their script is next, what they answer, and what is heard of it. */
import type { Insight } from '../run/ports.ts';
import type { CollectField, Fields, PersonaLine, SimulateSpec } from '../spec/spec.ts';
import { drawCollected, readReply } from './collected.ts';
import { insightOf, valuesAsText } from './conversation.ts';
import { Draws } from './draw.ts';
import type { Dialled, SimEvent } from './event.ts';
import { decideFate, personaLine, Shares } from './outcome.ts';

type Collect = Readonly<Record<string, CollectField>>;

/** Whom, and what is asked of them. */
interface Asked {
  readonly target: string;
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
  fate(
    event: Pick<SimEvent, 'target' | 'channel' | 'scheduledAt'>,
    by: { readonly attempt: number; readonly prompt: number; readonly detects: boolean; readonly collect: Collect },
  ): Dialled {
    const { target, channel, scheduledAt: at } = event;
    const { attempt, prompt, detects, collect } = by;
    return decideFate(
      {
        channel,
        at,
        attempt,
        prompt,
        line: this.#line(target, attempt),
        draws: this.#draws(target, attempt),
        collects: Object.keys(collect).length > 0,
        automated: this.#options.isAutomated(target),
        detects,
        proseShare: this.#options.proseShare,
        replyText: () =>
          valuesAsText({ collect, collected: this.collected({ target, collect }, attempt) }) || 'Thanks, got it.',
      },
      this.#shares,
    );
  }

  /** What was said about the fields in an attempt: scripted, or read from a scripted reply, or drawn. */
  collected(asked: Asked, attempt: number): Fields {
    const line = this.#line(asked.target, attempt);
    if (line?.collected !== undefined) return line.collected;
    if (line?.reply !== undefined) return readReply(line.reply, asked.collect);
    return drawCollected(asked.collect, this.#draws(asked.target, attempt));
  }

  insight(asked: Asked, dialled: Dialled): Insight {
    const { target, collect } = asked;
    const { attempt } = dialled;
    const line = this.#line(target, attempt);
    const draws = this.#draws(target, attempt);
    return insightOf({
      target,
      dialled,
      collect,
      collected: this.collected(asked, attempt),
      automated: this.#options.isAutomated(target),
      ...(line?.transcript === undefined ? {} : { transcript: line.transcript }),
      scripted: line !== null,
      refuses: line === null && this.#shares.at(draws.unit('outcome')) === 'opted-out',
      draws,
    });
  }

  #line(target: string, attempt: number): PersonaLine | null {
    return personaLine(this.#options.simulate.personas, { target, attempt });
  }

  #draws(target: string, attempt: number): Draws {
    return new Draws({ seed: this.#options.simulate.seed, target, attempt });
  }
}
