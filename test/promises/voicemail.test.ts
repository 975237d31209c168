/** `detect: auto` listens for answering machines, but not where a phone tree is called. */
import { expect, it } from 'vitest';
import { rig } from '../rig.ts';

const mission = (tree: string, detect: string): string => `version: 1
name: Machines
class: parallel-sweep
purpose: inquiry
provider: simulator
targets:
  - { id: tree, name: Tree, phone: "+13125550101", timezone: America/Chicago, kind: ${tree} }
  - { id: shop, name: Shop, phone: "+13125550102", timezone: America/Chicago }
assistant: { name: Caller, instructions: You are an AI assistant., voicemail: { detect: ${detect} } }
retry: none
simulate: { from: "2026-11-23T17:00:00Z", personas: { tree: [voicemail], shop: [voicemail] } }
`;

it.each([
  ['auto', 'automated', ['answered', 'voicemail']],
  ['auto', 'service', ['voicemail', 'voicemail']],
  ['on', 'automated', ['voicemail', 'voicemail']],
  ['off', 'service', ['answered', 'answered']],
])('detect: %s, where a target is %s', async (detect, kind, outcomes) => {
  const { write, mission: run } = rig();
  write('machines.yaml', mission(kind, detect));
  const { contacts } = JSON.parse((await run('run', 'machines.yaml', '--json')).stdout);
  expect(contacts.map((one: { attempts: { outcome: string }[] }) => one.attempts[0]?.outcome)).toEqual(outcomes);
});
