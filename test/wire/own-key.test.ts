/** No answer hands the key on that it was asked with. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyHider } from '../../src/wire/own-key.ts';
import { hidden } from '../../src/wire/secrets.ts';

const key = 'cc_live_0a/1B+2c"3d\\4e';
const hide = keyHider(key);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const escaped = (text: string): string =>
  [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`).join('');
const json = (value: unknown): string => JSON.stringify(value);

describe('a key', () => {
  it.each([
    ['as it is', key],
    ['in JSON', json({ message: `bad ${key}` })],
    ['in JSON in JSON', json({ message: json({ errors: [{ detail: json(key) }] }) })],
    ['escaped', escaped(key)],
    ['escaped twice', json({ message: escaped(key) })],
    ['in an address', `/v1?key=${encodeURIComponent(key)}`],
    ['in an address, every character', [...key].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')],
    ['in PHP’s JSON', `{"message":"${key.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('/', '\\/')}"}`],
    ['in base64', base64(key)],
    ['in base64 behind something', base64(`Bearer ${key}`)],
    ['in base64 behind something else', base64(`u:${key}!`)],
    ['in base64 for addresses', Buffer.from(`a:${key}`).toString('base64url')],
  ])('is taken out %s', (_, text) => {
    const clean = hide(text);
    expect(clean).toContain(hidden);
    expect(decoded(clean)).not.toContain(key.slice(4, -4));
  });

  it('leaves JSON what it is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(key, escaped(key), '\\', '"', '\n', 'é', 'a')), (parts) => {
        const text = parts.join('');
        const clean: unknown = JSON.parse(hide(json({ text, more: 1 })));
        expect(clean).toMatchObject({ more: 1 });
        expect(json(clean)).not.toContain(json(key).slice(1, -1));
      }),
    );
  });

  it('that is too short to be one tears nothing apart, and none is none', () => {
    expect(keyHider('key')('the key of the key')).toBe('the key of the key');
    expect(keyHider(undefined)('text')).toBe('text');
  });

  it('is looked for in no time, however a text is made', () => {
    const text = '\\'.repeat(1_000_000);
    expect(hide(text)).toBe(text);
  });
});

/** What whoever reads it could make of it. */
function decoded(text: string): string {
  const unescaped = text
    .replace(/\\+u00([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return `${text}\n${unescaped}\n${text
    .split(hidden)
    .map((part) => Buffer.from(part, 'base64').toString('latin1'))
    .join('\n')}`;
}
