import { expect, test } from 'vitest';
import { compileMission } from '../../src/plan/compile.ts';
import type { ContactRule } from '../../src/spec/contact-rule.ts';
import { sampleRound, sampleSpec } from '../results/sample.ts';
import { rulesFor } from '../support/rules.ts';

const assistant = {
  name: 'Caller',
  greeting: '',
  instructions: 'You are an AI assistant.',
  model: 'openai/gpt-4o',
  tools: [],
  voicemail: { detect: 'on', action: 'leave_message', message: 'Call us back.' },
} as const;
const house: ContactRule = {
  id: 'voicemail',
  purposes: ['inquiry'],
  value: { voicemails: 0 },
  source: 'House rule',
  date: '2026-11-24',
  description: 'No messages.',
  from: 'workspace',
};
const loosened = { override: ['voicemail'], because: 'They asked' };

test.each([
  ['one message by the rule', [], undefined, { voicemails: 1, leaves: true, prompted: true }],
  ['as many as there are where it is loosened', [], loosened, { voicemails: Infinity, leaves: true, prompted: false }],
  ['none where the workspace says so', [house], undefined, { voicemails: 0, leaves: false, prompted: false }],
])('a contact is left %s', (_, more, rules, expected) => {
  const { rubric: _r, ...round } = sampleRound({
    assistant,
    retry: { base: null, adjust: { voicemail: { times: 2 } } },
  });
  const contactRules = [...rulesFor('inquiry'), ...more];
  const spec = sampleSpec({ contactRules, rounds: [round], ...(rules === undefined ? {} : { rules }) });
  const { voicemails, voicemail, prompted } = compileMission(spec, {}).round('');
  expect({ voicemails, leaves: voicemail !== null, prompted }).toEqual(expected);
});
