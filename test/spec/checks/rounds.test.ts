import { describe, expect, it } from 'vitest';
import { expectProblem, loadRight, sweep, withLines } from '../mission.ts';

const rounds = (list: string): string => sweep(`class: multi-round\nrounds:\n${list}`);
const gate = '{ id: launch, before: calls, ask: "Go?" }';

describe('rounds', () => {
  it.each([
    ['two of one id', rounds('  - id: one\n  - { id: «one», unattended: true }'), 'duplicate-id', 'one'],
    ['one called act', rounds('  - id: «act»'), 'reserved-name', 'act'],
    ['a first one that chooses', rounds('  - { id: one, «targets»: { top: 3 } }'), 'first-round', 'first round'],
    [
      'the best of what is not ranked',
      rounds('  - id: one\n  - { id: two, unattended: true, «targets»: { top: 3 } }'),
      'no-ranking',
      'one',
    ],
    [
      'a misspelled all',
      rounds('  - id: one\n  - { id: two, unattended: true, targets: «al» }'),
      'wrong-value',
      'Did you mean all?',
    ],
    [
      'texts without a text',
      rounds('  - { id: one, «channel»: sms, reply: { within: 1h } }'),
      'missing-key',
      'message',
    ],
    [
      'texts that hear nothing',
      rounds('  - { id: one, channel: sms, message: Hello, «collect»: { a: { type: string } } }'),
      'missing-key',
      'reply',
    ],
    [
      'calls without a prompt',
      withLines(rounds('  - «id: one»'), 'assistant:').replace('assistant:\n', ''),
      'missing-key',
      'assistant',
    ],
    [
      'an unattended one with a gate',
      rounds('  - { id: one, «unattended»: true, approve: [{ id: a, ask: "Go?" }] }'),
      'misplaced-key',
      'unattended',
    ],
    [
      'a gate that its round takes',
      withLines(rounds('  - id: one\n  - id: «two»'), 'approve: [{ id: two, before: one/calls, ask: "Go?" }]'),
      'duplicate-id',
      'unattended',
    ],
  ])('are refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it('after the first wait for a person, unless somebody said otherwise', async () => {
    const { spec } = await loadRight(
      rounds(
        '  - id: one\n  - id: two\n  - { id: three, unattended: true }\n  - { id: four, approve: [{ id: mine, ask: "Go?" }] }\n  - id: five\napprove: [{ id: fifth, before: five/calls, ask: "Go?" }]',
      ),
    );
    expect(spec.gates.map(({ id, before }) => `${id} → ${before}`)).toEqual([
      'fifth → five/calls',
      'two → two/calls',
      'mine → four/calls',
    ]);
  });
});

describe('gates', () => {
  it.each([
    [
      'two of one id',
      sweep(`approve: [${gate}, { id: «launch», before: calls, ask: "Go?" }]`),
      'duplicate-id',
      'launch',
    ],
    ['no step', sweep('approve: [«{ id: a, ask: "Go?" }»]'), 'missing-key', 'before: calls'],
    [
      'a misspelled step',
      sweep('approve: [{ id: a, before: «call», ask: "Go?" }]'),
      'unknown-step',
      'Did you mean calls?',
    ],
    [
      'a step that is not there',
      sweep('approve: [{ id: a, before: «rank», ask: "Go?" }]'),
      'unknown-step',
      'There is: calls',
    ],
    ['no question', sweep('approve: [{ id: a, before: calls, ask: «""» }]'), 'empty', 'ask'],
    [
      'calls of which round',
      withLines(rounds('  - id: one'), 'approve: [{ id: a, before: «calls», ask: "Go?" }]'),
      'unknown-step',
      'Did you mean one/calls?',
    ],
    [
      'another step inside a round',
      rounds('  - { id: one, approve: [{ id: a, before: «rank», ask: "Go?" }] }'),
      'wrong-value',
      'one/calls',
    ],
  ])('are refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));
});
