/**
 * Whoever runs `mission` on one run until it has ended: starts processes, starts them again after they died or gave up, ticks,
 * pauses, cancels, answers questions.
 */
import { localEngine } from '../../src/engine/local.ts';
import type { Result } from '../../src/lib/result.ts';
import { hourMs, type Instant, minuteMs, secondMs } from '../../src/lib/time.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import { isRunFinal } from '../../src/run/mission-state.ts';
import type { DriveOptions, Drove, Signal, Store, StoreFailure } from '../../src/run/ports.ts';
import { WorldGoneError } from '../../src/run/world.ts';
import type { Bystander } from './bystander.ts';
import type { Timeline } from './conductor.ts';
import { commitFaults } from './faults/commits.ts';
import type { Line } from './line.ts';
import { Killed, Process, type StopPoint } from './process.ts';
import { processProvider } from './process-provider.ts';
import { type OpenedStore, processStore } from './process-store.ts';
import type { GateAnswer, Scenario, ScenarioRun } from './scenario.ts';
import type { Witness } from './witness.ts';

export interface OperatorOptions {
  readonly scenario: Scenario;
  readonly run: ScenarioRun;
  readonly name: string;
  readonly conductor: Timeline;
  readonly witness: Witness;
  readonly bystander: Bystander;
  /** A line to the service of its own for each process. */
  readonly openLine: (process: Process, opened: OpenedStore) => Line | Promise<Line>;
  /** A store of its own for each process. */
  readonly openStore: () => Store;
}

interface Running {
  readonly process: Process;
  readonly opened: OpenedStore;
  line: Line | null;
}

function worldGone({ failure }: WorldGoneError): Result<Drove, StoreFailure> {
  return { ok: false, error: { code: 'io', message: failure.message } };
}

const processesMax = 1_000;
const personMs = 15 * secondMs;
/** As `mission pause` and the like wait at the most. */
const shortWaitMs = minuteMs;

export class Operator {
  readonly #options: OperatorOptions;
  readonly #store: Store;
  #running: Running | null = null;
  #count = 0;
  #isOver = false;

  constructor(options: OperatorOptions) {
    this.#options = options;
    this.#store = options.openStore();
    const { conductor, run, scenario } = options;
    const startsAt = scenario.startsAt + run.startsAfterMs;
    conductor.at(startsAt, () => this.#start());
    for (const { afterMs, kind, forMs } of run.interventions) {
      conductor.at(startsAt + afterMs, () => {
        if (kind === 'second-driver') this.#driveToo();
        else this.#signal({ kind });
      });
      if (kind === 'pause') conductor.at(startsAt + afterMs + forMs, () => this.#signal({ kind: 'resume' }));
    }
  }

  /** The run has ended, or has been given up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get processes(): number {
    return this.#count;
  }

  get name(): string {
    return this.#options.name;
  }

  get mission(): ScenarioRun['mission'] {
    return this.#options.run.mission;
  }

  /** A no was stored: whoever drives the run looks every moment; where nobody does, the command takes back what it can. */
  hearOfNo(): void {
    const { witness } = this.#options;
    if (this.#running !== null) this.#running.process.poke();
    else if (!this.#hasEnded()) {
      witness.struck('a no while nobody drives the run');
      this.#start({ only: 'refused' });
    }
  }

  #start(options: DriveOptions = this.#driveOptions()): void {
    if (this.#isOver || this.#running !== null) return;
    const { name, run, scenario } = this.#options;
    if (this.#count >= processesMax) {
      this.#options.witness.break(`8: ${name} does not end: ${this.#count} processes drove it`);
      this.#isOver = true;
      return;
    }
    this.#count += 1;
    const running = this.#open(`${scenario.runs.indexOf(run) + 1}#${this.#count}`, this.#stopPoint());
    this.#running = running;
    this.#drive(running, options).then(
      (result) => this.#left(running, () => this.#ended(running, result)),
      (error: unknown) => {
        if (error instanceof Killed) return;
        if (error instanceof WorldGoneError) this.#left(running, () => this.#ended(running, worldGone(error)));
        else this.#broken(error);
      },
    );
  }

  #broken(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.witness.break(`bug: ${text}`);
    this.#isOver = true;
  }

  /** What becomes of the run is decided before time may go on. */
  #left({ line }: Running, decide: () => void): void {
    if (line?.leave === undefined) {
      decide();
      return;
    }
    line.leave().then(
      () => {
        decide();
        line.release?.();
      },
      (error: unknown) => this.#broken(error),
    );
  }

