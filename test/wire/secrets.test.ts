import { expect, it } from 'vitest';
import { hideSecrets, secretsOf } from '../../src/wire/secrets.ts';

it.each([
  ['the key is s3cret-value', ['s3cret-value'], 'the key is [redacted]'],
  ['one-key and one-key-more', ['one-key', 'one-key-more'], '[redacted] and [redacted]'],
  ['a short one stays', ['short'], 'a short one stays'],
  ['nobody knows cc_live_0aB-9_z, or cc_test_1', [], 'nobody knows cc_live_[redacted], or cc_test_[redacted]'],
  ['Authorization: bearer abc.def, and more', [], 'Authorization: bearer [redacted], and more'],
  ['{"header":"Bearer abc"}', [], '{"header":"Bearer [redacted]"}'],
  ['keys begin with cc_live_ or cc_test_…', [], 'keys begin with cc_live_ or cc_test_…'],
])('hides keys: %s', (text, secrets, clean) => {
  expect(hideSecrets(text, secrets)).toBe(clean);
});

it('knows which variables are called like keys', () => {
  const env = { CLAWDTALK_API_KEY: 'a', GATEWAY_TOKEN: 'b', DB_PASSWORD: 'c', EDITOR: 'vi', NONE_KEY: undefined };
  expect(secretsOf(env)).toEqual(['a', 'b', 'c']);
});
