/** Opening the world in which a run's attempts are real: called by main.ts, which alone builds adapters. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok } from '../lib/result.ts';
import { readStoredPlan } from '../plan/stored.ts';
import { contactId } from '../run/contact-state.ts';
import type { Adapters, WorldOptions } from './adapters.ts';

export const openWorld: Adapters['openWorld'] = async (options) => {
  const { folder, run, source } = options;
  if (run.provider !== 'simulator') {
    const help = 'Run it with `--provider simulator`: nobody is called, and everything else is as it will be.';
    return fail({ code: 'provider-missing', message: `this version cannot reach the provider ${run.provider}`, help });
  }
  const { openSimulator } = await import('../simulator/open.ts');
  const worlds = join(folder, 'worlds');
  mkdirSync(worlds, { recursive: true });
  const opened = openSimulator({
    file: join(worlds, `${run.name}.db`),
    simulate: source.spec.simulate,
    startsAt: Math.max(run.startedAt, run.at),
    world: run.world,
    isAutomated: automatedFinder(options),
  });
  if (!opened.ok) return opened;
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
