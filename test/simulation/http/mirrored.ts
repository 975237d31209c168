/** 10: what the service's documents say of a run, once the mirror was given time. */
import type { RunRecord, Store } from '../../../src/run/ports.ts';
import { saidIn } from '../../../src/run/world.ts';
import type { RunDoc, StepStatus } from '../../../src/simulator/server/documents.ts';
import type { ServedWorld } from './world.ts';

interface Mirrored {
  readonly run: RunRecord;
  readonly store: Store;
  readonly world: ServedWorld;
  /** One of its processes stood still for a while, and another took over: it may have been telling. */
  readonly wasSuspended: boolean;
}

export function mirrorRules(of: Mirrored): readonly string[] {
  const { run, world, store } = of;
  const { shelf } = world.service;
  const missions = [...shelf.all('mission')].filter(({ metadata }) => metadata.mission_run === run.id);
  const runs = [...shelf.all('run')].filter(({ input }) => input.mission_run === run.id);
  const prepared = store.mission(run.name)?.prepared;
  const broken: string[] = [];
  // Two processes that both found nothing have each made one: the other's stays as it was made.
  if (!of.wasSuspended) {
    if (missions.length > 1) broken.push(`10: ${run.name} has ${missions.length} missions at the service`);
    if (runs.length > 1) broken.push(`10: ${run.name} has ${runs.length} runs at the service`);
  }
  const shown = prepared === undefined ? runs[0] : runs.find(({ id }) => id === prepared.run);
  if (prepared !== undefined && shown === undefined) broken.push(`10: ${run.name} is not at the service`);
  if (shown === undefined) return broken;
  return [
    ...broken,
    ...statusIsOurs(shown, of),
    ...stepsAreOurs(shown, of),
    ...finalStays(shown, of),
    ...eventsAreTold(shown, of),
    ...(store.service.mirrored(run.name)?.done === true ? [] : [`10: ${run.name} is not all told`]),
  ];
}

function statusIsOurs(shown: RunDoc, { run, store }: Mirrored): readonly string[] {
  const mission = store.mission(run.name);
  const ours = run.status === 'canceled' ? 'cancelled' : run.status;
  const broken: string[] = [];
  if (shown.status !== ours) broken.push(`10: ${run.name} is ${run.status}, and the service shows ${shown.status}`);
  if (shown.summary !== (mission?.summary === undefined ? null : saidIn(run.world, mission.summary)))
    broken.push(`10: the service shows another summary of ${run.name}`);
  if (shown.payload?.mission_run_name !== run.name) broken.push(`10: the service has no results of ${run.name}`);
  return broken;
}

/** As we say, but for those that somebody had ended there before. */
function stepsAreOurs(shown: RunDoc, { run, store, world }: Mirrored): readonly string[] {
  if (shown.steps.length === 0) return [];
  const there = new Map(shown.steps.map(({ step_id, status }) => [step_id, status]));
  return (store.mission(run.name)?.steps ?? []).flatMap(({ id, status }) =>
    there.get(id) === (world.meddled.has(`${shown.id} ${id}`) ? 'skipped' : status)
      ? []
      : [`10: step ${id} is ${status}, and the service shows ${there.get(id)}`],
  );
}

const rank: Readonly<Record<StepStatus, number>> = { pending: 0, in_progress: 1, completed: 2, skipped: 2, failed: 2 };

/** Statuses go forward alone, and a final one stays. */
function finalStays(shown: RunDoc, { world, run }: Mirrored): readonly string[] {
  const broken: string[] = [];
  let before: RunDoc | null = null;
  for (const version of world.runVersions.filter(({ id }) => id === shown.id)) {
    const stood = new Map(before?.steps.map(({ step_id, status }) => [step_id, status]));
    for (const { step_id: id, status } of version.steps) {
      const was = stood.get(id) ?? 'pending';
      if (was !== status && rank[status] <= rank[was]) broken.push(`10: step ${id} went from ${was} to ${status}`);
    }
    const was = before?.status ?? 'pending';
    const isBack = was !== version.status && (was !== 'running' ? was !== 'pending' : version.status === 'pending');
    if (isBack) broken.push(`10: ${run.name} went from ${was} to ${version.status} at the service`);
    before = version;
  }
  return broken;
}

/** Each event once, in the journal's order. */
function eventsAreTold(shown: RunDoc, { world, run, wasSuspended }: Mirrored): readonly string[] {
  const seqs = world.told(shown.id).map(({ told }) => Number((told.payload as { mission_seq?: number }).mission_seq));
  const broken: string[] = [];
  for (const [at, seq] of seqs.entries()) {
    const before = seqs[at - 1] ?? 0;
    if (seqs.indexOf(seq) !== at && !wasSuspended) broken.push(`10: event ${seq} of ${run.name} was told twice`);
    else if (seq < before && !wasSuspended) broken.push(`10: event ${seq} of ${run.name} was told after ${before}`);
  }
  if (new Set(seqs).size === 0) broken.push(`10: no event of ${run.name} was told`);
  return broken;
}
