/** Opening the world in which a run's attempts are real: called by main.ts, which alone builds adapters. */
import { join } from 'node:path';
import { type Failure, fail, ok } from '../lib/result.ts';
import { readStoredPlan } from '../plan/stored.ts';
import { contactId } from '../run/contact-state.ts';
import type { RunRecord } from '../run/ports.ts';
import { StoreError } from '../run/store-error.ts';
import type { Adapters, WorldOptions } from './adapters.ts';

/** Asked before a run is made, so that a refusal leaves none behind. */
export function unreachable(provider: RunRecord['provider']): Failure | null {
  if (provider === 'simulator') return null;
  const help = 'Run it with `--provider simulator`: nobody is called, and everything else is as it will be.';
  return { code: 'provider-missing', message: `this version cannot reach the provider ${provider}`, help };
}

export const openWorld: Adapters['openWorld'] = async (options) => {
  const { folder, run, source } = options;
  const missing = unreachable(run.provider);
  if (missing !== null) return fail(missing);
  const { openSimulator } = await import('../simulator/open.ts');
  const opened = openSimulator({
    file: join(folder, 'worlds', `${run.name}.db`),
    // A run that has done nothing yet begins in a fresh world: a file of that name is left from a store that is gone.
    fresh: run.seq === 0,
    simulate: source.spec.simulate,
    startsAt: Math.max(run.startedAt, run.at),
    world: run.world,
    // The run's lock keeps others out for as long as this process lives.
    alone: true,
    isAutomated: automatedFinder(options),
  });
  // The record is a file of this machine, like the store.
  if (!opened.ok) throw new StoreError(opened.error);
  const { provider, model, clock, close } = opened.value;
  return ok({
    provider,
    model,
    clock,
    async close() {
      await provider.close();
      close();
    },
  });
};

/** Whose calls a phone tree picks up, asked of the store only where the mission has such targets at all. */
function automatedFinder({ store, run, source }: WorldOptions): (target: string) => boolean {
  if (readStoredPlan(source.plan).automated === 0) return () => false;
  const round = source.spec.rounds[0].id;
  return (target) => {
    const index = store.contactIndex(run.name, contactId(round, target));
    return index !== null && store.target(run.name, index).kind === 'automated';
  };
}
