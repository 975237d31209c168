/** No key and no stranger's number where it does not belong: logs, store, results, errors, the journal. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLog } from '../../src/cli/log.ts';
import { loggedProvider } from '../../src/cli/logged.ts';
import type { Provider } from '../../src/run/ports.ts';
import { type Rig, rig } from '../rig.ts';

const keys = { CLAWDTALK_API_KEY: 'sk-clawd-0a1b2c3d4e', OPENAI_TOKEN: 'tok-9f8e7d6c5b' };
const literal = 'sk-written-into-the-file';

const mission = (results: string): string => `version: 1
name: Opening hours
class: parallel-sweep
purpose: inquiry
targets:
  - { id: acme, name: Acme, phone: "+13125550101", timezone: America/Chicago }
assistant:
  instructions: You are an AI assistant. You reach {{target.name}} at {{target.phone}}.
collect:
  opens: { type: string, description: When they open, required: true }
results: ${results}
provider: simulator
simulate:
  seed: 7
  from: "2026-11-23T16:00:00Z"
  personas:
    acme: [{ answered: 42s, collected: { opens: "10" }, transcript: ["user: At ten. My direct line is (312) 555-0101."] }]
`;

function workspace(results = '{ transcripts: true }'): Rig {
  const folder = rig({ env: keys });
  folder.write('hours.yaml', mission(results));
  folder.write(
    'mission.config.yaml',
    `clawdtalk: { api_key: "\${CLAWDTALK_API_KEY}" }\nmodel: { base_url: "https://x.example", name: m, api_key: ${literal} }\n`,
  );
  return folder;
}

/** Everything that the program has written, by file. */
function written(folder: Rig): ReadonlyMap<string, string> {
  const files = readdirSync(folder.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const own = paths.filter((path) => !/(hours|mission\.config)\.yaml$/.test(path));
  return new Map(own.map((path) => [path.slice(folder.folder.length + 1), readFileSync(path, 'latin1')]));
}

describe('keys', () => {
  it('stand in nothing that a run writes or prints, at the level debug either', async () => {
    const folder = workspace();
    const ran = await folder.mission('run', 'hours.yaml', '--log-level', 'trace');
    const more = [await folder.mission('logs', '--json'), await folder.mission('show', 'acme', '--json')];
    expect(ran.code).toBe(0);
    expect([...written(folder).keys()]).toContain('.mission/log/mission.log');
    for (const key of [...Object.values(keys), literal]) {
      for (const [file, bytes] of written(folder)) expect(bytes.includes(key), `${key} in ${file}`).toBe(false);
      for (const { stdout, stderr } of [ran, ...more]) expect(stdout + stderr).not.toContain(key);
    }
  });

  it('are not shown because something else in their line is wrong', async () => {
    const folder = workspace();
    folder.write('mission.config.yaml', `model: { base_url: "https://x.example", api_key: ${literal}, nmae: m }\n`);
    const { stderr, code } = await folder.mission('plan', 'hours.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('nmae');
    expect(stderr).not.toContain(literal);
    const json = await folder.mission('validate', 'hours.yaml', '--json');
    expect(json.stdout).not.toContain(literal);
  });
});

describe('phone numbers', () => {
  it('are masked in the log, at every level, whatever was asked', async () => {
    const folder = workspace();
    const { stderr } = await folder.mission('run', 'hours.yaml', '--log-level', 'trace');
    const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.some((line) => line.includes('provider place'))).toBe(true);
    for (const text of [stderr, written(folder).get('.mission/log/mission.log') ?? '']) {
      expect(text).not.toContain('3125550101');
      expect(text).not.toContain('555-0101');
    }
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it.each([
    ['{ transcripts: true }', 'xxx-0101', 'at +xxxxxxx0101'],
    ['{ transcripts: true, phones: hashed }', 'xxx-0101', 'at phone:'],
    ['{ transcripts: true, phones: clear }', '555-0101', 'at +13125550101'],
  ])('are shown in results and journal as the mission says: %s', async (results, said, prompted) => {
    const folder = workspace(results);
    await folder.mission('run', 'hours.yaml');
    const file = folder.read('hours.simulated.results.yaml');
    const json = (await folder.mission('logs', '--json')).stdout;
    const story = (await folder.mission('show', 'acme')).stdout;
    for (const text of [file, json, story]) expect(text).toContain(said);
    expect(json).toContain(prompted);
    const isClear = results.includes('clear');
    for (const text of [file, json, story]) expect(text.includes('3125550101') && !isClear).toBe(false);
    for (const line of json.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('are masked where they stand in a name, in the results and their table', async () => {
    const folder = workspace('{ formats: [yaml, csv] }');
    folder.write('hours.yaml', folder.read('hours.yaml').replace('name: Acme,', 'name: Acme 312-555-0101,'));
    const { stdout } = await folder.mission('run', 'hours.yaml');
    const files = ['hours.simulated.results.yaml', 'hours.simulated.results.csv'].map((file) => folder.read(file));
    for (const text of [stdout, ...files]) {
      expect(text).toContain('Acme xxx-xxx-0101');
      expect(text).not.toContain('312-555-0101');
    }
  });

  it('are hashed the same in all of a workspace, and otherwise in another', async () => {
    const hashOf = async (folder: Rig): Promise<string> => {
      await folder.mission('run', 'hours.yaml', '--new');
      return /phone: "?(phone:[0-9a-f]{16})/.exec(folder.read('hours.simulated.results.yaml'))?.[1] ?? 'none';
    };
    const [one, other] = [workspace('{ phones: hashed }'), workspace('{ phones: hashed }')];
    const first = await hashOf(one);
    expect(first).toMatch(/^phone:/);
    expect(await hashOf(one)).toBe(first);
    expect(await hashOf(other)).not.toBe(first);
  });

  it('in what a service says never reach the journal, nor do keys', async () => {
    const lines: string[] = [];
    const log = openLog({
      folder: null,
      level: 'trace',
      secrets: ['topsecret'],
      stderr: { write: (line: string) => lines.push(line) },
    });
    const message = 'no route to +13125550101 with the key topsecret';
    const place = async () => ({ ok: false, error: { code: 'refused', message } }) as const;
    const provider = loggedProvider({ name: 'simulator', place } as unknown as Provider, {
      log,
      secrets: ['topsecret'],
    });
    const answer = await provider.place({} as Parameters<Provider['place']>[0]);
    expect(answer).toMatchObject({ error: { message: 'no route to +xxxxxxx0101 with the key [redacted]' } });
    expect(lines.join('')).not.toMatch(/topsecret|3125550101/);
  });
});

it('what is said to people, and by them, is not logged', async () => {
  const folder = workspace();
  const { stderr } = await folder.mission('run', 'hours.yaml', '--log-level', 'trace');
  const logged = stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .join('\n');
  for (const said of ['You reach', 'direct line', 'At ten']) expect(logged).not.toContain(said);
  expect(logged).toMatch(/\[\d+ characters\]/);
});
