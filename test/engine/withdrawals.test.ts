/** Calls that are taken back, and a service that had already sent them on: only what is read counts. */
import { expect, test } from 'vitest';
import type { Provider } from '../../src/run/ports.ts';
import { driveWith, failing, failure, type Ran } from '../support/faulty-service.ts';
import { judge } from '../support/judge.ts';
import { sweep } from '../support/sweep.ts';

/** Cancels the run once all three calls are placed; `change` is what is wrong with the service. */
async function cancelWith(change: (real: Provider) => Partial<Provider>): Promise<Ran> {
  let placed = 0;
  return driveWith((real, rig) => ({
    async place(request) {
      const answer = await real.place(request);
      placed += 1;
      if (placed === 3) rig.store.signal(rig.run.name, { kind: 'cancel' });
      return answer;
    },
    ...change(real),
  }));
}

test('calls that have not rung are taken back, and the run ends with nothing left at the service', async () => {
  const { rig, types } = await cancelWith(() => ({}));
  expect(types.filter((type) => type === 'attempt.withdrawn')).toHaveLength(3);
  expect(rig.simulator.seen().map(({ dialledAt }) => dialledAt)).toEqual([null, null, null]);
  expect(judge(rig.evidence())).toEqual([]);
});

test('invariant 8: a yes to a withdrawal that crossed the call on its way to the line is no end of it', async () => {
  let withdraw: Provider['withdraw'] | null = null;
  const { rig } = await cancelWith(() => {
    // The service says yes for as long as the calls wait, and rings all the same.
    withdraw ??= async () => ({ ok: true, value: { withdrawn: true }, serviceAt: 0 });
    return { withdraw };
  });
  expect(rig.simulator.seen().map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
  expect(judge(rig.evidence())).toEqual([]);
});

test('a withdrawal whose answer was lost is asked about', async () => {
  let withdraw: Provider['withdraw'] | null = null;
  const { rig, types } = await cancelWith((real) => {
    withdraw ??= failing(3, failure('lost'), (request) => real.withdraw(request));
    return { withdraw };
  });
  expect(types.filter((type) => type === 'attempt.withdrawn')).toHaveLength(3);
  expect(judge(rig.evidence())).toEqual([]);
});

test('a call that rang and was put back into the queue by the service is followed to its end', async () => {
  let read: Provider['read'] | null = null;
  const { rig, journal } = await driveWith((real) => {
    const rung = new Set<string>();
    // The first reading finds it ringing; the real call comes three minutes after its time.
    read ??= async (request) => {
      const answer = await real.read(request);
      if (!answer.ok) return answer;
      const value = answer.value.map((reading) => {
        if (rung.has(reading.ref)) return reading;
        rung.add(reading.ref);
        return { ref: reading.ref, status: 'in_progress', call: 'ringing' } as const;
      });
      return { ...answer, value };
    };
    return { read, place: (request) => real.place({ ...request, scheduledAt: request.scheduledAt + 3 * 60_000 }) };
  });
  const progress = journal.flatMap((event) =>
    event.type === 'attempt.progressed' && event.contact === 'a' ? [event.data.status] : [],
  );
  expect(progress).toEqual(['in-progress', 'pending', 'in-progress']);
  expect(rig.store.contactCounts(rig.run.name)).toEqual({ reached: 3 });
});

test('invariant 8: a call that turned out to be over is not taken back, and an ended run asks for nothing more', async () => {
  const over = new Set<string>();
  const late: string[] = [];
  let isCanceled = false;
  const { spec, targets } = sweep();
  // Nobody picks up: the first that is heard of a call is that it is over.
  const silent = { spec: { ...spec, simulate: { ...spec.simulate, default: { 'no-answer': 1 } } }, targets };
  const cancelingWith = (real: Provider, { store, run }: Ran['rig']): Partial<Provider> => ({
    // The run is canceled just when a hint says to look, so that the reading and the stop meet.
    onPush: ((listener) =>
      real.onPush((push) => {
        if (!isCanceled && push.kind === 'attempt') store.signal(run.name, { kind: 'cancel' });
        isCanceled = true;
        listener(push);
      })) as Provider['onPush'],
    async read(request) {
      const answer = await real.read(request);
      if (answer.ok)
        for (const { ref, status } of answer.value) if (status === 'completed' || status === 'failed') over.add(ref);
      return answer;
    },
    withdraw(request) {
      if (over.has(request.ref)) late.push(request.ref);
      return real.withdraw(request);
    },
  });
  const { rig, types } = await driveWith(cancelingWith, silent);
  expect(types).toContain('run.stopping');
  expect(over.size).toBeGreaterThan(0);
  expect(late).toEqual([]);
  expect(judge(rig.evidence())).toEqual([]);
});
