import { cpSync, readdirSync, readFileSync, mkdtempSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { main } from './src/cli/main.ts';
class R extends Writable { isTTY = false; columns = 80; rows = 24; text = ''; constructor() { super({ decodeStrings: false }); } override _write(c: any, _: any, d: any) { this.text += c; d(); } }
const only = process.argv.slice(2);
for (const d of ['missions', 'templates', 'examples']) for (const f of readdirSync(d)) {
  if (!f.endsWith('.yaml') || !/^class:/m.test(readFileSync(`${d}/${f}`, 'utf8'))) continue;
  if (only.length && !only.includes(f.replace('.yaml', ''))) continue;
  const cwd = mkdtempSync('/tmp/dump-'); cpSync(d, `${cwd}/${d}`, { recursive: true });
  const out = new R(), err = new R();
  const code = await main(['run', `${d}/${f}`, ...(f.includes('beforehand') ? ['--approve', 'launch'] : [])], { cwd, env: {}, stdin: new PassThrough(), stdout: out, stderr: err, isRead: () => true, onInterrupt: () => () => undefined } as any);
  const y = readFileSync(`${cwd}/${d}/${f.replace('.yaml', '.simulated.results.yaml')}`, 'utf8').split('\n').filter((l) => !/^(mission|class|provider|run|spec|plan|started):|^    (name|phone):/.test(l)).join('\n').replaceAll(/sha256:[0-9a-f]{64}/g, 'H');
  console.log(`\n═══ ${d}/${f} exit ${code}\n${readFileSync(`${d}/${f}`, 'utf8').split('\n')[0]}\n${y}${only.length ? err.text + out.text : ''}`);
}
