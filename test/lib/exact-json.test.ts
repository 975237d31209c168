import { describe, expect, it } from 'vitest';
import { asciiText, exactText, parseExact, pythonNumber } from '../../src/lib/exact-json.ts';

function parsed(text: string): unknown {
  const read = parseExact(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

describe('JSON of somebody else', () => {
  it.each([
    '{"id":2911183098009880238,"price":42.0,"tiny":1e-05}',
    '[-0,-0.0,1E5,0.10]',
    '{"__proto__":{"x":1},"a":null,"b":[],"c":{}}',
    '"\\ud800 \\n"',
  ])('comes out as it was written: %s', (text) => {
    expect(exactText(parsed(text))).toBe(text);
  });

  it('gives ordinary numbers where nothing would be lost', () => {
    expect(parsed('{"n": 3, "x": 0.5, "big": 9007199254740991}')).toEqual({ n: 3, x: 0.5, big: 9007199254740991 });
  });

  it('takes the last of keys that stand twice', () => {
    expect(parsed('{"a":1,"b":0,"a":2}')).toEqual({ a: 2, b: 0 });
  });

  it('reaches no prototype', () => {
    expect(Object.getPrototypeOf(parsed('{"__proto__":{"polluted":true}}'))).toBe(Object.prototype);
  });

  it.each(['', '{', '[1,]', 'nope', '{"a":1} x', "{'a': 1}", 'NaN'])('is told when it is none: %s', (text) => {
    expect(parseExact(text)).toMatchObject({ ok: false, error: { code: 'bad-json', message: expect.any(String) } });
  });

  it('is refused rather than overflow the stack', () => {
    expect(parseExact('['.repeat(200_000))).toMatchObject({ ok: false, error: { code: 'bad-json' } });
  });
});

describe('JSON as Python writes it', () => {
  it('is indented by two, and ASCII', () => {
    const value = { a: [], b: {}, c: [1, { d: 'Zürich 😀 \u007f' }] };
    expect(asciiText(value)).toBe(
      `{\n  "a": [],\n  "b": {},\n  "c": [\n    1,\n    {\n      "d": "Z\\u00fcrich \\ud83d\\ude00 \\u007f"\n    }\n  ]\n}`,
    );
  });

  // Right-hand sides from Python 3.11, `json.dumps(json.loads(text))`, but for the one that Python makes Infinity of.
  it.each([
    ['1', '1'],
    ['-0', '0'],
    ['1.0', '1.0'],
    ['1.50', '1.5'],
    ['-0.0', '-0.0'],
    ['1e3', '1000.0'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1.5e-7', '1.5e-07'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['123456789012345678.5', '1.2345678901234568e+17'],
    ['1e21', '1e+21'],
    ['1e999', '1e999'],
    ['2911183098009880238', '2911183098009880238'],
  ])('writes %s as %s', (source, text) => {
    expect(pythonNumber(source)).toBe(text);
    expect(asciiText(parsed(source))).toBe(text);
  });
});
