/** Golden transcripts of the commands that speak to the service, with what they asked it. `npx vitest run test/cli -u` writes them again. */
import { describe, expect, it } from 'vitest';
import { type ServiceLine, serviceStage, serviceTranscript } from './service-stage.ts';

interface Session {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly lines: readonly ServiceLine[];
}

const steps = '[{"step_id":"call_1","sequence":1,"title":"Call"},{"step_id":"sum","sequence":2}]';
const begun: readonly ServiceLine[] = [
  { as: 'mission', line: "api create-mission 'Find cakes' 'Call three bakeries in Zürich'" },
  { as: 'run', line: `api create-run {mission} '{"request": "Cakes", "budget": 42.0}'` },
];

const sessions: readonly Session[] = [
  { name: 'api-help', lines: ['api --help', 'api create-run --help', 'api help log-event', 'api frobnicate --help'] },
  {
    name: 'api-missions',
    lines: [
      'api check-key',
      ...begun,
      'api get-mission {mission}',
      'api list-missions',
      'api get-run {mission} {run}',
      'api update-run {mission} {run} running',
      'api update-run {mission} {run} done',
      'api list-runs {mission}',
      'api list-runs {mission} --json',
    ],
  },
  {
    name: 'api-plan-and-events',
    lines: [
      ...begun,
      `api create-plan {mission} {run} '${steps}'`,
      `api create-plan {mission} {run} '[{"title":"No id"}]'`,
      'api get-plan {mission} {run}',
      'api update-step {mission} {run} call_1 in_progress',
      'api update-step {mission} {run} call_9 in_progress',
      "api log-event {mission} {run} custom '-5 % for Zoë' -",
      `api log-event {mission} {run} tool_call Called call_1 '{"answer": [1, 2.5]}'`,
      'api log-event {mission} {run} custom Called',
      `api log-event {mission} {run} custom Called '{"answer": 1}'`,
      'api list-events {mission} {run}',
    ],
  },
  {
    name: 'api-assistants-and-numbers',
    lines: [
      { as: 'assistant', line: `api create-assistant Caller 'You are an AI.' ''` },
      `api create-assistant Other 'You are an AI.' Hello '{"features": ["telephony"], "voice": "v", "description": "d"}'`,
      `api create-assistant Other 'You are an AI.' Hello '{"colour": "red"}'`,
      'api list-assistants',
      "api list-assistants '--name=Call er' --page=2 --size=1",
      'api list-assistants --page=two',
      `api update-assistant {assistant} '{"greeting": "Hi"}'`,
      'api get-assistant {assistant}',
      { as: 'connection', line: 'api get-connection-id {assistant}' },
      'api get-connection-id {assistant} messaging',
      { as: 'number', line: 'api get-available-phone' },
      'api list-phones',
    ],
  },
  {
    name: 'api-scheduled',
    lines: [
      ...begun,
      { as: 'assistant', line: `api create-assistant Caller 'You are an AI.' ''` },
      { as: 'connection', line: 'api get-connection-id {assistant}' },
      { as: 'number', line: 'api get-available-phone' },
      'api link-agent {mission} {run} {assistant}',
      'api list-linked-agents {mission} {run}',
      {
        as: 'call',
        line: 'api schedule-call {assistant} +13125550101 {number} 2026-11-24T13:00:00Z {mission} {run} call_1',
      },
      {
        as: 'text',
        line: "api schedule-sms {assistant} +13125550102 {number} 2026-11-24T13:00:00Z 'Are you open?'",
      },
      'api schedule-call {assistant} +13125550101 +19895550199 2026-11-24T13:00:00Z {mission} {run}',
      'api get-event {assistant} {call}',
      'api list-events-assistant {assistant}',
      'api cancel-scheduled-event {assistant} {call}',
      'optout add +13125550102 --reason letter',
      "api schedule-sms {assistant} +13125550102 {number} 2026-11-24T13:00:00Z 'Are you open?'",
      'api unlink-agent {mission} {run} {assistant}',
      'api get-insights nowhere',
    ],
  },
  {
    name: 'api-state',
    lines: [
      'api list-state',
      'api get-state cakes',
      'api get-memory cakes',
      'api get-memory cakes price',
      `api save-memory cakes price '{"acme": 42.0}'`,
      'api save-memory cakes note -5',
      'api save-memory cakes note [1,',
      'api append-memory cakes note 6',
      'api get-memory cakes',
      'api get-memory cakes note',
      'api get-state cakes',
      'api list-state',
      'api remove-state cakes',
      'api list-state',
    ],
  },
  {
    name: 'api-whole-missions',
    lines: [
      `api init 'Find a Café!' 'Call two' 'Find me a café' '${steps}'`,
      `api init 'Find a Café!' 'Call two' 'Find me a café'`,
      `api setup-agent find-a-caf Caller 'You are an AI.' Hello`,
      `api setup-agent find-a-caf Caller 'You are an AI.' Hello`,
      'api list-state',
      'api complete find-a-caf nowhere nowhere Done',
    ],
  },
  {
    name: 'api-misuse',
    files: { 'broken/.missions_state.json': '{"cakes": ' },
    lines: [
      'api',
      'api frobnicate',
      'api get-run {mission}',
      'api get-run .. x',
      'api create-run m {bad',
      'api create-run m {bad --json',
      `api create-plan m r '{"step_id": 1}'`,
      'api get-mission nowhere',
      'api get-mission nowhere --json',
      '-C broken api save-memory cakes a b',
    ],
  },
  {
    name: 'call',
    lines: [
      { as: 'call', line: 'call' },
      'call status {call}',
      'call end {call}',
      "call 'The report is ready.' --to '(312) 555-0101' --purpose 'Read it out' --json",
      'call +13125550102',
      'call status nowhere',
      'call --to 911',
      'optout add +13125550101 --reason letter',
      'call --to +13125550101',
      'call --help',
    ],
  },
  {
    name: 'sms',
    lines: [
      'sms conversations',
      "sms send +13125550101 'Running late, sorry.' --media https://example.com/map.png",
      'sms send +13125550102 See you tomorrow at ten, as we said, at the corner of Oak and Main.',
      'sms send +13125550102 Hello --json',
      'sms list',
      'sms list --contact +13125550101 --limit 1 --json',
      'sms conversations',
      'sms send 12 Hello',
      'sms send +13125550101 Hello --media map.png',
      'optout add +13125550101 --reason letter',
      'sms send +13125550101 Hello',
      'sms',
      'sms send --help',
    ],
  },
  {
    name: 'account',
    lines: [
      'account',
      "account set --agent Daisy --role Receptionist --greeting 'Daisy here.' --voice Rime.ArcanaV3.luna",
      "account set --greeting ''",
      'account set --agent Iris --json',
      'account set',
      'account set --help',
    ],
  },
  {
    name: 'voices',
    lines: [
      'voices',
      'voices --provider rime --gender female',
      'voices --language en-i --accent irish --json',
      'voices --search nobody',
    ],
  },
];

describe('the service is asked, and told of, as in the golden file', () => {
  it.each(sessions)('$name', async ({ name, files, lines }) => {
    const stage = await serviceStage();
    for (const [path, text] of Object.entries(files ?? {})) stage.folder.write(path, text);
    await expect(await serviceTranscript(stage, lines)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
