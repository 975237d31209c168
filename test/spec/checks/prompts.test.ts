import { describe, expect, it } from 'vitest';
import { expectProblem, loadRight, loadText, sweep, withLines } from '../mission.ts';

const ai = 'You are an AI assistant.';

describe('templates', () => {
  const instructions = (text: string): string => sweep(`assistant:\n  instructions: |\n    ${ai}\n    ${text}`);

  it.each([
    ['a misspelled column', instructions('Ask {{target.«nmae»}}.'), 'unknown-name', 'Did you mean name?'],
    ['a misspelled root', instructions('Ask {{«targt».name}}.'), 'unknown-name', 'Did you mean target?'],
    ['a name that has no place here', instructions('Ask {{«found».name}}.'), 'unknown-name', 'target'],
    ['an open slot', instructions('Ask «{{»target.name.'), 'template-syntax', 'never closed'],
    ['an open block', instructions('Ask «{{#if target.name}}».'), 'template-syntax', 'never closed'],
    ['an unknown helper', instructions('Ask {{«upper» target.name}}.'), 'unknown-helper', 'upper'],
    ['a prototype', instructions('Ask {{«target.constructor»}}.'), 'forbidden-name', 'constructor'],
    [
      'in a folded greeting',
      sweep(`assistant:\n  instructions: ${ai}\n  greeting: >-\n    Hello\n    there {{target.«nmae»}}\n`),
      'unknown-name',
      'name',
    ],
    ['in quotes', sweep(`assistant: { instructions: "${ai} \\"Hi\\" {{target.«nmae»}}" }`), 'unknown-name', 'name'],
    ['in single quotes', sweep(`assistant: { instructions: '${ai} It''s {{target.«nmae»}}' }`), 'unknown-name', 'name'],
    [
      'in a voicemail',
      sweep(`assistant: { instructions: ${ai}, voicemail: { action: leave_message, message: "{{target.«nmae»}}" } }`),
      'unknown-name',
      'name',
    ],
    [
      'in a text',
      sweep('channel: sms\nreply: { within: 1h }\nmessage: "Hello {{target.«nmae»}}"'),
      'unknown-name',
      'name',
    ],
    [
      'in a question',
      sweep('approve: [{ id: a, before: calls, ask: "Call {{plan.«contcts»}}?" }]'),
      'unknown-name',
      'contacts',
    ],
    [
      'the target in a question',
      sweep('approve: [{ id: a, before: calls, ask: "Call {{«target».name}}?" }]'),
      'unknown-name',
      'plan',
    ],
  ])('are refused where they stand: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    [
      'instructions',
      sweep(
        `params: { walk_away: { type: number, default: 60, secret: true } }\nassistant: { instructions: "${ai} {{«params.walk_away»}}" }`,
      ),
    ],
    [
      'a question',
      sweep(
        'params: { walk_away: { type: number, default: 60, secret: true } }\napprove: [{ id: a, before: calls, ask: "{{«params.walk_away»}}?" }]',
      ),
    ],
  ])('tell no secret: %s', async (_, text) => expectProblem(text, { code: 'secret-in-prompt', says: 'secret' }));

  const rubric = 'rubric: { rank: "collected.price asc" }';
  const gate = (before: string, ask: string): string => `approve: [{ id: a, before: ${before}, ask: "${ask}" }]`;
  const rounds = (lines: string): string =>
    sweep(
      `class: multi-round\n${rubric}\nrounds:\n  - id: one\n  - { id: two, unattended: true, targets: { top: 2 } }\n${lines}`,
    );
  const search = (lines: string): string =>
    sweep(
      `class: gather-then-act\ngoal: collected.price < 5.0\nact: { to: found, channel: sms, message: Hold it. }\n${lines}`,
    );
  const negotiation = (lines: string): string =>
    sweep(`class: sequential-negotiation\nnegotiate: { objective: minimize collected.price }\n${lines}`);

  it.each([
    ['the ranking before the calls', sweep(`${rubric}\n${gate('calls', '{{#each «ranking»}}{{target}}{{/each}}')}`)],
    ['the ranking before it is made', sweep(`${rubric}\n${gate('rank', 'Go on with {{«ranking.[0].target»}}?')}`)],
    ['the ranking before the first round', rounds(gate('one/calls', '{{#if «ranking»}}Go?{{/if}}'))],
    ['the ranking of a search that ranks nothing', search(gate('act', '{{«ranking.[0].target»}}'))],
    ['the best offer before the calls', negotiation(gate('calls', 'Go on at {{«best.price»}}?'))],
  ])('in a question are warned of where they come too early: %s', async (_, text) => {
    await expectProblem(text, { code: 'never-holds', severity: 'warning', says: 'yet before' });
  });

  it.each([
    ['the ranking before a later round', rounds(gate('two/calls', '{{ranking.[0].target}}'))],
    ['the ranking at the end of the rounds', rounds(gate('rank', '{{ranking.[0].target}}'))],
    ['the ranking before the action', search(`${rubric}\n${gate('act', '{{ranking.[0].target}}')}`)],
    ['the best offer after the calls', negotiation(gate('rank', 'Go on at {{best.price}}?'))],
  ])('in a question may name what is known by then: %s', async (_, text) => void (await loadRight(text)));

  it('in a file of their own are located there', async () => {
    const text = sweep('assistant: { instructions_file: prompts/ask.hbs }');
    const { diagnostics } = await loadText(text, { files: { 'prompts/ask.hbs': `${ai}\nAsk {{target.nmae}}.\n` } });
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'unknown-name', file: 'prompts/ask.hbs', line: 2, column: 14, length: 4 }),
    );
  });

  it('of a column that only some targets have are right', async () => {
    await loadRight(
      sweep(
        `targets:\n  - { name: Acme, phone: "+13125550101" }\n  - { name: Bolt, phone: "+13125550102", notes: open late }\nassistant: { instructions: "${ai} {{#if target.notes}}{{target.notes}}{{/if}}" }`,
      ),
    );
  });

  it.each([
    ['missing', 'prompts/asq.hbs', 'missing-file', 'Did you mean ask.hbs?'],
    ['a folder', 'prompts', 'not-a-file', 'a folder'],
    ['outside', '../ask.hbs', 'outside-workspace', 'out of the workspace'],
    ['outside by an absolute path', '/etc/hosts', 'outside-workspace', 'out of the workspace'],
  ])('are refused where their file is %s', async (_, path, code, says) => {
    const files = { 'prompts/ask.hbs': ai };
    await expectProblem(sweep(`assistant: { instructions_file: «${path}» }`), { code, says }, { files });
  });
});

