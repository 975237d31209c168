import { describe, expect, it } from 'vitest';
import { expectProblem, loadRight, loadText, sweep, withLines } from './mission.ts';

const ai = 'You are an AI assistant.';
const criteria = (score: string): string => sweep(`rubric: { criteria: [{ id: a, weight: 1, score: "${score}" }] }`);
const negotiation = (negotiate: string): string =>
  sweep(`class: sequential-negotiation\nnegotiate: ${negotiate}\ncollect: { price: { type: number } }`);
const rounds = (list: string): string => sweep(`class: multi-round\nrounds:\n${list}`);
const gate = '{ id: launch, before: calls, ask: "Go?" }';

describe('params', () => {
  it.each([
    ['a default of another type', sweep('params: { city: { type: string, default: «3» } }'), 'wrong-type', 'not text'],
    [
      'a fraction for a whole number',
      sweep('params: { n: { type: integer, default: «2.5» } }'),
      'wrong-type',
      'whole number',
    ],
    ['no value at all', sweep('params: { «city»: { type: string } }'), 'missing-param', '-p city='],
    [
      'a word that is taken',
      sweep('params: { «constructor»: { type: number, default: 1 } }'),
      'reserved-name',
      'constructor',
    ],
  ])('are refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    ['text for a number', { n: 'many' }, 'bad-param', 'a number'],
    ['nothing for a number', { n: '' }, 'bad-param', 'a number'],
    ['a hexadecimal number', { n: '0x10' }, 'bad-param', 'a number'],
    ['a number without an end', { n: '1e999' }, 'bad-param', 'a number'],
    ['a param that is not there', { m: '1' }, 'unknown-param', 'There is: n'],
  ])('given on the command line are refused: %s', async (_, params, code, says) => {
    await expectProblem(sweep('params: { n: { type: number, default: 1 } }'), { code, says }, { params });
  });

  it('given on the command line win, each by its type', async () => {
    const text = sweep(
      'params: { a: { type: string, default: x }, b: { type: number }, c: { type: boolean, default: true, secret: true }, d: { type: integer, default: 4 } }',
    );
    const { spec } = await loadRight(text, { params: { a: '42', b: '-2.5', c: 'no' } });
    expect(spec.params).toEqual({ a: '42', b: -2.5, c: false, d: 4 });
    expect(spec.secretParams).toEqual(['c']);
  });
});