  /** `mission tick`, or a process that waits for whatever comes. */
  #driveOptions(): DriveOptions {
    const { tickEveryMs } = this.#options.run;
    if (tickEveryMs === null) return {};
    return { waitMaxMs: shortWaitMs, until: this.#options.conductor.now() + tickEveryMs };
  }

  #stopPoint(): StopPoint | null {
    const { faults, draws } = this.#options.scenario;
    const label = `stop ${this.#options.name} ${this.#count}`;
    if (this.#count > faults.stops + faults.suspends) return null;
    return {
      what: draws.pick(`${label} what`, [
        'commit',
        'commit',
        'place',
        'place',
        'update',
        'withdraw',
        'list',
        'read',
        'ask',
        'prepare',
      ]),
      when: draws.pick(`${label} when`, ['before', 'after']),
      nth: draws.whole(`${label} nth`, { min: 1, max: draws.pick(`${label} range`, [2, 8, 30]) }),
      how: this.#count <= faults.suspends ? 'suspend' : 'kill',
    };
  }

  #open(name: string, stop: StopPoint | null): Running {
    const { scenario, conductor, witness, bystander } = this.#options;
    const { draws, faults } = scenario;
    const process: Process = new Process({
      name,
      conductor,
      witness,
      stop,
      skewAt: this.#skew(),
      onKill: () => {
        opened.unlock();
        this.#gone(process);
        this.#startAgain('killed');
        running.line?.drop?.();
      },
      onSuspend: () => {
        this.#suspended(running);
        running.line?.suspended?.();
      },
    });
    const opened = processStore(this.#options.openStore(), {
      process,
      witness,
      faults: commitFaults({ name, draws, faults, witness, between: (commit) => bystander.between(commit) }),
    });
    const running: Running = { process, opened, line: null };
    return running;
  }

  #skew(): (at: Instant) => number {
    const { witness, scenario } = this.#options;
    const { draws, faults, startsAt } = scenario;
    const jumpsAt = startsAt + draws.whole(`jumps ${this.#options.name}`, { min: minuteMs, max: 20 * hourMs });
    if (faults.skewMs !== 0) witness.struck('a clock is wrong');
    let hasSeenBefore = false;
    return (at) => {
      if (at < jumpsAt) {
        hasSeenBefore = true;
        return faults.skewMs;
      }
      if (hasSeenBefore && faults.jumpMs !== 0)
        witness.struck(faults.jumpMs > 0 ? 'a clock jumps ahead' : 'a clock jumps back');
      hasSeenBefore = false;
      return faults.skewMs + faults.jumpMs;
    };
  }

  #drive(running: Running, options: DriveOptions): Promise<Result<Drove, StoreFailure>> {
    const { process, opened } = running;
    const line = this.#options.openLine(process, opened);
    if (line instanceof Promise) return line.then((there) => this.#driveBy(there, { running, options }));
    return this.#driveBy(line, { running, options });
  }

  #driveBy(
    line: Line,
    { running, options }: { readonly running: Running; readonly options: DriveOptions },
  ): Promise<Result<Drove, StoreFailure>> {
    const { conductor, witness, bystander, name } = this.#options;
    const { process, opened } = running;
    running.line = line;
    const provider = processProvider(line.provider, {
      process,
      witness,
      onPlace: (when, request) => bystander.onPlace(when, request),
    });
    const engine = localEngine({
      store: opened.store,
      provider,
      model: line.model,
      clock: line.clock,
      driver: { pid: this.#count, host: 'here', since: conductor.now() },
      ticks: () => conductor.now(),
      // While a person is waited for nobody needs to be quick.
      sleep: (forMs) => line.sleep(Math.max(forMs, personMs)),
    });
    const onEvents = (events: readonly JournalEvent[]): void => {
      line.onEvents?.();
      this.#hear(events, process);
    };
    return engine.drive(name, { ...options, onEvents });
  }

  #gone(process: Process): void {
    if (this.#running?.process === process) this.#running = null;
  }

  #ended(running: Running, result: Result<Drove, StoreFailure>): void {
    const { witness } = this.#options;
    witness.trace(running.process.name, () => `ends: ${result.ok ? JSON.stringify(result.value) : result.error.code}`);
    running.opened.unlock();
    const wasCurrent = this.#running === running;
    this.#gone(running.process);
    if (result.ok && result.value.end === 'finished') {
      this.#isOver = true;
      return;
    }
    if (!wasCurrent) return;
    if (!result.ok) {
      this.#startAgain(result.error.code);
      return;
    }
    if (this.#store.mission(this.#options.name)?.paused === true) return;
    const { conductor, run } = this.#options;
    const wakeAt = result.value.wakeAt ?? conductor.now() + hourMs;
    const soonest = conductor.now() + (run.tickEveryMs ?? secondMs);
    // Ticks that would find nothing due are not worth a process.
    const next = run.tickEveryMs === null ? Math.max(wakeAt, soonest) : Math.max(soonest, wakeAt - run.tickEveryMs / 2);
    conductor.at(next, () => this.#start());
  }

  /** Somebody notices, sooner or later. */
  #startAgain(why: string): void {
    const { conductor, scenario, name } = this.#options;
    const label = `again ${name} ${this.#count}`;
    const rangeMs = scenario.draws.pick(`${label} range`, [5 * secondMs, 3 * minuteMs, 3 * hourMs]);
    const afterMs = why === 'superseded' ? secondMs : scenario.draws.whole(label, { min: 0, max: rangeMs });
    conductor.at(conductor.now() + afterMs, () => this.#start());
  }

  /** Another takes over, or does not; then the first one wakes and believes that nothing has happened. */
  #suspended(running: Running): void {
    const { process, opened } = running;
    const { conductor, scenario, name } = this.#options;
    const label = `suspended ${name} ${this.#count}`;
    const rangeMs = scenario.draws.pick(`${label} range`, [20 * secondMs, 5 * minuteMs, 2 * hourMs]);
    const takenAfterMs = scenario.draws.whole(`${label} taken`, { min: 0, max: rangeMs });
    const wakesAfterMs = scenario.draws.whole(`${label} wakes`, { min: 0, max: rangeMs });
    const takeOver = (): void => {
      if (process.isRunning) return;
      opened.unlock();
      this.#gone(process);
      this.#options.witness.struck('a takeover');
      this.#start();
    };
    conductor.at(conductor.now() + takenAfterMs, takeOver);
    conductor.at(conductor.now() + wakesAfterMs, () => {
      const slept = this.#running?.process !== process;
      if (slept && !this.#isOver) this.#options.witness.struck('a wake-up after a takeover');
      running.line?.wakes?.();
      process.wake();
    });
  }

  /** `tick` over `run`: the second driver is refused, and changes nothing. */
  #driveToo(): void {
    if (this.#running === null || this.#isOver) return;
    const { witness, conductor } = this.#options;
    const second = this.#open(`second ${this.#options.name}`, null);
    const holder = this.#running;
    this.#drive(second, { waitMaxMs: shortWaitMs, until: conductor.now() + hourMs }).then((result) => {
      const refused = !result.ok && result.error.code === 'driven';
      if (refused) witness.struck('a tick over a run');
      else if (this.#running === holder) witness.break('9: a second process drove the run');
      this.#left(second, () => second.opened.unlock());
    });
  }

  #hasEnded(): boolean {
    return isRunFinal(this.#store.run(this.#options.name)?.status ?? 'pending');
  }

  #signal(signal: Signal): void {
    if (this.#isOver || this.#hasEnded()) return;
    this.#options.witness.signal(this.#options.name, signal);
    this.#store.signal(this.#options.name, signal);
    if (this.#running !== null) this.#running.process.poke();
    else if (signal.kind === 'pause' || signal.kind === 'cancel') this.#start({ waitMaxMs: shortWaitMs });
    else this.#start();
  }

  #hear(events: readonly JournalEvent[], process: Process): void {
    for (const event of events) {
      if (event.type !== 'gate.asked') continue;
      const answer = this.#options.run.answers[event.gate];
      if (answer !== undefined) this.#answer(event, { answer, process });
    }
  }

  #answer(
    { gate, data }: Extract<JournalEvent, { type: 'gate.asked' }>,
    by: { readonly answer: GateAnswer; readonly process: Process },
  ): void {
    const { conductor } = this.#options;
    const { fromAsking, beforeDeadlineMs, decisions } = by.answer;
    const leftMs = Date.parse(data.expires_at) - by.process.now();
    const at = conductor.now() + (fromAsking ? beforeDeadlineMs : leftMs - beforeDeadlineMs);
    conductor.at(at, () => {
      if (!fromAsking && !this.#isOver) this.#options.witness.struck('an approval at its deadline');
      for (const decision of decisions) {
        const kind = decision === 'deny' ? 'deny' : 'approve';
        const hash = decision === 'approve-other' ? `sha256:${'0'.repeat(64)}` : data.hash;
        this.#signal({ kind, gate, hash, by: 'command' });
      }
    });
  }

  close(): void {
    this.#store.close();
  }
}
