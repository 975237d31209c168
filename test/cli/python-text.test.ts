import { describe, expect, it } from 'vitest';
import { memberText, pythonText } from '../../src/cli/commands/api/python-text.ts';
import { parseExact } from '../../src/lib/exact-json.ts';

describe('a value in a text', () => {
  // Right-hand sides from Python 3.11: str(json.loads(text)).
  it.each([
    ['"it\'s"', "it's"],
    ['null', 'None'],
    ['true', 'True'],
    ['1.50', '1.5'],
    ['2911183098009880238', '2911183098009880238'],
    ['[]', '[]'],
    ['["telephony", "messaging"]', "['telephony', 'messaging']"],
    [`["it's", "say \\"x\\"", "it's \\"x\\""]`, `["it's", 'say "x"', 'it\\'s "x"']`],
    ['["a\\nb\\\\\\u0001\\u007f\\u00a0é😀"]', "['a\\nb\\\\\\x01\\x7f\\xa0é😀']"],
    ['{"a": {"b": [false, null, 1e5]}}', "{'a': {'b': [False, None, 100000.0]}}"],
  ])('is written as Python writes it: %s', (text, expected) => {
    const read = parseExact(text);
    expect(read.ok && pythonText(read.value)).toBe(expected);
  });

  it('is a default only where it is not there at all', () => {
    expect(memberText({ a: null }, 'a', 'x')).toBe('None');
    expect(memberText({}, 'a', 'x')).toBe('x');
    expect(memberText({}, 'toString', 'x')).toBe('x');
  });
});
