/** Opening the world in which a run's attempts are real: called by main.ts, which alone builds adapters. */
import { join } from 'node:path';
import { ok } from '../lib/result.ts';
import { readStoredPlan } from '../plan/stored.ts';
import { contactId } from '../run/contact-state.ts';
import { StoreError } from '../run/store-error.ts';
import type { Adapters, WorldOptions } from './adapters.ts';

export const openWorld: Adapters['openWorld'] = async (options) => {
  const { folder, run, source } = options;
  if (run.provider === 'clawdtalk') return (await import('./service-world.ts')).openServiceWorld(options);
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
