/** The simulator server that all processes of a simulation share: its faults, what it was asked, and its own record. */
import { seenEvents } from '../../../src/simulator/seen.ts';
import type { RunDoc, RunEventDoc } from '../../../src/simulator/server/documents.ts';
import type { Faults, RequestLine } from '../../../src/simulator/server/options.ts';
import { isFinalStep, setStep } from '../../../src/simulator/server/plan.ts';
import type { Service } from '../../../src/simulator/server/service.ts';
import { type SimulatorServer, startServer } from '../../../src/simulator/server/start.ts';
import type { Fault } from '../faults/faults.ts';
import type { Asked, Witness } from '../witness.ts';
import type { ServiceEvent } from '../world.ts';
import { type HttpScenario, slowFactor } from './faults.ts';

/** Enough for every assistant of two runs. */
const numbers = 60;

export class ServedWorld {
  readonly #scenario: HttpScenario;
  readonly #witness: Witness;
  readonly #state: string | undefined;
  /** Every version of every run, oldest first. */
  readonly runVersions: RunDoc[] = [];
  /** Runs and steps that somebody ended at the service. */
  readonly meddled = new Set<string>();
  readonly #faults: { -readonly [Kind in keyof Faults]: Faults[Kind] };
  #server: SimulatorServer | null = null;
  #calm = false;
  readonly #holders = new Set<string>();

  private constructor(of: { scenario: HttpScenario; witness: Witness; state: string | undefined }) {
    this.#scenario = of.scenario;
    this.#witness = of.witness;
    this.#state = of.state;
    this.#faults = { ...of.scenario.http.server };
  }

  /** `state`: where a server that is to be started again keeps what it knows. */
  static async open(of: {
    readonly scenario: HttpScenario;
    readonly witness: Witness;
    readonly state: string | undefined;
  }): Promise<ServedWorld> {
    const world = new ServedWorld(of);
    await world.#start();
    return world;
  }

  get server(): SimulatorServer {
    if (this.#server === null) throw new Error('there is no server now');
    return this.#server;
  }

  get service(): Service {
    return this.server.service;
  }

  /** From now on time goes on only when the process waits for it, also at a server that was started again. */
  hold(process: string): void {
    this.#holders.add(process);
    this.service.clock.hold(this.#driverOf(process));
  }

  release(process: string): void {
    this.#holders.delete(process);
    this.service.clock.release(this.#driverOf(process));
  }

  #driverOf(process: string): string {
    const [account] = this.service.shelf.all('account');
    if (account === undefined) throw new Error('no account');
    return `${account.id} ${process}`;
  }

  async #start(port?: number): Promise<void> {
    const { seed, startsAt, http } = this.#scenario;
    this.#server = await startServer({
      seed,
      from: startsAt,
      numbers,
      ...(port === undefined ? {} : { port }),
      ...(this.#state === undefined ? {} : { state: this.#state }),
      completesSteps: http.completesSteps,
      faults: this.#faults,
      wallNow: () => 0,
      onRequest: (line) => this.#answered(line),
      delay: (ms) => this.#delay(ms),
    });
    const { shelf, hub } = this.service;
    const put = shelf.put.bind(shelf);
    shelf.put = (kind, document) => {
      if (kind === 'run') this.runVersions.push(document as RunDoc);
      return put(kind, document);
    };
    const enter = hub.enter.bind(hub);
    hub.enter = (account, listener) => {
      const send = listener.send.bind(listener);
      let last = '';
      listener.send = (text) => {
        if (text === last) this.#witness.struck('a message comes twice at the socket');
        last = text;
        send(text);
      };
      enter(account, listener);
    };
    const cut = hub.cut.bind(hub);
    hub.cut = () => {
      const [account] = shelf.all('account');
      if (account !== undefined && hub.isListening(account.id)) this.#witness.struck('sockets are dropped');
      cut();
    };
  }

  /** Everything is answered with 503, or no longer. */
  setOutage(isDown: boolean): void {
    this.#faults.failedBefore = isDown ? 1 : (this.#scenario.http.server.failedBefore ?? 0);
    if (isDown) this.#witness.struck('the server is out of order');
  }

  /** From now on nothing goes wrong. */
  calm(): void {
    this.#calm = true;
    for (const kind of Object.keys(this.#faults) as (keyof Faults)[]) this.#faults[kind] = 0;
  }

  /** Somebody looks at the first run that is shown, and ends the first step that is not over. */
  meddle(): void {
    for (const run of this.service.shelf.all('run')) {
      const step = run.steps.find(({ status }) => !isFinalStep(status));
      if (step === undefined) continue;
      setStep(this.service, run, { step: step.step_id, status: 'skipped' });
      this.meddled.add(`${run.id} ${step.step_id}`);
      this.#witness.struck('somebody ends a step at the service');
      return;
    }
  }

  async restart(): Promise<void> {
    const { port } = this.server;
    await this.server.close();
    await this.#start(port);
    for (const process of this.#holders) this.hold(process);
    this.#witness.struck('the server is started again');
  }

  /** In the server's own time: nobody has to wait for it. */
  #delay(ms: number): Promise<void> {
    this.#witness.struck('an answer is slow in coming');
    const { time } = this.service;
    time.advanceTo(time.now() + ms * slowFactor);
    return Promise.resolve();
  }

  #answered({ method, path, body, status }: RequestLine): void {
    if (path.startsWith('/simulator')) return;
    const struck = this.#calm ? undefined : strikes[status];
    if (struck !== undefined) this.#witness.struck(struck);
    this.#witness.trace('server', () => `${status} ${method} ${path}`);
    // What was answered so was not done.
    if (status === 429 || status === 503 || (status >= 400 && status < 500)) return;
    const ask = deedOf(method, { path, body });
    if (ask !== null) this.#witness.ask({ when: 'arrived', process: 'service', ask });
  }

  seen(): readonly ServiceEvent[] {
    const { service } = this;
    service.hand();
    service.writer.flush();
    const assistants = new Map([...service.shelf.all('assistant')].map(({ number, id }) => [`asst_${number}`, id]));
    const refs = new Map([...service.shelf.all('scheduled')].map(({ number, id }) => [`evt_${number}`, id]));
    return seenEvents(service.options.record, service.time.now()).map((event) => ({
      ...event,
      ref: refs.get(event.ref) ?? event.ref,
      assistant: assistants.get(event.assistant) ?? event.assistant,
      redials: 0,
    }));
  }

  /** What it was told of a run, oldest first. */
  told(run: string): readonly RunEventDoc[] {
    return this.service.shelf.of('run-event', run);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

const strikes: Readonly<Record<number, Fault>> = {
  0: 'the connection is cut after the deed',
  429: 'the server says 429',
  500: 'the server says 500 after the deed',
  503: 'the server says 503',
};

function deedOf(method: string, of: { readonly path: string; readonly body: unknown }): Asked['ask'] | null {
  const [, assistant, events, ref] = /^\/v1\/assistants\/([^/]+)(\/events)?(?:\/([^/]+))?$/.exec(of.path) ?? [];
  if (assistant === undefined) return null;
  const body = of.body as Readonly<Record<string, never>>;
  if (method === 'PATCH' && events === undefined) return { method: 'update', request: { assistant, ...body } as never };
  if (method === 'DELETE' && ref !== undefined) return { method: 'withdraw', request: { assistant, ref } };
  return null;
}
