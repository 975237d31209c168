/** What the server itself does to plans and missions when their calls end: newer servers do, older ones never. */
import { readingOf } from '../event.ts';
import type { MissionDoc, RunDoc, ScheduledDoc, StepStatus } from './documents.ts';
import type { Service } from './service.ts';

const finalSteps: readonly StepStatus[] = ['completed', 'skipped', 'failed'];
export const isFinalStep = (status: StepStatus): boolean => finalSteps.includes(status);
export const isFinal = (status: MissionDoc['status']): boolean => status !== 'pending' && status !== 'running';

/** A scheduled event that names a step has ended. */
export function stepEnded(service: Service, scheduled: ScheduledDoc, status: 'completed' | 'failed'): void {
  const { mission: missionId, run: runId, step } = scheduled;
  if (!service.options.completesSteps || missionId === null || step === null) return;
  const run = runId === null ? undefined : service.shelf.get('run', runId);
  if (run !== undefined) setStep(service, run, { step, status });
  const mission = service.shelf.get('mission', missionId);
  if (mission === undefined || isFinal(mission.status) || !allOver(service, mission)) return;
  if (run !== undefined) endRun(service, run.id, { status: 'succeeded', bySelf: true });
}

function allOver(service: Service, mission: MissionDoc): boolean {
  const now = service.time.now();
  return service.scheduledOfMission(mission.id).every((scheduled) => {
    const event = service.eventOf(scheduled);
    if (event === null) return true;
    const { status } = readingOf(event, now);
    return status === 'completed' || status === 'failed';
  });
}

/** A final status stays. Null: there is no such step. */
export function setStep(
  service: Service,
  run: RunDoc,
  to: { readonly step: string; readonly status: StepStatus },
): RunDoc | null {
  const found = run.steps.find(({ step_id }) => step_id === to.step);
  if (found === undefined) return null;
  if (isFinalStep(found.status)) return run;
  const steps = run.steps.map((step) => (step === found ? { ...step, status: to.status } : step));
  return service.shelf.put('run', { ...run, steps });
}

export interface RunChange {
  readonly status?: RunDoc['status'];
  readonly summary?: string | null;
  readonly payload?: RunDoc['payload'];
  readonly bySelf?: boolean;
}

/** Changes a run, and its mission with it. */
export function endRun(service: Service, id: string, change: RunChange): RunDoc | undefined {
  const run = service.shelf.get('run', id);
  if (run === undefined) return undefined;
  const now = service.time.now();
  const status = change.status ?? run.status;
  const changed = service.shelf.put('run', {
    ...run,
    status,
    endedBySelf: change.bySelf ?? (change.status === undefined && run.endedBySelf === true),
    summary: change.summary ?? run.summary,
    payload: change.payload ?? run.payload,
    finishedAt: isFinal(status) ? (run.finishedAt ?? now) : null,
  });
  const mission = service.shelf.get('mission', run.mission);
  if (mission !== undefined)
    service.putMission({
      ...mission,
      status: status === 'pending' ? mission.status : status,
      summary: changed.summary ?? mission.summary,
      payload: changed.payload ?? mission.payload,
      updatedAt: now,
    });
  return changed;
}
