/**
 * A process's client. Nothing leaves a machine that stands still, and no answer gets there; some requests are lost on their way,
 * and a few of those arrive all the same, minutes later.
 */
import { minuteMs } from '../../../src/lib/time.ts';
import { WireClient, type WireRequest } from '../../../src/wire/client.ts';
import type { Process } from '../process.ts';
import type { Witness } from '../witness.ts';
import type { HttpScenario } from './faults.ts';
import type { Strays } from './strays.ts';
import type { Worse } from './worse/worse.ts';

/** As the program itself expects of them, less the time that its repetitions take. */
const straysMax = 5 * minuteMs;
/** What is made twice by a stray is found, and left; a call or a prompt must not be. */
const mayStray = /^\/assistants\/[^/]+(\/events)?$/;

export interface ProcessClientParts {
  readonly process: Process;
  readonly witness: Witness;
  readonly strays: Strays;
  readonly scenario: HttpScenario;
  readonly worse: Worse;
  readonly onAsking: () => void;
  /** Every request was answered. */
  readonly onAnswered: () => void;
}

export class ProcessClient extends WireClient {
  readonly #of: ProcessClientParts;
  readonly #sent = new Set<Promise<unknown>>();
  readonly #counts = new Map<string, number>();

  constructor(options: ConstructorParameters<typeof WireClient>[0], of: ProcessClientParts) {
    super(options);
    this.#of = of;
  }

  override async request(asked: WireRequest): ReturnType<WireClient['request']> {
    const { process, witness } = this.#of;
    if (!process.isRunning && process.isAlive && asked.method !== 'PATCH') await process.running();
    witness.trace(process.name, () => `${asked.method} ${asked.path}`);
    if (this.#isLost(asked)) return { ok: false, error: { code: 'lost', message: 'no answer came' } };
    const answer = this.#of.worse.over((sent) => super.request(sent))(asked);
    this.#sent.add(answer);
    // No time passes while an answer is on its way: how long it takes, the server says.
    this.#of.onAsking();
    return answer.finally(() => {
      this.#sent.delete(answer);
      if (this.#sent.size === 0) this.#of.onAnswered();
    });
  }

  #isLost(asked: WireRequest): boolean {
    const { process, witness, strays, scenario } = this.#of;
    const { draws, http } = scenario;
    const name = `${process.name} ${asked.method} ${asked.path}`;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    const label = `${name} ${count}`;
    if (http.lostThere === 0 || !draws.chance(`${label} lost there`, http.lostThere)) return false;
    witness.struck('a request never arrives');
    const isStray = asked.method !== 'GET' && asked.method !== 'DELETE' && mayStray.test(asked.path);
    if (isStray && draws.chance(`${label} lands late`, http.landsLate)) {
      witness.struck('a request arrives minutes later');
      strays.send(asked, draws.whole(`${label} strays`, { min: 1, max: straysMax }));
    }
    return true;
  }

  /** What has left has got there, or is lost. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#sent);
  }
}
