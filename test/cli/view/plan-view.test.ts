import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planLines } from '../../../src/cli/view/plan-view.ts';
import { displayWidth } from '../../../src/cli/view/width.ts';
import { planMission } from '../../../src/plan/plan.ts';
import type { LeftOut, Spec, Target } from '../../../src/spec/spec.ts';
import { sampleRound, sampleSpec, sampleTarget, startedAt } from '../../results/sample.ts';

const assistant = {
  name: 'Caller',
  greeting: '',
  instructions: 'You are an AI assistant calling {{target.name}}.',
  model: 'm',
  tools: [],
  voicemail: { detect: 'off', action: 'hang_up' },
} as const;

function linesOf(of: {
  spec?: Partial<Spec>;
  targets: readonly Target[];
  leftOut?: readonly LeftOut[];
  columns?: number;
}) {
  const spec = sampleSpec({ rounds: [sampleRound({ assistant, rubric: { require: [], criteria: [] } })], ...of.spec });
  const planned = planMission({ spec, targets: of.targets, leftOut: of.leftOut ?? [], holidays: {}, now: startedAt });
  return {
    planned,
    lines: planLines(planned, { columns: of.columns ?? 80, colour: false, spec, targets: of.targets }),
  };
}

const acme = sampleTarget('acme');
const bolt = sampleTarget('bolt', { phone: '+12065550102', zones: ['America/Los_Angeles'] });

describe('a plan for people', () => {
  test('shows steps, everybody in their own time, and what it may come to', () => {
    const { planned, lines } = linesOf({ targets: [acme, bolt] });
    expect(lines.slice(0, 19)).toEqual([
      'Find window washers (parallel-screening, simulator)',
      'Simulated: nobody will be called.',
      '',
      'Steps',
      ' 1. setup: Prepare the service',
      ' 2. approve:launch: Wait for approval: launch',
      ' 3. calls: Make the calls',
      ' 4. verify: Check that every contact has its final answer',
      ' 5. rank: Rank the answers',
      ' 6. complete: Write the results',
      '',
      '2 contacts',
      'target  first slot        window       zone',
      'Acme    Mon 23 Nov 09:01  09:00–16:55  America/Chicago',
      'Bolt    Mon 23 Nov 09:00  09:00–16:55  America/Los_Angeles',
      '',
      'Forecast',
      expect.stringMatching(/^\d+ attempts expected, \d+ at most$/),
      expect.stringMatching(/ minutes expected, /),
    ]);
    expect(lines.at(-1)).toBe(`Plan ${planned.plan.hash}`);
  });

  test('names who is left out, and by which rule', () => {
    const leftOut = [{ target: 'cedar', rule: 'number', reason: 'not a phone number' }];
    const { lines } = linesOf({ targets: [acme], leftOut });
    expect(lines).toContain('1 target left out');
    expect(lines).toContain('cedar: number (not a phone number)');
  });

  test('names the rules that were loosened, and why', () => {
    const rules = { override: ['hours-federal'], because: 'bakeries' };
    expect(linesOf({ targets: [acme], spec: { rules } }).lines).toContain('Rules loosened: hours-federal (bakeries)');
  });

  test('says how many more there are than it shows', () => {
    const targets = Array.from({ length: 40 }, (_, at) =>
      sampleTarget(`t${at}`, { phone: `+131255501${String(at).padStart(2, '0')}` }),
    );
    expect(linesOf({ targets }).lines).toContain('… and 10 more (`--contacts FILE` writes them all)');
  });

  test('says that nobody is left', () => {
    expect(linesOf({ targets: [] }).lines).toContain('Nobody is left to contact.');
  });

  test('fits every width, whatever files say', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 100 }),
        fc.integer({ min: 20, max: 120 }),
        (said, columns) => {
          const evil = `\u001b[2J${said}`;
          const leftOut = [{ target: evil, rule: 'number', reason: evil }];
          const { lines } = linesOf({
            targets: [sampleTarget('acme', { name: evil })],
            leftOut,
            columns,
            spec: { name: evil },
          });
          for (const line of lines) {
            expect(displayWidth(line)).toBeLessThanOrEqual(columns);
            expect(line).not.toContain('\u001b');
          }
        },
      ),
    );
  });
});
