/** Small missions for the golden transcripts. Their world begins at a fixed instant, so that every line is the same. */

const assistant = `assistant:
  name: Opening hours
  greeting: ""
  instructions: |
    You are an AI assistant. Ask {{target.name}} when they open on {{params.day}}.
`;

/** One round of three contacts; the simulated approver says yes. */
export const sweep = `version: 1
name: Opening hours
class: parallel-sweep
purpose: inquiry
params:
  day: { type: string, default: Saturday }
targets:
  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }
  - { id: bolt, name: Bolt, phone: "+13125550102", timezone: America/Chicago }
  - { id: cedar, name: Cedar, phone: "+12125550103", timezone: America/New_York }
${assistant}collect:
  opens: { type: string, description: When they open, required: true }
approve:
  - { id: launch, before: calls, ask: "Call {{plan.contacts}} shops?", via: [push] }
provider: simulator
simulate:
  seed: 7
  from: "2026-11-23T16:00:00Z"
  personas:
    acme: [no-answer, { answered: 61s, collected: { opens: "9" } }]
    bolt: [{ answered: 42s, collected: { opens: "10" }, transcript: ["AI: When do you open?", "Bolt: At ten."] }]
    cedar: [voicemail]
  approver: { launch: approved after 2m }
`;

/** The same, asked at the terminal alone: only a person can answer. */
export const asked = sweep.replace('via: [push]', 'via: [terminal]').replace(/ {2}approver:.*\n/, '');

/** Wrong in several places. */
export const broken = sweep
  .replace('class: parallel-sweep', 'class: parallel-sweeep')
  .replace('{{target.name}}', '{{target.nmae}}')
  .replace('provider: simulator', 'provder: simulator');
