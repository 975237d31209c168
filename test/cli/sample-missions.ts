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

/** Sold in Texas on a Sunday, without consent, and twice the same number. */
export const selling = `version: 1
name: Subscriptions
class: parallel-sweep
purpose: solicitation
targets:
  duplicates: first
  from:
    - name: Tess
      phone: "+17135550101"
      timezone: America/Chicago
      consent: { type: written, source: Form of 3 March 2026, at: "2026-03-03" }
    - { name: Ada, phone: "+13125550101", timezone: America/Chicago, consent: { type: verbal } }
    - { name: Bea, phone: "+13125550102" }
    - { name: Twin, phone: "+17135550101" }
assistant: { instructions: You are an AI assistant. Offer a subscription. }
schedule: { hours: "08:00-21:00", days: all }
retry: none
rules: { override: [hours-federal], because: "They asked for early calls" }
provider: simulator
simulate: { seed: 1, from: "2026-11-29T16:00:00Z", default: { answered: 1 } }
`;

/** Two calls at the service, whose prompts differ. `change`: what comes last in the file. */
export const callAround = (change = ''): string => `version: 1
name: Call around
class: parallel-sweep
purpose: inquiry
provider: clawdtalk
targets:
  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }
  - { id: beta, name: Beta, phone: "+13125550102", timezone: America/Chicago }
assistant:
  instructions: You are an AI assistant calling {{target.name}}. Ask for the price.
collect:
  price: { type: number, description: The price, required: true }
rubric: { rank: collected.price asc }
retry: none
simulate:
  seed: 7
  personas:
    acme: [{ answered: 60s, collected: { price: 42 } }]
    beta: [{ answered: 60s, collected: { price: 7 } }]
${change}`;
