/** Opening the service for a run. */
import type { Result } from '../lib/result.ts';
import type { Instant } from '../lib/time.ts';
import type { Prepared, Provider } from '../run/ports.ts';
import type { CollectField } from '../spec/spec.ts';
import type { WireClient } from '../wire/client.ts';
import type { WireFailure } from '../wire/failure.ts';
import type { RepeatOptions } from '../wire/repeat.ts';
import { ClawdTalk } from './clawdtalk.ts';
import type { PushSource } from './push-source.ts';
import { failed, Service } from './service.ts';

export interface OpenOptions {
  readonly client: WireClient;
  readonly world: string;
  /** Of our own. */
  readonly run: { readonly id: string; readonly name: string };
  /** The time where the service does not say its own. */
  readonly now: () => Instant;
  readonly push: PushSource;
  /** What an earlier process prepared, as it stands in the store. */
  readonly prepared?: Pick<Prepared, 'mission' | 'run'>;
  /** Awaited at the end of every `prepare`: what was made, by the service's ids. */
  readonly onPrepared?: (made: MadeAtService) => Promise<Result<null, WireFailure>>;
  /** How what is safe to repeat is repeated. */
  readonly repeat?: RepeatOptions;
}

export interface MadeAtService {
  readonly mission: string;
  readonly run: string;
  readonly assistants: Readonly<
    Record<
      string,
      { readonly round: string; readonly place: number; readonly collect: Readonly<Record<string, CollectField>> }
    >
  >;
}

/** Closing it closes the push source; the client stays whoever's it is. */
export function openClawdTalk(options: OpenOptions): Provider {
  const { client, world, run, now, push, prepared, onPrepared, repeat } = options;
  const service = new Service({ client, now, ...(repeat === undefined ? {} : { repeat }) });
  return new ClawdTalk({
    service,
    world,
    run: run.id,
    push,
    now,
    ...(prepared === undefined ? {} : { prepared }),
    async onPrepared(prepared, assistants) {
      const told = await onPrepared?.({
        mission: prepared.mission,
        run: prepared.run,
        assistants: Object.fromEntries(
          assistants.map(({ id, round, place }) => [id, { round: round.id, place, collect: round.collect }]),
        ),
      });
      return told === undefined || told.ok ? { ok: true, value: null, serviceAt: now() } : failed(told.error);
    },
  });
}
