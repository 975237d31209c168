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