describe('collect', () => {
  it.each([
    ['a field called target', sweep('collect: { «target»: { type: string } }'), 'reserved-name', 'target'],
    ['a field called toString', sweep('collect: { «toString»: { type: string } }'), 'reserved-name', 'toString'],
    ['no type', sweep('collect: { a: «{ required: true }» }'), 'missing-key', 'type'],
    ['an enum without words', sweep('collect: { a: { «type»: enum } }'), 'missing-key', 'enum'],
    ['an array of nothing', sweep('collect: { a: { «type»: array } }'), 'missing-key', 'items'],
    ['words for a number', sweep('collect: { a: { type: number, «enum»: [x] } }'), 'misplaced-key', 'number'],
    ['a minimum for text', sweep('collect: { a: { type: string, «minimum»: 1 } }'), 'misplaced-key', 'numbers only'],
    ['an empty range', sweep('collect: { a: { type: number, minimum: 5, maximum: «4» } }'), 'empty-range', '5 and 4'],
    [
      'an empty range of elements',
      sweep('collect: { a: { type: array, items: { type: number, minimum: 5, maximum: «4» } } }'),
      'empty-range',
      '5 and 4',
    ],
  ])('is refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));
});

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

describe('expressions', () => {
  it.each([
    ['a misspelled field', criteria('1.0 - collected.«prce» / 9.0'), 'unknown-name', 'Did you mean price?'],
    ['a column that is not there', sweep('rubric: { require: ["target.«floors» > 2"] }'), 'unknown-name', 'floors'],
    ['broken syntax', criteria('collected.price +'), 'expression-syntax', ''],
    ['a condition for a number', criteria('«collected.price > 3»'), 'expression-type', 'a number is needed'],
    ['a number for a condition', sweep('rubric: { require: [«collected.price»] }'), 'expression-type', 'a condition'],
    ['text and a number', criteria('«collected.opens * 2.0»'), 'expression-type', 'between text and a number'],
    ['a pattern', sweep(`rubric: { require: ["collected.opens.«matches»('a')"] }`), 'matches', 'for ever'],
    ['a prototype', criteria('«collected.constructor»'), 'forbidden-name', 'constructor'],
    ['an order', sweep('rubric: { rank: "collected.«prce» asc" }'), 'unknown-name', 'price'],
    ['an order over lines', sweep('rubric:\n  rank: >\n    collected.«prce»\n    desc'), 'unknown-name', 'price'],
    ['an objective', negotiation('{ objective: "minimize  collected.«prce»" }'), 'unknown-name', 'price'],
    [
      'an objective that is text',
      sweep('class: sequential-negotiation\nnegotiate: { objective: minimize «collected.opens» }'),
      'expression-type',
      'a number is needed',
    ],
    [
      'a stop that reads what is said',
      negotiation('{ objective: minimize collected.price, stop: "«collected».price < 4.0" }'),
      'unknown-name',
      'best',
    ],
    [
      'a stop',
      negotiation('{ objective: minimize collected.price, stop: "best.«prce» < 4.0" }'),
      'unknown-name',
      'price',
    ],
    [
      'an order of calls',
      negotiation('{ objective: minimize collected.price, order: "target.«sise»" }'),
      'unknown-name',
      'size',
    ],
    [
      'a goal',
      sweep(
        'class: gather-then-act\ngoal: collected.«prce» < 5.0\nact: { to: found, channel: sms, message: Hold it. }',
      ),
      'unknown-name',
      'price',
    ],
    [
      'a choice of targets',
      sweep('targets:\n  from: [{ name: Acme, phone: "+13125550101" }]\n  where: target.«cty» == "x"'),
      'unknown-name',
      'cty',
    ],
    [
      'a choice of a round',
      rounds('  - id: one\n  - { id: two, unattended: true, targets: "rounds.«on».score > 0.5" }'),
      'unknown-name',
      'one',
    ],
    [
      'a round that is not over',
      rounds('  - id: one\n  - { id: two, unattended: true, targets: "rounds.«two».score > 0.5" }'),
      'unknown-name',
      'one',
    ],
  ])('are refused where they stand: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    [
      'a limit that never holds',
      sweep('collect: { price: { type: number, minimum: 10 } }\nrubric: { require: ["collected.price < 5.0"] }'),
    ],
    ['a condition that reads nothing', sweep('rubric: { require: ["1.0 < 2.0"] }')],
  ])('are warned of: %s', async (_, text) => {
    await expectProblem(text, { code: 'constant-expression', severity: 'warning' });
  });

  it('read whole numbers and columns of a CSV by their type', async () => {
    const text = sweep(
      'targets: { from: t.csv, types: { floors: integer } }\nrubric: { require: ["target.floors > 3", "target.city == \'x\'"] }\ncollect: { a: { type: boolean } }',
    );
    await loadRight(text, { files: { 't.csv': 'name,phone,floors,city\nAcme,+13125550101,4,x\n' } });
    const files = { 't.csv': 'name,phone,floors,city\nAcme,+13125550101,4,x\n' };
    await expectProblem(
      text.replace('types: { floors: integer }', 'types: {}').replace('target.city', 'target.name'),
      {
        code: 'expression-type',
        says: 'targets.types',
      },
      { files },
    );
  });

  it('of the mission’s rubric must fit what a round collects', async () => {
    const text = withLines(
      rounds('  - id: one\n  - { id: two, unattended: true, «collect»: { day: { type: string } } }'),
      'rubric: { rank: "collected.price asc" }',
    );
    await expectProblem(text, { code: 'rubric-mismatch', says: 'rubric of its own' });
  });
});

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

