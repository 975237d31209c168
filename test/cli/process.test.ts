/** What only a process of its own can show: exit codes, streams that close, the entry itself. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Ended, rig } from '../rig.ts';

const entry = join(dirname(fileURLToPath(import.meta.url)), '../../src/cli/bin.ts');

interface Options {
  readonly cwd: string;
  /** Nobody reads stdout. */
  readonly deaf?: boolean;
}

function run(words: readonly string[], { cwd, deaf = false }: Options): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), entry, ...words], {
    cwd,
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  if (deaf) child.stdout.destroy();
  else child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

describe('the process', () => {
  it('prints its version', async () => {
    const { code, stdout } = await run(['--version'], { cwd: rig().folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('says the same of the version by the long road', async () => {
    const folder = rig();
    const short = await run(['--version'], { cwd: folder.folder });
    const { stdout } = await folder.mission('--version', '--no-color');
    expect(stdout).toBe(short.stdout);
  });

  it('exits with the code of the command', async () => {
    const { code, stdout, stderr } = await run(['lst'], { cwd: rig().folder });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Did you mean list?');
  });

  it('does not mind that nobody reads what it prints', async () => {
    const { code, stderr } = await run(['help'], { cwd: rig().folder, deaf: true });
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
