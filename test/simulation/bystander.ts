/** Another process of the workspace, with a run of its own: it calls the same numbers, and people say no to it. */
import type { Instant } from '../../src/lib/time.ts';
import type { Commit, Lease, PlaceRequest, RunRecord, Store } from '../../src/run/ports.ts';
import type { Draws } from '../support/random-mission.ts';
import type { Faults } from './faults/faults.ts';
import type { Witness } from './witness.ts';

const quickMs = 20 * 60_000;
const onTheWay = [
  'a no between intent and sending',
  'a no while the request is on its way',
  'a no before the placing is stored',
] as const;

/** `order`: when it was reserved, in the witness's count. */
export interface OtherCall {
  readonly to: string;
  readonly at: Instant;
  readonly order: number;
}

export class Bystander {
  /** Its own calls: they count for everybody's cap. */
  readonly calls: OtherCall[] = [];
  /** The last placing that each contact asked for, by run and contact. */
  readonly #onTheirWay = new Map<string, PlaceRequest>();
  readonly #store: Store;
  readonly #run: RunRecord;
  readonly #lease: Lease;
  readonly #of: {
    readonly witness: Witness;
    readonly draws: Draws;
    readonly faults: Faults;
    readonly later: (afterMs: number, act: () => void) => void;
    /** `mission optout add` looks after the other runs as well. */
    readonly onOptOut: () => void;
  };
  #count = 0;

  constructor(
    store: Store,
    run: RunRecord,
    of: {
      readonly witness: Witness;
      readonly draws: Draws;
      readonly faults: Faults;
      readonly later: (afterMs: number, act: () => void) => void;
      /** `mission optout add` looks after the other runs as well. */
      readonly onOptOut: () => void;
    },
  ) {
    this.#store = store;
    this.#run = run;
    this.#of = of;
    const lease = store.drive(run.name, { pid: 2, host: 'there', since: 0 });
    if (!lease.ok) throw new Error(lease.error.message);
    this.#lease = lease.value;
  }

  /** Between another's reading of the ledger and its commit, or at any instant until the call. */
  between(commit: Commit): void {
    const { draws, faults, later, witness } = this.#of;
    for (const event of commit.events) {
      const request = event.type === 'attempt.placed' ? this.#onTheirWay.get(`${commit.run} ${event.contact}`) : null;
      if (request != null) this.#sayNoOnTheWay('a no before the placing is stored', request);
    }
    for (const entry of commit.ledger) {
      if (entry.status !== 'reserved') continue;
      this.#count += 1;
      const label = `bystander ${this.#count}`;
      const { number, world, at } = entry;
      if (draws.chance(`${label} calls`, faults.commits.contested)) this.#call({ number, world, at: at - 60_000 });
      if (!draws.chance(`${label} opts out`, faults.optsOut)) continue;
      if (draws.chance(`${label} at once`, 0.3)) {
        witness.struck('a no before the intent is stored');
        this.#optOut({ number, world });
      } else
        later(draws.whole(`${label} when`, { min: 0, max: quickMs }), () => {
          witness.struck(witness.now() < at ? 'a no while the call is scheduled' : 'a no after the dialling');
          this.#optOut({ number, world });
        });
    }
  }

  /** While a call is asked for: each placing has its own draw, and one of the instants. */
  onPlace(when: 'before' | 'after', request: PlaceRequest): void {
    const { run, contact } = request.metadata;
    this.#onTheirWay.set(`${run} ${contact}`, request);
    this.#sayNoOnTheWay(
      when === 'before' ? 'a no between intent and sending' : 'a no while the request is on its way',
      request,
    );
  }

  #sayNoOnTheWay(now: (typeof onTheWay)[number], { to: number, metadata }: PlaceRequest): void {
    const { draws, faults, witness } = this.#of;
    const label = `no on the way ${metadata.key}`;
    if (!draws.chance(label, faults.optsOutOnTheWay) || draws.pick(`${label} when`, onTheWay) !== now) return;
    witness.struck(now);
    this.#optOut({ number, world: this.#run.world });
  }

  #call(of: { readonly number: string; readonly world: string; readonly at: Instant }): void {
    const { number, world, at } = of;
    const { name: run, slug } = this.#run;
    const key = `${this.#run.id}.${this.#count}`;
    const entry = {
      key,
      run,
      slug,
      contact: 'c',
      number,
      world,
      at,
      status: 'reserved',
      reached: false,
      minutes: 0,
      cost: 0,
    } as const;
    this.#commit({ ledger: [entry] });
    this.calls.push({ to: number, at, order: this.#of.witness.moment() });
    this.#of.witness.struck('another process reserves the same number');
    this.#of.witness.trace('bystander', () => `reserves a call to ${number}`);
  }

  #optOut(of: { readonly number: string; readonly world: string }): void {
    this.#commit({ optOuts: [{ ...of, at: this.#run.startedAt, reason: 'asked not to be called' }] });
    this.#of.witness.optOut(of);
    this.#of.later(0, this.#of.onOptOut);
  }

  #commit(of: Partial<Pick<Commit, 'ledger' | 'optOuts'>>): void {
    const stored = this.#store.commit({
      run: this.#run.name,
      epoch: this.#lease.epoch,
      events: [],
      contacts: [],
      ledger: [],
      optOuts: [],
      taken: [],
      ...of,
    });
    if (!stored.ok) throw new Error(`the bystander could not commit: ${stored.error.code}`);
  }

  close(): void {
    this.#lease.release();
  }
}
