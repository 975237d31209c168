/** Redials keep out of the lunch hours of a service, whatever puts them there. */
import { expect, it } from 'vitest';
import { rig } from '../rig.ts';

const mission = (schedule: string, seed: number): string => `version: 1
name: Lunch
class: parallel-sweep
purpose: inquiry
provider: simulator
targets:
  - { id: a, name: A, phone: "+13125550101", timezone: America/Chicago }
  - { id: b, name: B, phone: "+13125550102", timezone: America/Chicago }
  - { id: c, name: C, phone: "+13125550103", timezone: America/Chicago }
assistant: { name: Caller, instructions: You are an AI assistant. }
schedule: ${schedule}
retry: service
simulate: { seed: ${seed}, from: "2026-11-23T15:00:00Z", default: { no-answer: 1.0 } }
`;

it.each([
  ['the pace', '{ pace: { batch: 1, every: 75m } }'],
  ['the opening', '{ hours: "12:00-17:00" }'],
  ['the next day', '{ hours: "11:00-14:00", deadline: 20d }'],
])('not even where %s would', async (_, schedule) => {
  let redials = 0;
  for (const seed of [1, 2, 3, 13, 14]) {
    const { write, mission: run } = rig();
    write('lunch.yaml', mission(schedule, seed));
    const { stdout } = await run('run', 'lunch.yaml', '--json');
    for (const { attempts } of JSON.parse(stdout).contacts as { attempts: { n: number; at: string }[] }[]) {
      for (const { n, at } of attempts) {
        if (n === 1) continue;
        redials += 1;
        const minutes = ((Date.parse(at) - 6 * 3_600_000) % 86_400_000) / 60_000;
        expect(minutes < 11 * 60 + 30 || minutes >= 13 * 60 + 30, `redialled at ${at}`).toBe(true);
      }
    }
  }
  expect(redials).toBeGreaterThan(10);
});
