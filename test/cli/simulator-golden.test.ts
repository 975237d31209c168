/** Golden transcripts of `mission simulator`: its line, its end, and what it refuses. `npx vitest run test/cli -u` writes them again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { rig } from '../rig.ts';
import { launch } from './launch.ts';
import { transcript } from './transcript.ts';

it('says with one line where it is, and ends when it is asked to, as in the golden file', async () => {
  const folder = rig();
  const served = async (words: string, signal: 'SIGINT' | 'SIGTERM'): Promise<string> => {
    const { child, line, ended } = launch(words.split(' '), { cwd: folder.folder });
    await line();
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    return `$ mission ${words}\n${stdout}# ${signal}\n${stderr.replace(/^/gm, '! ').replace(/! $/, '')}[exit ${code}]\n\n`;
  };
  const said = [
    await served('simulator', 'SIGINT'),
    await served('simulator --port 0 --accounts 2 --seed 5 --speed 10m --json', 'SIGTERM'),
  ].join('');
  const shown = said.replace(/(127\.0\.0\.1):\d+/g, '$1:<port>').replace(/cc_test_[0-9a-f]{32}/g, 'cc_test_<key>');
  await expect(shown).toMatchFileSnapshot('golden/simulator.txt');
});

it('refuses what it cannot do as in the golden file', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const folder = rig();
  folder.write('file', 'x');
  folder.write('world.db', 'this is no world'.repeat(300));
  const said = await transcript(folder, [
    'simulator --help',
    'simulator now',
    'simulator --host 0.0.0.0',
    'simulator --host example.com --json',
    'simulator --host 203.0.113.7 --allow-remote',
    'simulator --port x',
    'simulator --port 70000',
    `simulator --port ${port}`,
    `simulator --port ${port} --json`,
    'simulator --faults often',
    'simulator --faults 429=2',
    'simulator --faults 503=0.1',
    'simulator --speed never',
    'simulator --speed 25h',
    'simulator --from soon',
    'simulator --seed x',
    'simulator --accounts 0',
    'simulator --numbers 1001',
    'simulator --log file/requests.jsonl',
    'simulator --state file/world.db',
    'simulator --state world.db',
  ]);
  await expect(said.replaceAll(String(port), '<port>')).toMatchFileSnapshot('golden/simulator-misuse.txt');
});
