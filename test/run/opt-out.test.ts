import { expect, test } from 'vitest';
import { isOptOut } from '../../src/run/opt-out.ts';

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
