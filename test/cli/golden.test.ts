/** Golden transcripts: what commands print, word for word. `npx vitest run test/cli -u` writes them again. */
import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';
import { transcript } from './transcript.ts';

interface Session {
  readonly name: string;
  /** Paths and contents. */
  readonly files?: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
}

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
];

describe('the command line prints', () => {
  it.each(sessions)('$name as in its golden file', async ({ name, files, lines }) => {
    const folder = rig();
    for (const [path, text] of Object.entries(files ?? {})) folder.write(path, text);
    await expect(await transcript(folder, lines)).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});
