/** The plan says who is called when, in the order in which it happens, and what will not be done before the deadline. */
import { expect, it } from 'vitest';
import { rig } from '../rig.ts';

it('shows the first slots of a negotiation in its own order', async () => {
  const { write, mission } = rig();
  write(
    'bargain.yaml',
    `version: 1
name: Bargain
class: sequential-negotiation
purpose: inquiry
provider: simulator
targets:
  - { id: a, name: A, phone: "+13125550101", timezone: America/Chicago, rank: 3 }
  - { id: b, name: B, phone: "+13125550102", timezone: America/Chicago, rank: 2 }
  - { id: c, name: C, phone: "+13125550103", timezone: America/Chicago, rank: 1 }
assistant: { name: Caller, instructions: You are an AI assistant. }
collect: { price: { type: number, description: Price, required: true } }
negotiate: { objective: minimize collected.price, order: target.rank }
simulate: { from: "2026-11-23T17:00:00Z", default: { answered: 1.0 } }
`,
  );
  const plan = JSON.parse((await mission('plan', 'bargain.yaml', '--json')).stdout);
  expect(plan.contacts.map(({ target }: { target: string }) => target)).toEqual(['c', 'b', 'a']);
  const firsts: readonly string[] = plan.contacts.map(({ first }: { first: string }) => first);
  expect(firsts).toEqual([...firsts].toSorted());
  const results = JSON.parse((await mission('run', 'bargain.yaml', '--json')).stdout);
  expect(results.contacts.map(({ target }: { target: string }) => target)).toEqual(['c', 'b', 'a']);
});

it('says how many will not be called before the deadline, and the summary says why they were not', async () => {
  const { write, mission } = rig();
  const targets = Array.from(
    { length: 60 },
    (_, at) =>
      `  - { id: t${at}, name: T${at}, phone: "+1312555${String(100 + at).padStart(4, '0')}", timezone: America/Chicago }`,
  );
  write(
    'many.yaml',
    `version: 1
name: Many
class: parallel-sweep
purpose: inquiry
provider: simulator
targets:
${targets.join('\n')}
assistant: { name: Caller, instructions: You are an AI assistant. }
schedule: { deadline: 2h }
limits: { concurrency: 1 }
retry: none
simulate: { from: "2026-11-23T17:00:00Z", default: { answered: 1.0 } }
`,
  );
  const plan = JSON.parse((await mission('plan', 'many.yaml', '--json')).stdout);
  expect(plan.contacts).toHaveLength(60);
  expect(plan.excluded).toEqual([]);
  const results = JSON.parse((await mission('run', 'many.yaml', '--json')).stdout);
  const { reached, skipped } = results.totals;
  expect(reached + skipped).toBe(60);
  expect(skipped).toBeGreaterThan(10);
  expect(Math.abs(plan.forecast.late - skipped)).toBeLessThan(8);
  expect(results.summary).toBe(`SIMULATED: ${reached} of 60 reached; ${skipped} skipped (deadline).`);
  expect((await mission('plan', 'many.yaml')).stdout).toContain('will not be called before the deadline');
});
