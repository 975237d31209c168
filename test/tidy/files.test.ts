import { describe, expect, it } from 'vitest';
import { readSources } from './sources.ts';

/** The aim is 250; this is where a file must be cut. */
const fileLinesMax = 350;
/** What a test stands on may be a little longer: it is read once. */
const supportLinesMax = 450;

describe('every source file', () => {
  const sources = readSources(['src', 'test', 'scripts', 'bench']);

  it('is read in one sitting', () => {
    const long = sources
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (path.startsWith('test/') ? supportLinesMax : fileLinesMax));
    expect(long).toEqual([]);
  });

  it('is named after its subject', () => {
    const vague = sources.filter(({ path }) => /\/(utils?|helpers?|misc|common|index)\.\w+$/.test(path));
    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  it('keeps the types checked', () => {
    const loose = sources.filter(({ text }) =>
      /@ts-(ignore|nocheck|expect-error)\b|biome-ignore lint\/suspicious\/noExplicitAny/.test(text),
    );
    expect(loose.map(({ path }) => path).filter((path) => !path.startsWith('test/tidy/'))).toEqual([]);
  });

  it('ends the process in bin.ts alone', () => {
    const ending = sources.filter(({ path, code }) => path.startsWith('src/') && /\bprocess\.exit\(/.test(code));
    expect(ending.map(({ path }) => path)).toEqual(['src/cli/bin.ts']);
  });
});

describe('no file that ships', () => {
  const shipped = readSources(
    ['src', 'test', 'scripts', 'bench', 'schemas', 'missions', 'templates', 'examples'],
    ['.ts', '.mjs', '.js', '.json', '.yaml', '.hbs', '.csv', '.md'],
  );

  it('names a place on somebody’s machine', () => {
    const pattern = /(^|[\s'"`(=])(\/(home|root|Users|work)\/[\w.-]|[A-Z]:\\\w)/m;
    const named = shipped.filter(({ text }) => pattern.test(text));
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  it('holds a phone number that could ring', () => {
    const allowed = /^\+1\d{3}55501\d{2}$/;
    const numbers = shipped.flatMap(({ path, text }) =>
      [...text.matchAll(/\+1\d{10}\b/g)]
        .filter(([number]) => !allowed.test(number))
        .map(([number]) => `${path}: ${number}`),
    );
    expect(numbers).toEqual([]);
  });
});
