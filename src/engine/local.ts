/**
 * The local engine: one process drives one run. The loop is in drive.ts.
 *
 * A commit that failed may have taken place. So what was in memory is given up, and another drive begins with what the store
 * holds; a few times, for failures that pass. Then the drive is over: what was placed and could not be stored is taken back.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ok, type Result } from '../lib/result.ts';
import type {
  Clock,
  DriveOptions,
  Driver,
  Drove,
  Engine,
  Lease,
  Model,
  Provider,
  Store,
  StoreFailure,
} from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import { Drive } from './drive.ts';
import { takeBack, type Unstored, withConsequences } from './take-back.ts';

interface Ports {
  readonly store: Store;
  readonly provider: Provider;
  readonly model: Model;
  readonly clock: Clock;
  /** Milliseconds that only move forward, whatever the clock is set to; the process's own unless given. */
  readonly ticks?: () => number;
  /** Waits in the machine's own time, in which people answer while a virtual clock stands still. */
  readonly sleep?: (forMs: number) => Promise<unknown>;
}

/** `driver`: this process, which takes the run's lock. `lease`: the caller holds it, because the world was opened under it. */
export type LocalEngineOptions = Ports &
  ({ readonly driver: Driver; readonly lease?: never } | { readonly lease: Lease; readonly driver?: never });

/** How often in a row another run may be quicker with what this one reserves. */
const conflictsMax = 20;
/** How often a commit may fail in a row before the store counts as unusable, and how often in all. */
const failuresMax = 3;
const failuresInAllMax = 20;

/** Holds the run's lock for as long as a drive lasts; one that it was given stays with the caller. */
export function localEngine(options: LocalEngineOptions): Engine {
  return {
    async drive(run, driveOptions) {
      const lease = options.lease === undefined ? options.store.drive(run, options.driver) : ok(options.lease);
      if (!lease.ok) return lease;
      try {
        return await driveOn(options, { ...driveOptions, run, lease: lease.value });
      } finally {
        if (options.lease === undefined) lease.value.release();
      }
    },
  };
}

const thisMachine = { ticks: () => performance.now(), sleep: (forMs: number) => sleep(forMs) };

type Driving = DriveOptions & { readonly run: string; readonly lease: Lease };

async function driveOn(options: LocalEngineOptions, driving: Driving): Promise<Result<Drove, StoreFailure>> {
  const trouble = new Trouble(options.store, driving.run);
  for (;;) {
    let drive: Drive | null = null;
    try {
      drive = new Drive({ ...thisMachine, ...options, ...driving, contested: trouble.isContested });
      const drove = await drive.toItsEnd();
      if (drove.ok && !isAskedFor(drove.value, { store: options.store, ...driving })) return drove;
      if (drove.ok) continue;
      trouble.met(drove.error);
    } catch (thrown) {
      trouble.met(failureOf(thrown, driving.lease));
    }
    if (drive !== null) trouble.left(await drive.rest());
    if (!trouble.mayPass) return { ok: false, error: await trouble.end(options.provider) };
  }
}

/** What came while the drive was ending counts: whoever asked for it was told that this process drives the run. */
function isAskedFor({ end }: Drove, of: Pick<Driving, 'run' | 'only'> & Pick<Ports, 'store'>): boolean {
  return end === 'waiting' && of.only === undefined && of.store.signals(of.run).length > 0;
}

/**
 * A file that cannot be read is trouble; and so is whatever does not fit together for a process that slept through a takeover:
 * what it remembers is one state of the run, what it reads another. Anything else that is thrown is a bug.
 */
function failureOf(thrown: unknown, lease: Pick<Lease, 'isCurrent'>): StoreFailure {
  if (thrown instanceof StoreError) return thrown.failure;
  if (lease.isCurrent()) throw thrown;
  const help = 'This process stores nothing more of it.';
  return { code: 'superseded', message: 'the run has been taken over by another process', help };
}

/** What went wrong so far, and what it left at the service. */
class Trouble {
  readonly #store: Store;
  readonly #run: string;
  #failure: StoreFailure | null = null;
  #conflicts = 0;
  #failures = 0;
  #failuresInAll = 0;
  #seq = -1;
  #unstored: Unstored = { placed: [], optOuts: 0 };

  constructor(store: Store, run: string) {
    this.#store = store;
    this.#run = run;
  }

  met(failure: StoreFailure): void {
    this.#failure = failure;
    const seq = this.#storedSeq();
    if (seq > this.#seq) {
      // What was left at the service before is in the store since, or in doubt there.
      this.#unstored = { placed: [], optOuts: 0 };
      this.#conflicts = 0;
      this.#failures = 0;
    }
    this.#seq = seq;
    if (failure.code === 'conflict') {
      this.#conflicts += 1;
      return;
    }
    this.#failures += 1;
    this.#failuresInAll += 1;
  }

  left(unstored: Unstored): void {
    const byRef = new Map([...this.#unstored.placed, ...unstored.placed].map((one) => [one.ref, one]));
    this.#unstored = { placed: [...byRef.values()], optOuts: Math.max(this.#unstored.optOuts, unstored.optOuts) };
  }

  /** False: another process drives the run now, the clock is wrong, or the store is unusable. */
  get mayPass(): boolean {
    if (this.#isOver || this.#conflicts > conflictsMax) return false;
    return this.#failures < failuresMax && this.#failuresInAll < failuresInAllMax;
  }

  get isContested(): boolean {
    return this.#failure?.code === 'conflict';
  }

  get #isOver(): boolean {
    return this.#failure?.code === 'superseded' || this.#failure?.code === 'clock';
  }

  async end(provider: Provider): Promise<StoreFailure> {
    const failure = this.#failure ?? { code: 'io', message: 'the store failed' };
    // Whoever goes on can store what was placed; it would be taken back from under them.
    if (this.#isOver) return failure;
    const takenBack = await takeBack(provider, this.#unstored.placed);
    return withConsequences(failure, { unstored: this.#unstored, takenBack });
  }

  #storedSeq(): number {
    try {
      return this.#store.run(this.#run)?.seq ?? 0;
    } catch (thrown) {
      if (thrown instanceof StoreError) return this.#seq;
      throw thrown;
    }
  }
}
