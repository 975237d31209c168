import { describe, expect, it } from 'vitest';
import { parseSource, readSources, type Source } from './sources.ts';

interface Ban {
  readonly what: string;
  readonly pattern: RegExp;
}

/** plan/ and run/ get time, chance and data as arguments and give back data. */
const bans: readonly Ban[] = [
  { what: 'a clock', pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bDateTime\.(now|local|utc)\(\s*\)/ },
  { what: 'a timer', pattern: /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/ },
  { what: 'chance', pattern: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/ },
  {
    what: 'a file, the network or the process',
    pattern: /['"]node:(?!crypto)|\bfetch\(|\bprocess\.|\bconsole\.|\brequire\(/,
  },
  { what: 'a promise', pattern: /\basync\b|\bawait\b|\bnew Promise\b|\bPromise\.|\.then\(/ },
];

/** They declare what is asynchronous outside, and hold types only, which the second test sees to. */
const portFiles = ['src/run/ports.ts', 'src/run/provider-port.ts', 'src/run/number-port.ts'];

function impurities(source: Source): string[] {
  return bans.flatMap(({ what, pattern }) => (pattern.test(source.code) ? [`${source.path} touches ${what}`] : []));
}

describe('plan/ and run/', () => {
  const sources = readSources(['src/plan', 'src/run']);

  it('touch no clock, no chance, no file and no network, and are not async', () => {
    expect(sources.flatMap(impurities)).toEqual([]);
  });

  it('mention promises in the ports alone, where they are types', () => {
    const promising = sources.filter(({ path, code }) => /\bPromise\b/.test(code) && !portFiles.includes(path));
    expect(promising.map(({ path }) => path)).toEqual([]);
    const ports = sources.filter(({ path }) => portFiles.includes(path));
    expect(ports.length).toBeGreaterThan(0);
    const running = ports.filter(({ code }) => /^\s*(export )?(const|let|function|class)\b/m.test(code));
    expect(running.map(({ path }) => path)).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const chance = Math.random();',
    "import { readFileSync } from 'node:fs';",
    'export async function decide() {}',
    'setTimeout(() => {}, 1);',
  ])('are seen to break the rule by %s', (text) => {
    expect(impurities(parseSource({ path: 'src/run/a.ts', text }))).toHaveLength(1);
  });

  it.each(['// Date.now() is never called', 'const at = new Date(instant);'])('may say %s', (text) => {
    expect(impurities(parseSource({ path: 'src/run/a.ts', text }))).toEqual([]);
  });
});
