/** Calls that are taken back, and a service that had already sent them on: only what is read counts. */
import { expect, test } from 'vitest';
import type { Provider } from '../../src/run/ports.ts';
import { driveWith, failing, failure, type Ran } from '../support/faulty-service.ts';
import { judge } from '../support/judge.ts';

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
