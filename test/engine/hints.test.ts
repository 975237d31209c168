/** Hints prompt a reading at once, whatever they name; what is lost is polled for. */
import { expect, test } from 'vitest';
import type { JournalEvent } from '../../src/run/events.ts';
import type { Provider, Push } from '../../src/run/ports.ts';
import { driveWith } from '../support/faulty-service.ts';
import { sweep } from '../support/sweep.ts';

/** The sweep, with what is pushed changed on its way. */
async function hearing(change: (push: Push, of: { readonly mission: string; readonly to: string }) => readonly Push[]) {
  const refs = new Map<string, string>();
  const reads: string[] = [];
  let inboxes = 0;
  const ran = await driveWith((real) => ({
    async place(request) {
      const answer = await real.place(request);
      if (answer.ok) refs.set(answer.value.ref, request.to);
      return answer;
    },
    read(request) {
      reads.push(...request.refs);
      return real.read(request);
    },
    inbox(request) {
      inboxes += 1;
      return real.inbox(request);
    },
    onPush: ((listener) =>
      real.onPush((push) => {
        const to = push.kind === 'attempt' ? (refs.get(push.ref) ?? '') : '';
        for (const changed of change(push, { mission: 'msn_1', to })) listener(changed);
      })) as Provider['onPush'],
  }));
  return { ...ran, reads: reads.length, inboxes };
}

const endsOf = (journal: readonly JournalEvent[]): readonly unknown[] =>
  journal.flatMap((event) => (event.type === 'attempt.ended' ? [[event.contact, event.at]] : [])).toSorted();

test('a number and a mission do as well as the name of the call', async () => {
  const named = await hearing((push) => [push]);
  const numbered = await hearing((push, of) => [push.kind === 'attempt' ? { kind: 'number', ...of } : push]);
  expect(endsOf(numbered.journal)).toEqual(endsOf(named.journal));
  expect(numbered.reads).toBe(named.reads);
});

test('another mission’s numbers, and that somebody picked up, are no reason to look', async () => {
  const silent = await hearing(() => []);
  const foreign = await hearing((push, of) =>
    push.kind === 'attempt'
      ? [
          { kind: 'number', ...of, mission: 'msn_2' },
          { kind: 'under-way', ...of },
        ]
      : [],
  );
  expect(foreign.reads).toBe(silent.reads);
  expect(endsOf(foreign.journal)).toEqual(endsOf(silent.journal));
});

test('after a gap everything open is looked at, and what was texted', async () => {
  const named = await hearing((push) => [push]);
  const gaps = await hearing((push) => (push.kind === 'attempt' ? [{ kind: 'missed' }] : [push]));
  // Each end is noticed as soon as if it had been named.
  expect(endsOf(gaps.journal)).toEqual(endsOf(named.journal));
  expect(gaps.reads).toBeGreaterThan(named.reads);
  expect(gaps.inboxes).toBeGreaterThan(named.inboxes);
  expect(gaps.rig.store.contactCounts(gaps.rig.run.name)).toEqual({ reached: sweep().targets.length });
});
