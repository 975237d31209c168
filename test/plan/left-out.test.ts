import { describe, expect, test } from 'vitest';
import { leftOutBy, type NumberFacts, rememberedAgainst } from '../../src/plan/left-out.ts';
import type { Purpose } from '../../src/spec/contact-rule.ts';
import type { Target } from '../../src/spec/spec.ts';
import { sampleRound, sampleTarget } from '../results/sample.ts';
import { rulesFor } from '../support/rules.ts';

const consent = { type: 'written', source: 'form', at: '2026-03-01' };

describe('a target is never called', () => {
  test.each<[string, Purpose, 'call' | 'sms', Partial<Target>, string | null]>([
    ['without consent', 'solicitation', 'call', {}, 'consent: no consent is given'],
    ['with consent of another kind', 'solicitation', 'call', { consent: { ...consent, type: 'verbal' } }, '`verbal`'],
    [
      'without the source of the consent',
      'solicitation',
      'call',
      { consent: { type: 'written', at: 'x' } },
      'lacks source',
    ],
    ['without its date', 'solicitation', 'call', { consent: { type: 'express', source: 'form' } }, 'lacks at'],
    [
      'with an empty source and date',
      'solicitation',
      'call',
      { consent: { type: 'express', source: ' ' } },
      'source and at',
    ],
    ['(but it is, with all three)', 'solicitation', 'call', { consent }, null],
    ['(but it is, with express consent)', 'solicitation', 'call', { consent: { ...consent, type: 'express' } }, null],
    ['(but a text needs none)', 'solicitation', 'sms', {}, null],
    ['(but an inquiry needs none)', 'inquiry', 'call', {}, null],
    ['(but what people expect needs none)', 'informational', 'call', {}, null],
    ['without any zone', 'inquiry', 'call', { zones: [] }, 'zone-unknown: no time zone is known'],
  ])('%s', (_, purpose, channel, over, expected) => {
    const refuses = leftOutBy(sampleRound({ channel }), rulesFor(purpose));
    const refusal = refuses(sampleTarget('acme', over));
    if (expected === null) expect(refusal).toBeNull();
    else expect(`${refusal?.rule}: ${refusal?.reason}`).toContain(expected);
  });

  test.each<[string | undefined, NumberFacts]>([
    ['opt-out', { optedOut: () => true, doNotContact: () => true, reached: () => true }],
    ['do-not-contact', { optedOut: () => false, doNotContact: () => true, reached: () => true }],
    ['reached-before', { optedOut: () => false, reached: () => true }],
    [undefined, { optedOut: () => false, reached: () => false }],
  ])('whom the workspace remembers: %s', (rule, memory) => {
    expect(rememberedAgainst('+13125550101', memory)?.rule).toBe(rule);
  });
});
