import { expect, test } from 'vitest';
import { isOptOut } from '../../src/run/opt-out.ts';
import { shippedRules } from '../support/rules.ts';

test.each([
  'STOP',
  'stop.',
  'Unsubscribe',
  'opt out',
  'Opt-out!',
  'cancel',
  'QUIT',
  'revoke',
  'end',
  'please stop',
  'Stop texting me',
])('%s is a no', (text) => {
  expect(isOptOut(text)).toBe(true);
});

test.each(['yes', 'I will not stop by today', 'The end of the road', 'Can we cancel Tuesday and take Friday?', ''])(
  '%s is an answer',
  (text) => {
    expect(isOptOut(text)).toBe(false);
  },
);

test('every word that the contact rule names is a no', () => {
  const rule = shippedRules.find(({ id }) => id === 'opt-out');
  const [, listed = ''] = /with ([\w, ]+), or refuses/.exec(rule?.description ?? '') ?? [];
  const words = listed.split(/, | or /);
  expect(words).toContain('revoke');
  expect(words.filter((word) => !isOptOut(word))).toEqual([]);
});
