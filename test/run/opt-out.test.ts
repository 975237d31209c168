import { describe, expect, test } from 'vitest';
import { isOptOut, refusesContact } from '../../src/run/opt-out.ts';
import { shippedRules } from '../support/rules.ts';

describe('a text', () => {
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
    'STOP please',
    'Stop now!!!',
    'ＳＴＯＰ',
    'Please don’t text me again',
    'do not contact us anymore',
    'Take me off your list.',
  ])('%s is a no', (text) => {
    expect(isOptOut(text)).toBe(true);
  });

  test.each([
    'yes',
    'I will not stop by today',
    'The end of the road',
    'Can we cancel Tuesday and take Friday?',
    '',
    "Don't call before nine, please",
    'Do not text me on Sundays',
    'I will call you again',
    'Stop by any time',
    'We have no more cakes',
  ])('%s is an answer', (text) => {
    expect(isOptOut(text)).toBe(false);
  });
});

describe('an insight', () => {
  const says = (text: string, transcript: readonly string[] = []) => refusesContact({ text, transcript }, null);

  test.each([
    'The person asked not to be called again.',
    'She does not want to be contacted any more.',
    'The owner requested removal from the list.',
    'They asked to be removed from our calling list.',
    'He refuses any further contact.',
    'The customer declined further calls.',
    'She opted out.',
    'The owner told us to stop calling.',
    'They insisted that they never be contacted.',
  ])('that says "%s" is a no', (summary) => {
    expect(says(summary)).toBe(true);
  });

  test.each([
    'Spoke with acme for 95 seconds.',
    'They asked us to call again on Friday.',
    'They said: do not call before nine, they open at ten.',
    'They have no further appointments this week.',
    'He does not want to give a price by phone.',
    'The shop is not on the ring road; it can be reached by bus.',
  ])('that says "%s" is none', (summary) => {
    expect(says(summary)).toBe(false);
  });

  test('is read in the words of the person, not in our own', () => {
    expect(says('They talked.', ['assistant: You may opt out at any time.', 'user: Fine, at nine.'])).toBe(false);
    expect(says('They talked.', ['assistant: Hello.', "user: Don't ever call me again!"])).toBe(true);
  });

  test.each([
    [{ opt_out: true }, true],
    [{ opt_out: 'Yes' }, true],
    [{ opt_out: false }, false],
    [{ summary: 'asked never to be called again' }, true],
    [{ summary: 'agreed', note: 'stop calling' }, false],
  ])('is read by its fields: %j', (json, refuses) => {
    expect(refusesContact({ text: JSON.stringify(json) }, json)).toBe(refuses);
  });
});

test('every word that the contact rule names is a no', () => {
  const rule = shippedRules.find(({ id }) => id === 'opt-out');
  const [, listed = ''] = /with ([\w, ]+), or refuses/.exec(rule?.description ?? '') ?? [];
  const words = listed.split(/, | or /);
  expect(words).toContain('revoke');
  expect(words.filter((word) => !isOptOut(word))).toEqual([]);
});
