import { describe, expect, it } from 'vitest';
import { expectProblem, loadText, sweep, withLines } from './mission.ts';

describe('a mission file that breaks the schema', () => {
  it.each([
    ['a misspelled key', sweep('limits: { «concurency»: 3 }'), 'unknown-key', 'Did you mean concurrency?'],
    ['a misspelled key at the top', sweep('«schedul»: { days: all }'), 'unknown-key', 'Did you mean schedule?'],
    [
      'a key that belongs elsewhere',
      sweep('schedule: { «attempts_total»: 3 }'),
      'unknown-key',
      'limits.attempts_total',
    ],
    [
      'a key that belongs deeper in the same part',
      sweep('class: gather-then-act\ngoal: collected.price < 5.0\nact: { to: found, «instructions»: You are an AI. }'),
      'unknown-key',
      'It belongs to: act.assistant.instructions.',
    ],
    [
      'a key that belongs deeper in the same round',
      sweep('class: multi-round\nrounds:\n  - { id: one, «hours»: "09:00-12:00" }'),
      'unknown-key',
      'It belongs to: rounds[].schedule.hours.',
    ],
    ['a key of no kind', sweep('results: { «xyz»: 3 }'), 'unknown-key', 'formats, transcripts, phones'],
    ['a misspelled word', sweep('class: «parallel-sweap»'), 'wrong-value', 'Did you mean parallel-sweep?'],
    ['a word of no kind', sweep('purpose: «zzz»'), 'wrong-value', 'inquiry, informational, solicitation'],
    ['the wrong version', sweep('version: «2»'), 'wrong-value', 'It must be 1'],
    ['text for a number', sweep('limits: { concurrency: «many» }'), 'wrong-type', 'a whole number, found text'],
    ['a number in quotes', sweep('limits: { concurrency: «"3"» }'), 'wrong-type', 'Take the quotes off'],
    ['a fraction for a whole number', sweep('limits: { concurrency: «2.5» }'), 'wrong-type', 'found a fraction'],
    ['a number for text', sweep('name: «2026»'), 'wrong-type', 'Put it in quotes: "2026"'],
    ['true for text', sweep('name: «true»'), 'wrong-type', 'Put it in quotes: "true"'],
    ['a list for a mapping', sweep('schedule: «[1]»'), 'wrong-type', 'a mapping, found a list'],
    ['a mapping for a list', sweep('approve: «{ id: a }»'), 'wrong-type', 'a list, found a mapping'],
    ['a number for one of two shapes', sweep('retry: «5»'), 'wrong-type', 'text or a mapping, found a number'],
    ['a key without a value', sweep('«limits»:'), 'wrong-type', 'found nothing'],
    ['a number too small', sweep('limits: { concurrency: «0» }'), 'out-of-range', 'at least 1'],
    ['a number too large', sweep('limits: { concurrency: «10001» }'), 'out-of-range', 'at most 10000'],
    [
      'a weight of nothing',
      sweep('rubric: { criteria: [{ id: a, weight: «0», score: "1.0 - collected.price / 9.0" }] }'),
      'out-of-range',
      'more than 0',
    ],
    ['no fields to collect', sweep('collect: «{}»'), 'empty', 'collect is empty'],
    ['no name', sweep('name: «""»'), 'empty', 'name is empty'],
    ['a name that is too long', sweep(`name: «${'a'.repeat(121)}»`), 'too-long', '120 characters'],
    ['a list that says a thing twice', sweep('results: { formats: «[csv, csv]» }'), 'duplicate', 'twice'],
    ['a bad duration', sweep('again_after: «30 days»'), 'bad-duration', '3d'],
    ['a bad range', sweep('retry: { busy: { after: «1h to 2h» } }'), 'bad-duration', '30m-2h'],
    ['bad hours', sweep('schedule: { hours: «9-17» }'), 'bad-hours', '"09:00-17:00"'],
    ['an hour that no day has', sweep('schedule: { hours: «"09:00-25:00"» }'), 'bad-hours', '"09:00-17:00"'],
    ['a bad instant', sweep('simulate: { from: «tomorrow» }'), 'bad-instant', '2026-11-23T15:00:00Z'],
    ['an instant without an offset', sweep('schedule: { start: «"2026-11-24T15:00:00"» }'), 'bad-instant', 'now'],
    ['a bad amount', sweep('limits: { cost_total: «120» }'), 'wrong-type', 'Put it in quotes'],
    ['an amount without a currency', sweep('limits: { cost_total: «"120"» }'), 'bad-amount', '120 USD'],
    ['a bad id', sweep('approve: [{ id: «Launch Gate», before: calls, ask: "Go?" }]'), 'bad-id', 'hyphens'],
    ['a field that is no name', sweep('collect: { «price per floor»: { type: number } }'), 'bad-name', '`_`'],
    ['an order without a direction', sweep('rubric: { rank: «collected.price» }'), 'bad-format', 'asc'],
    ['a day that is none', sweep('schedule: { days: [mon, «tus»] }'), 'wrong-value', 'Did you mean tue?'],
    ['a preset that is none', sweep('retry: «servise»'), 'wrong-value', 'Did you mean service?'],
    ['an outcome that is none', sweep('simulate: { personas: { acme: [«no_answer»] } }'), 'wrong-value', 'no-answer'],
    [
      'an approver’s answer that is none',
      sweep('approve: [{ id: a, before: calls, ask: "Go?" }]\nsimulate: { approver: { a: «yes» } }'),
      'bad-format',
      'approved after 2m',
    ],
    [
      'two outcomes of one attempt',
      sweep('simulate: { personas: { acme: [{ answered: 9s, «voicemail»: 9s }] } }'),
      'misplaced-key',
      'one outcome',
    ],
    [
      'a wait before no reply',
      sweep('simulate: { personas: { acme: [{ answered: 9s, «after»: 9s }] } }'),
      'misplaced-key',
      'replied',
    ],
  ])('is told in plain words: %s', async (_, text, code, says) => {
    await expectProblem(text, { code, says });
  });

  it.each([
    [
      'at the top',
      sweep('purpose: inquiry').replace('version: 1', '«version: 1»').replace('purpose: inquiry\n', ''),
      'purpose',
    ],
    ['further in', sweep('limits: { concurrency: 2 }\nschedule:\n  pace:\n    «batch: 2»'), 'every'],
    ['in a mapping on one line', sweep('schedule: { pace: «{ batch: 2 }» }'), 'every'],
    ['in a list', sweep('approve:\n  - «before: calls»\n    ask: "Go?"'), 'id'],
  ])('is told at the first line of the mapping that lacks a key: %s', async (_, text, key) => {
    await expectProblem(text, { code: 'missing-key', says: `The key ${key} is missing` });
  });

  it('is told in one go', async () => {
    const { diagnostics, mission } = await loadText(
      sweep(
        'limits: { concurency: 3 }\nresults: { phones: maskd }\nretry: 5\nname: 7\ncollect: { a b: { type: tekst } }',
      ),
    );
    expect(mission).toBeNull();
    const found = diagnostics.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`);
    expect(found.sort()).toEqual(
      [
        'bad-name collect["a b"]',
        'unknown-key limits.concurency',
        'wrong-type name',
        'wrong-type retry',
        'wrong-value collect["a b"].type',
        'wrong-value results.phones',
      ].sort(),
    );
  });

  it('is still checked for meaning', async () => {
    const text = sweep('limits: { concurency: 3 }\nschedule: { timezone: Europe/Berln }\nmessage: 5');
    const { diagnostics } = await loadText(text);
    expect(diagnostics.map(({ code }) => code)).toContain('unknown-zone');
  });

  it('an unquoted phone number is told to be one', async () => {
    await expectProblem(sweep('targets:\n  - { name: Acme, phone: «+13125550101» }'), {
      code: 'wrong-type',
      says: '"+13125550101". Without quotes YAML reads a number and loses the +',
    });
  });
});

const negotiation = withLines(
  sweep('class: sequential-negotiation\nnegotiate: { objective: minimize collected.price }'),
  'collect: { price: { type: number } }',
);
const search = sweep(
  'class: gather-then-act\ngoal: collected.price < 5.0\nact: { to: found, channel: sms, message: "Hold it." }',
);
const rounds = sweep('class: multi-round\nrounds: [{ id: first }]');

describe('a class', () => {
  const remove = (text: string, key: string): string =>
    text
      .split('\n')
      .filter((line) => !line.startsWith(`${key}:`))
      .join('\n');

  it.each([
    ['a screening without a rubric', sweep('«class»: parallel-screening'), 'missing-key', 'rubric'],
    [
      'a negotiation without its end',
      remove(negotiation, 'negotiate').replace('class', '«class»'),
      'missing-key',
      'negotiate',
    ],
    [
      'a negotiation that collects nothing',
      remove(negotiation, 'collect').replace('class', '«class»'),
      'missing-key',
      'collect',
    ],
    ['rounds without rounds', remove(rounds, 'rounds').replace('class', '«class»'), 'missing-key', 'rounds'],
    ['a search without a goal', remove(search, 'goal').replace('class', '«class»'), 'missing-key', 'goal'],
    ['a search without an action', remove(search, 'act').replace('class', '«class»'), 'missing-key', 'act'],
    [
      'a sweep that negotiates',
      sweep('«negotiate»: { objective: minimize collected.price }'),
      'misplaced-key',
      'sequential-negotiation',
    ],
    ['a sweep with rounds', sweep('«rounds»: [{ id: a }]'), 'misplaced-key', 'multi-round'],
    ['a sweep with a goal', sweep('«goal»: collected.price < 4.0'), 'misplaced-key', 'gather-then-act'],
    ['a negotiation at once', `${negotiation}limits: { «concurrency»: 3 }\n`, 'misplaced-key', 'one after the other'],
    ['a text without its text', sweep('«channel»: sms\nreply: { within: 3h }'), 'missing-key', 'message'],
    ['a call with a text', sweep('«message»: Hello'), 'misplaced-key', 'channel: sms'],
    ['a call with a reply', sweep('«reply»: { within: 3h }'), 'misplaced-key', 'channel: sms'],
    [
      'a text that collects and hears nothing',
      sweep('channel: sms\nmessage: Hello\n«collect»: { a: { type: string } }'),
      'missing-key',
      'reply',
    ],
    [
      'a criterion with neither score nor judge',
      sweep('rubric: { criteria: [«{ id: a, weight: 1 }»] }'),
      'missing-key',
      'judge',
    ],
    [
      'a criterion with both',
      sweep('rubric: { criteria: [{ id: a, weight: 1, score: "collected.price", «judge»: Nice? }] }'),
      'misplaced-key',
      'not both',
    ],
    [
      'a rubric with both',
      sweep('rubric: { criteria: [{ id: a, weight: 1, score: "collected.price" }], «rank»: "collected.price asc" }'),
      'misplaced-key',
      'not both',
    ],
    ['a rubric of nothing', sweep('rubric: «{ shortlist: 3 }»'), 'missing-key', 'criteria'],
  ])('demands and forbids keys where they stand: %s', async (_, text, code, says) => {
    await expectProblem(text, { code, says });
  });

  it.each([
    ['sequential-negotiation', negotiation],
    ['gather-then-act', search],
    ['multi-round', rounds],
    ['parallel-sweep', sweep()],
    ['parallel-screening', sweep('class: parallel-screening\nrubric: { rank: "collected.price asc" }')],
  ])('%s loads', async (_, text) => {
    const { mission, diagnostics } = await loadText(text);
    expect(diagnostics.map(({ code }) => code)).toEqual(['simulated']);
    expect(mission).not.toBeNull();
  });
});
