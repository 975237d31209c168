/** Golden transcripts: what commands print, word for word. `npx vitest run test/cli -u` writes them again. */
import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { asked, broken, selling, sweep } from './sample-missions.ts';
import { transcript } from './transcript.ts';

interface Session {
  readonly name: string;
  /** Paths and contents. */
  readonly files?: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
}

const mission = 'hours.yaml';
const run = 'opening-hours-1';

/** A tick does what is due within the gate's minute: it hands the calls over and ends before they ring. */
const soon = asked.replace('via: [terminal]', 'via: [terminal], timeout: 1m');

/** Two numbers, and lines that are none. */
const noCalls = `name,phone,reason
Dunes,(312) 555-0104,asked by letter
Elm,555-0105,
Fir,+13125550106,
Gum,"by the river, ask",
`;

const sessions: readonly Session[] = [
  { name: 'help', lines: ['--help', 'run --help', 'help approve'] },
  {
    name: 'misuse',
    lines: ['', 'lst', 'run', 'run a.yaml --sed 3', 'run a.yaml -p city', 'lst --json', '-C nowhere list'],
  },
  {
    name: 'nothing-has-run',
    lines: ['list', 'list --json', 'status', 'logs', 'show acme', 'approve launch', 'pause', 'status --json'],
  },
  {
    name: 'validate',
    files: { [mission]: sweep, 'broken.yaml': broken },
    lines: [
      `validate ${mission}`,
      `validate ${mission} broken.yaml`,
      'validate broken.yaml --json',
      'validate none.yaml',
    ],
  },
  { name: 'bad-spec', files: { 'broken.yaml': broken }, lines: ['run broken.yaml', 'plan broken.yaml --json', 'list'] },
  {
    name: 'plan',
    files: { [mission]: sweep },
    lines: [`plan ${mission}`, `plan ${mission} --json`, `plan ${mission} --prompt bolt -p day=Sunday`, 'list'],
  },
  {
    name: 'explain',
    files: {
      [mission]: sweep,
      'selling.yaml': selling,
      'mission.config.yaml': 'rules: house.yaml\n',
      'house.yaml': [
        'version: 1',
        'rules:',
        '  - id: hours-lunch',
        '    purposes: [solicitation]',
        '    value: { hours: [{ between: "13:00-20:00" }] }',
        '    source: House rule',
        '    date: 2026-11-24',
        '    description: Nobody is sold anything before one o’clock.',
        '',
      ].join('\n'),
    },
    lines: [
      `explain ${mission} acme`,
      'plan selling.yaml',
      'explain selling.yaml tess',
      'explain selling.yaml ada',
      'explain selling.yaml twin',
      'explain selling.yaml +18005550101 --at 2026-11-29T18:00:00Z',
      'explain +13055550101 --at 2026-11-29T02:30:00Z',
      'explain selling.yaml tess --json',
      'explain selling.yaml tes',
      'explain acme',
      'explain +19115550101',
      'explain selling.yaml tess --at noon',
    ],
  },
  {
    name: 'run',
    files: { [mission]: sweep },
    lines: [`run ${mission}`, 'list', 'status', 'show bolt', 'logs', 'results', `resume ${run}`, `pause ${run}`],
  },
  {
    name: 'run-json',
    files: { [mission]: sweep },
    lines: [`run ${mission} --json`, 'status --json', 'show acme --json'],
  },
  {
    name: 'gate-approved',
    files: { [mission]: asked },
    lines: [
      `run ${mission} --no-wait`,
      'status',
      `approve ${run} lunch`,
      `approve ${run} launch`,
      `resume ${mission}`,
      `approve ${run} launch`,
    ],
  },
  {
    name: 'gate-denied',
    files: { [mission]: asked },
    lines: [`run ${mission} --no-wait --json`, 'deny launch', 'tick', 'status', `resume ${run} --json`],
  },
  {
    name: 'changed-plan',
    files: { [mission]: asked },
    lines: [
      `run ${mission} --no-wait`,
      `run ${mission} --no-wait`,
      `run ${mission} --no-wait -p day=Sunday`,
      `run ${mission} --no-wait --seed 8`,
      `run ${mission} -p day=Sunday --new --approve launch`,
      'list',
    ],
  },
  {
    name: 'pause-and-cancel',
    files: { [mission]: asked },
    lines: [`run ${mission} --no-wait`, 'pause', 'status', 'resume --no-wait', 'cancel', 'cancel', 'list'],
  },
  {
    name: 'pause-takes-back',
    files: { [mission]: soon },
    lines: [`run ${mission} --no-wait`, 'approve launch', 'tick', 'pause', 'pause --json', 'status', 'cancel', 'list'],
  },
  {
    name: 'cancel-takes-back',
    files: { [mission]: soon },
    lines: [`run ${mission} --no-wait`, 'approve launch', 'tick', 'cancel', 'cancel'],
  },
  {
    name: 'optout',
    files: { [mission]: sweep, 'no-calls.csv': noCalls },
    lines: [
      'optout list',
      'optout add +13125550101 312-555-0102 --reason "wrote a letter"',
      'optout add +13125550101 --reason again',
      'optout import no-calls.csv',
      'optout list',
      `plan ${mission}`,
      'optout remove +13125550102 --reason "the wrong number"',
      'optout remove +13125550102 --reason again',
      'optout list --history',
      'optout list --json',
      'optout add 12 --reason x',
      'optout add +13125550101',
      'optout remove +13125550101 --reason " "',
      'optout',
      'optout --help',
    ],
  },
  {
    name: 'optout-takes-back',
    files: { [mission]: soon },
    lines: [
      `run ${mission} --no-wait`,
      'approve launch',
      'tick',
      'status',
      'optout add +13125550101 --reason "wrote a letter"',
      'optout add +12125550103 --reason "wrote a letter" --json',
      'resume',
      'show acme',
      'optout list',
    ],
  },
  {
    name: 'do-not-contact',
    files: {
      [mission]: sweep,
      'mission.config.yaml': 'do_not_contact: lists/no.txt\n',
      'lists/no.txt': '# by letter\n+13125550101\n',
    },
    lines: [
      'optout list',
      `run ${mission}`,
      'optout list',
      'optout remove +13125550101 --reason x',
      'results --json',
      'optout remove +13125550109 --reason x',
    ],
  },
  {
    name: 'bad-list',
    files: { [mission]: asked, 'mission.config.yaml': 'do_not_contact: [ "+13125550101", "a friend" ]\n' },
    lines: [`run ${mission} --no-wait`, 'optout list', 'tick --json'],
  },
  {
    name: 'forget',
    files: { [mission]: sweep },
    lines: [
      'forget +13125550101',
      `run ${mission} --json --log-level silent`,
      'forget +13125550101 --dry-run',
      'forget +13125550101',
      'forget +13125550101 --json',
      'show acme',
      'forget 12',
    ],
  },
  {
    name: 'forget-refused',
    files: { [mission]: asked },
    lines: [
      `run ${mission} --no-wait`,
      'forget +13125550101',
      'forget +13125550101 --json',
      'cancel',
      'forget +13125550101',
    ],
  },
  {
    name: 'connect',
    files: {
      'remote/skill-config.json': JSON.stringify({
        api_key: 'cc_live_x',
        gateway_url: 'http://agents.example.com:18789',
      }),
      'nobody/skill-config.json': JSON.stringify({ api_key: 'cc_live_x', gateway_url: 'http://127.0.0.1:1' }),
    },
    lines: [
      'connect',
      'connect --help',
      'connect fly',
      'connect stop --allow-remote-gateway',
      'connect start',
      'connect run --json',
      '-C remote connect run',
      '-C nobody connect status',
      '-C nobody connect status --json',
      '-C nobody connect stop',
      '-C nobody connect watchdog --json',
    ],
  },
  {
    name: 'damaged-store',
    files: { [mission]: sweep, '.mission/mission.db': 'this is no database, whatever it is called'.repeat(100) },
    lines: ['list', 'status --json', `run ${mission}`],
  },
];

describe('the command line prints', () => {
  it.each(sessions)('$name as in its golden file', async ({ name, files, lines }) => {
    const folder = rig();
    for (const [path, text] of Object.entries(files ?? {})) folder.write(path, text);
    await expect(await transcript(folder, lines)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