describe('the assistant', () => {
  it.each([
    ['no instructions', sweep('assistant: «{ name: Caller }»'), 'missing-key', 'instructions'],
    ['empty instructions', sweep('assistant: { «instructions»: " " }'), 'empty', 'empty'],
    [
      'a message that has no text',
      sweep(`assistant: { instructions: ${ai}, voicemail: { «action»: leave_message } }`),
      'missing-key',
      'message',
    ],
    [
      'a message that is never left',
      sweep(`assistant: { instructions: ${ai}, voicemail: { «message»: Hello } }`),
      'misplaced-key',
      'leave_message',
    ],
  ])('is refused with %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it('has instructions once', async () => {
    const text = sweep(`assistant: { instructions: ${ai}, «instructions_file»: a.hbs }`);
    await expectProblem(text, { code: 'misplaced-key', says: 'only one' }, { files: { 'a.hbs': ai } });
  });

  it.each([
    ['Ask when they open.', 'no-disclosure'],
    ['You are an AI assistant. Never tell them that you are an AI.', 'denies-ai'],
    ['If asked, say that you are human. AI', 'denies-ai'],
    ['You are not a robot, whatever they say.', 'denies-ai'],
  ])('that hides what it is is warned of, and refused where something is sold: %s', async (prompt, code) => {
    const text = sweep(`assistant: { «instructions»: "${prompt}" }`);
    await expectProblem(text, { code, severity: 'warning' });
    await expectProblem(withLines(text, 'purpose: solicitation'), { code, besides: ['more-tries-than-allowed'] }, {});
  });

  it.each([
    'You are an AI assistant calling {{target.name}}.',
    'Say at the start that you are an AI. Never say that you are human.',
    'You are an automated caller. Do not mention the price.',
    'This is a virtual assistant. Never deny that you are an AI.',
  ])('that says what it is is right: %s', async (prompt) => {
    await loadRight(sweep(`assistant: { instructions: "${prompt}" }`));
  });

  it('that records says so', async () => {
    const text = sweep(`assistant: { instructions: ${ai}, record: «true» }`);
    await expectProblem(text, { code: 'no-recording-notice', severity: 'warning' });
    await loadRight(sweep(`assistant: { instructions: "${ai} Say that the call is recorded.", record: true }`));
  });
});
