/** The way between one process and the service: answers that are lost, late, or an error. */
import { minuteMs, secondMs } from '../../../src/lib/time.ts';
import type { Answer, Provider, ProviderError } from '../../../src/run/ports.ts';
import type { Draws } from '../../support/random-mission.ts';
import type { Timeline } from '../conductor.ts';
import type { Witness } from '../witness.ts';
import type { Faults } from './faults.ts';

/** How long a process waits for an answer at the most. */
const timeoutMs = 30 * secondMs;
/** How much later than that a request may still get to the service. */
const straysMax = 5 * minuteMs;

export interface NetworkOptions {
  readonly name: string;
  readonly draws: Draws;
  readonly faults: Faults;
  readonly conductor: Timeline;
  readonly witness: Witness;
}

export function overNetwork(service: Provider, options: NetworkOptions): Provider {
  const network = new Network(options);
  const via = <Request, Value>(method: string, ask: (request: Request) => Promise<Answer<Value>>) => {
    return (request: Request): Promise<Answer<Value>> => network.carry(method, () => ask(request));
  };
  return {
    name: service.name,
    world: service.world,
    prepare: via('prepare', service.prepare.bind(service)),
    update: via('update', service.update.bind(service)),
    place: via('place', service.place.bind(service)),
    read: via('read', service.read.bind(service)),
    list: via('list', service.list.bind(service)),
    withdraw: via('withdraw', service.withdraw.bind(service)),
    insight: via('insight', service.insight.bind(service)),
    inbox: via('inbox', service.inbox.bind(service)),
    ask: via('ask', service.ask.bind(service)),
    approval: via('approval', service.approval.bind(service)),
    onPush: service.onPush.bind(service),
    close: () => Promise.resolve(),
  };
}

class Network {
  readonly #options: NetworkOptions;
  #count = 0;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  async carry<Value>(method: string, ask: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
    this.#count += 1;
    const { faults, conductor, name, draws, witness } = this.#options;
    const label = `${name} ${this.#count}`;
    const strikes = (fault: string, share: number): boolean => share > 0 && draws.chance(`${label} ${fault}`, share);
    if (strikes('throttled', faults.throttled)) {
      witness.struck(faults.saysWhen ? '429 with Retry-After' : '429 without Retry-After');
      return this.#say(method, throttled(faults.saysWhen));
    }
    if (strikes('unavailable', faults.unavailable)) {
      witness.struck('500');
      return this.#say(method, { code: 'unavailable', message: 'the service is overloaded' });
    }
    if (strikes('lost there', faults.lostThere)) {
      witness.struck('a request is lost');
      const { listings } = witness;
      const land = (): void => {
        if (method === 'place' && witness.listings > listings) witness.struck('a placing lands after a listing');
        void ask();
      };
      if (strikes('lands late', faults.landsLate))
        conductor.at(conductor.now() + draws.whole(`${label} strays`, { min: 1, max: straysMax }), land);
      return this.#lose(method, draws.whole(`${label} timeout`, { min: 0, max: timeoutMs }));
    }
    if (strikes('slow', faults.slow)) {
      witness.struck('an answer is slow');
      await conductor.sleep(draws.whole(`${label} there`, { min: 1, max: timeoutMs / 2 }));
    }
    const answer = await ask();
    if (strikes('lost back', faults.lostBack)) {
      witness.struck('an answer is lost');
      return this.#lose(method, draws.whole(`${label} timeout`, { min: 0, max: timeoutMs / 2 }));
    }
    if (strikes('slow', faults.slow))
      await conductor.sleep(draws.whole(`${label} back`, { min: 1, max: timeoutMs / 2 }));
    return answer;
  }

  async #lose(method: string, afterMs: number): Promise<Answer<never>> {
    await this.#options.conductor.sleep(afterMs);
    return this.#say(method, { code: 'lost', message: 'no answer came' });
  }

  #say(method: string, error: ProviderError): Answer<never> {
    this.#options.witness.trace(this.#options.name, () => `${method} is answered with ${error.code}`);
    return { ok: false, error };
  }
}

function throttled(saysWhen: boolean): ProviderError {
  return { code: 'throttled', message: 'too many requests', ...(saysWhen ? { retryAfterMs: 45 * secondMs } : {}) };
}
