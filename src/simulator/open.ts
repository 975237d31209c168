/** Opens a simulated telephone world: provider, model and clock that belong together, over one record. */
import { fail, ok, type Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { Clock, Model, Provider, StoreFailure } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import type { SimulateSpec } from '../spec/spec.ts';
import { Approver } from './approver.ts';
import { Assistants } from './assistants.ts';
import { VirtualClock } from './clock.ts';
import { SimulatedModel } from './model.ts';
import { People } from './people.ts';
import { SimulatedProvider } from './provider.ts';
import { WorldRecord } from './record.ts';
import { type SeenEvent, seenEvents } from './seen.ts';
import { World } from './world.ts';
import { Writer } from './writer.ts';

export interface SimulatorOptions {
  /** The world's record, `.mission/worlds/<name>.db`; `:memory:` for one that ends with the process. */
  readonly file: string;
  readonly simulate: SimulateSpec;
  /** True: a record that is there already is not this world's, and is removed. */
  readonly fresh?: boolean;
  /** The clock begins here, or where the record ends if that is later. */
  readonly startsAt: Instant;
  /** The world's name in the ledger, `sim:<name>`. */
  readonly world: string;
  /**
   * True: nobody but this process asks this world, and none of what another process asked before is still on its way: the
   * world died with it. So a listing is the last word on what was placed.
   */
  readonly alone?: boolean;
  /** Whose calls a phone tree picks up; by default nobody's. */
  readonly isAutomated?: (target: string) => boolean;
  /** Share of the insights that are prose instead of JSON, where something is to be collected; 0.1 unless given. */
  readonly proseShare?: number;
}

export interface Simulator {
  readonly provider: Provider;
  readonly model: Model;
  /** `advanceTo` performs everything due up to and including an instant, whoever listens. */
  readonly clock: Clock & { advanceTo(at: Instant): void };
  /** Everything that was placed and what became of it, straight from the record, in order of placing. */
  seen(): readonly SeenEvent[];
  /** Writes what is left and closes the record. Safe to repeat. */
  close(): void;
}

const defaultProseShare = 0.1;

export function openSimulator(options: SimulatorOptions): Result<Simulator, StoreFailure> {
  const { file, fresh = false } = options;
  const opened = WorldRecord.open(file, { fresh });
  if (!opened.ok) return opened;
  try {
    return ok(simulatorOver(opened.value, options));
  } catch (thrown) {
    opened.value.close();
    if (thrown instanceof StoreError) return fail(thrown.failure);
    throw thrown;
  }
}

function simulatorOver(record: WorldRecord, options: SimulatorOptions): Simulator {
  const performedAt = record.lastAt();
  const { simulate, alone = false } = options;
  const clock = new VirtualClock(Math.max(options.startsAt, performedAt ?? 0));
  const writer = new Writer(record, options.file);
  const people = new People({
    simulate,
    isAutomated: options.isAutomated ?? (() => false),
    proseShare: options.proseShare ?? defaultProseShare,
  });
  const parts = { record, writer, clock };
  const assistants = new Assistants(record, writer);
  const world = new World({ ...parts, people: () => people, speakers: assistants }, performedAt);
  const responded = (id: string) => world.push({ kind: 'approval', id });
  const approver = new Approver(
    { ...parts, lines: simulate.approver, nextNumber: () => world.nextNumber(), responded },
    performedAt,
  );
  const provider = new SimulatedProvider({
    name: options.world,
    world,
    assistants,
    approver,
    clock,
    record,
    writer,
    alone,
  });
  const model = new SimulatedModel(world, { seed: simulate.seed, now: () => clock.now() });
  let open = true;
  return {
    provider,
    model,
    clock,
    seen: () => {
      writer.flush();
      return seenEvents(record, clock.now());
    },
    close: () => {
      if (!open) return;
      open = false;
      writer.close(clock.now());
      record.close();
    },
  };
}