describe('the schedule', () => {
  it.each([
    ['hours over midnight', sweep('schedule: { hours: «"22:00-02:00"» }'), 'bad-hours', 'midnight'],
    ['no hours', sweep('schedule: { hours: «"09:00-09:00"» }'), 'bad-hours', 'earlier'],
    ['a misspelled zone', sweep('schedule: { timezone: «America/Chicgo» }'), 'unknown-zone', 'America/Chicago'],
    ['an abbreviated zone', sweep('schedule: { timezone: «PST» }'), 'unknown-zone', 'America/Los_Angeles'],
    ['a country that is none', sweep('schedule: { holidays: [US, «XX»] }'), 'unknown-country', 'XX'],
    [
      'a day that no month has',
      sweep('schedule: { start: «"2026-02-31T10:00:00Z"» }'),
      'bad-instant',
      'does not exist',
    ],
    [
      'a month that no year has',
      sweep('schedule: { deadline: «"2026-13-01T10:00:00Z"» }'),
      'bad-instant',
      'does not exist',
    ],
    ['a deadline that is over', sweep('schedule: { deadline: «"2026-11-20T10:00:00Z"» }'), 'deadline-in-past', 'over'],
    [
      'a deadline before the start',
      sweep('schedule: { start: "2026-12-02T10:00:00Z", deadline: «"2026-12-01T10:00:00Z"» }'),
      'deadline-in-past',
      'over',
    ],
    ['a deadline of nothing', sweep('schedule: { deadline: «0s» }'), 'out-of-range', '3d'],
    ['no notice', sweep('schedule: { lookahead: «30s» }'), 'out-of-range', '1m'],
    ['a pace in no time', sweep('schedule: { pace: { batch: 1, every: «0s» } }'), 'out-of-range', '90s'],
    [
      'a simulated day that is none',
      sweep('simulate: { from: «"2026-11-31T15:00:00Z"» }'),
      'bad-instant',
      'does not exist',
    ],
  ])('is refused with %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    [
      'a start before the simulated day',
      sweep('schedule: { start: «"2026-11-24T10:00:00Z"» }\nsimulate: { from: "2026-11-25T10:00:00Z" }'),
      'start-in-past',
    ],
    ['hours in which nobody may be called', sweep('schedule: { hours: «"05:00-08:00"» }'), 'never-holds'],
  ])('is warned of: %s', async (_, text, code) => expectProblem(text, { code, severity: 'warning' }));

  it('that begins in the past begins now', async () => {
    const text = sweep('schedule: { start: «"2026-11-20T10:00:00Z"» }').replace('provider: simulator\n', '');
    await expectProblem(text, { code: 'start-in-past', severity: 'warning' }, { modelAvailable: true });
  });

  it('goes to midnight', async () => {
    const { spec } = await loadRight(sweep('schedule: { hours: "09:00-24:00", days: [sun, mon] }'));
    expect(spec.rounds[0].schedule).toMatchObject({ hours: { from: 540, to: 1440 }, days: [1, 7] });
  });

  it('that rounds share is reported once', async () => {
    const text = withLines(
      rounds('  - id: one\n  - { id: two, unattended: true }'),
      'schedule: { timezone: «Europe/Berln», start: "2026-11-30T10:00:00Z", deadline: "2026-12-01T00:00:00Z" }',
    );
    await expectProblem(text, { code: 'unknown-zone', says: 'Berlin' });
  });
});

describe('retries and limits', () => {
  it.each([
    ['a range that runs backwards', sweep('retry: { busy: { after: «2h-1h» } }'), 'bad-duration', 'backwards'],
    ['a foreign currency', sweep('limits: { cost_total: «5 EUR» }'), 'currency-mismatch', 'USD'],
    [
      'no offer between the bounds',
      negotiation('{ objective: minimize collected.price, floor: 9, ceiling: «8» }'),
      'empty-range',
      '9 and 8',
    ],
  ])('are refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    ['minutes for not one call', sweep('limits: { minutes_total: «10» }'), 'never-holds'],
    ['money for not one call', sweep('limits: { cost_total: «1 USD» }'), 'never-holds'],
    [
      'more tries than a day has',
      sweep('retry: service\nlimits: { attempts_per_number_per_day: «2» }'),
      'more-tries-than-allowed',
    ],
    ['more tries than the rules allow', sweep('retry: «{ total: 6 }»'), 'more-tries-than-allowed'],
  ])('are warned of: %s', async (_, text, code) => expectProblem(text, { code, severity: 'warning' }));

  it.each([
    ['tries on different days', sweep('retry: professional\nlimits: { attempts_per_number_per_day: 1 }')],
    ['a call within the minutes', sweep('limits: { call_minutes: 5, minutes_total: 5 }')],
    ['money for one call', sweep('limits: { call_minutes: 5, cost_total: 0.6 USD }')],
  ])('are right: %s', async (_, text) => {
    await loadRight(text);
  });
});

