/** A limit that is met before the one found has been called: the summary names it. */
import { expect, it } from 'vitest';
import { rig } from '../rig.ts';

const mission = (limits: string): string => `version: 1
name: Lamp
class: gather-then-act
purpose: inquiry
provider: simulator
targets:
  - { id: bolt, name: Bolt, phone: "+13125550101", timezone: America/Chicago }
assistant: { instructions: "You are an AI assistant. Ask {{target.name}} whether they have the lamp." }
collect: { in_stock: { type: boolean, required: true } }
goal: collected.in_stock
act: { to: found, assistant: { instructions: "You are an AI assistant. Ask {{target.name}} to hold the lamp." } }
retry: none
${limits}
simulate:
  from: "2026-11-23T17:00:00Z"
  personas: { bolt: [{ answered: 50s, collected: { in_stock: true } }, no-answer] }
`;

async function summary(limits: string): Promise<string> {
  const folder = rig();
  folder.write('lamp.yaml', mission(limits));
  return JSON.parse((await folder.mission('run', 'lamp.yaml', '--json')).stdout).summary;
}

it('by its name, and a person who does not answer by what happened', async () => {
  expect(await summary('limits: { attempts_total: 1 }')).toContain('attempts_total');
  expect(await summary('')).toContain('the one found could not be reached');
});
