import { expect, it } from 'vitest';
import { isSensitive } from '../../src/gateway/sensitive.ts';

it.each([
  'Delete the old branch',
  'please REMOVE my last note',
  'Can you send Bob the report?',
  'Post it to the team channel',
  'go ahead and pay the invoice',
  'Deploy to production',
  'We are deploying tonight, start it',
  'Cancel my dinner',
  'buy two tickets',
  'transfer 200 dollars to my savings',
  'Merge the pull request',
  'email Ada that I am late',
  'Could you text my wife?',
  'then quickly call the dentist',
  'order a pizza',
  'I want you to book a table',
  'Change my password',
  'make a payment',
  'drop the table users',
  'it was dropped? no: dropping it now',
  'publish the post',
  'tweet this',
  'dele\u0301te it',
  'de\u200blete everything',
  'd e l e t e everything',
  'D.E.L.E.T.E it',
  'ｄｅｌｅｔｅ it',
  'read my mail;delete it',
])('asks before: %s', (words) => {
  expect(isSensitive(words)).toBe(true);
});

it.each([
  'What is on my calendar today?',
  'Any new messages?',
  'What changed since yesterday?',
  'What is the status of my order?',
  'Read me the latest text',
  'Are there updates on the release?',
  'Who wrote that book?',
  'How is the weather in Chicago?',
  'Is the sentence correct?',
  'Which movie is on?',
  'What is my address?',
  'Summarise the last email',
  'a b c',
  '',
])('does not ask before: %s', (words) => {
  expect(isSensitive(words)).toBe(false);
});

it('looks through long words quickly', () => {
  const started = performance.now();
  for (const part of ['a ', 'to ', 'ly ', 'a.', ' ']) isSensitive(part.repeat(10_000));
  expect(performance.now() - started).toBeLessThan(2_000);
});