describe('the simulated world', () => {
  it.each([
    ['shares above one', sweep('simulate: { default: «{ answered: 0.7, busy: 0.4 }» }'), 'out-of-range', '1.1'],
    [
      'an approver of no gate',
      sweep(`approve: [${gate}]\nsimulate: { approver: { «lunch»: approved } }`),
      'unknown-gate',
      'Did you mean launch?',
    ],
  ])('is refused: %s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it.each([
    ['a persona of nobody', sweep('simulate: { personas: { «acmee»: [busy] } }'), 'unknown-target'],
    ['a text’s outcome for a call', sweep('simulate: { personas: { acme: [«delivered»] } }'), 'wrong-outcome'],
    [
      'a call’s outcome for a text',
      sweep('channel: sms\nmessage: Hello\nreply: { within: 1h }\nsimulate: { personas: { acme: [«busy»] } }'),
      'wrong-outcome',
    ],
    [
      'a field that nobody collects',
      sweep('simulate: { personas: { acme: [{ answered: 9s, collected: { «prise»: 3 } }] } }'),
      'unknown-field',
    ],
  ])('is warned of: %s', async (_, text, code) => expectProblem(text, { code, severity: 'warning' }));
});

describe('the provider', () => {
  const real = sweep().replace('provider: simulator\n', '');
  const config = 'model: { base_url: https://models.example, name: m, api_key: "${KEY}" }\nrates: { currency: EUR }\n';

  it('that calls nobody is warned of', async () => {
    const { diagnostics } = await loadText(sweep());
    expect(diagnostics).toMatchObject([{ code: 'simulated', severity: 'warning', line: 10, column: 11 }]);
  });

  it('is clawdtalk, unless the configuration, the file or the command line says otherwise, the later wins', async () => {
    const load = (options: Parameters<typeof loadText>[1]) =>
      loadText(withLines(real, 'name: x'), { modelAvailable: true, ...options });
    expect((await load({})).mission?.spec.provider).toBe('clawdtalk');
    expect((await load({ files: { 'mission.config.yaml': 'provider: simulator' } })).mission?.spec.provider).toBe(
      'simulator',
    );
    expect((await load({ provider: 'simulator' })).mission?.spec.provider).toBe('simulator');
    expect((await loadText(sweep(), { provider: 'clawdtalk', modelAvailable: true })).mission?.spec.provider).toBe(
      'clawdtalk',
    );
  });

  it('that is none is refused', async () => {
    await expectProblem(
      sweep(),
      { code: 'unknown-provider', says: 'Did you mean simulator?' },
      { provider: 'simulater' },
    );
  });

  it('that is real needs a model to read answers', async () => {
    await expectProblem(real.replace('collect:', '«collect»:'), { code: 'needs-model', says: 'mission.config.yaml' });
    const judged = withLines(
      real.replace(/collect:.*\n/, ''),
      'rubric: { criteria: [{ id: a, weight: 1, «judge»: Nice? }] }',
    );
    await expectProblem(judged, { code: 'needs-model', says: 'judge' });
    const { mission } = await loadText(real, { files: { 'mission.config.yaml': config }, env: { KEY: 'secret' } });
    expect(mission?.workspace.config).toMatchObject({
      model: { baseUrl: 'https://models.example', name: 'm', apiKey: 'secret' },
      rates: { callMinute: 0.12, sms: 0.01, currency: 'EUR' },
    });
  });

  it('that is real needs its keys in the environment', async () => {
    const { diagnostics, mission } = await loadText(real, { files: { 'mission.config.yaml': config } });
    expect(mission).toBeNull();
    expect(diagnostics).toMatchObject([
      { code: 'missing-env', file: 'mission.config.yaml', line: 1, column: 62, path: 'model.api_key' },
    ]);
    expect((await loadText(sweep(), { files: { 'mission.config.yaml': config } })).mission).not.toBeNull();
  });
});
