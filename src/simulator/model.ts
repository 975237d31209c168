/**
 * The simulated world behind the model's port: it knows what its people meant, and judges by seed. A judgement is a hash of
 * what was asked and what was heard, so the same question about the same conversation has the same answer.
 */
import { canonicalJson } from '../lib/canonical.ts';
import { draw } from '../lib/prng.ts';
import type { Instant } from '../lib/time.ts';
import type { ExtractRequest, JudgeRequest, Model } from '../run/ports.ts';
import type { Fields } from '../spec/spec.ts';
import { readReply } from './collected.ts';
import type { World } from './world.ts';

export class SimulatedModel implements Model {
  readonly name = 'simulator';
  readonly #world: World;
  readonly #seed: number;
  readonly #now: () => Instant;

  constructor(world: World, of: { readonly seed: number; readonly now: () => Instant }) {
    this.#world = world;
    this.#seed = of.seed;
    this.#now = of.now;
  }

  extract: Model['extract'] = (request) =>
    Promise.resolve({ ok: true, value: this.#extract(request), serviceAt: this.#now() });

  judge: Model['judge'] = (request) =>
    Promise.resolve({ ok: true, value: this.#judge(request), serviceAt: this.#now() });

  #extract(request: ExtractRequest): Fields {
    return this.#world.said(request.key) ?? readReply(request.summary, request.collect);
  }

  #judge({ target, criterion, summary, collected }: JudgeRequest): number {
    const { id, question, scale } = criterion;
    const unit = draw(`${this.#seed} ${target} judge ${id} ${question} ${summary} ${canonicalJson(collected)}`);
    return Math.floor(unit * (scale + 1)) / scale;
  }
}
