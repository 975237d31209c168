import { describe, it } from 'vitest';
import { expectProblem, loadRight, sweep, withLines } from '../mission.ts';

const criteria = (score: string): string => sweep(`rubric: { criteria: [{ id: a, weight: 1, score: "${score}" }] }`);
const negotiation = (negotiate: string): string =>
  sweep(`class: sequential-negotiation\nnegotiate: ${negotiate}\ncollect: { price: { type: number } }`);
const rounds = (list: string): string => sweep(`class: multi-round\nrounds:\n${list}`);

describe('expressions', () => {
  it.each([
    ['a misspelled field', criteria('1.0 - collected.«prce» / 9.0'), 'unknown-name', 'Did you mean price?'],
    ['a column that is not there', sweep('rubric: { require: ["target.«floors» > 2"] }'), 'unknown-name', 'floors'],
    [
      'an end that is missing',
      sweep('rubric:\n  require:\n    - |\n      collected.price <«\n»\n\n'),
      'expression-syntax',
      'ends too early',
    ],
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
    [
      'a stop below the floor',
      negotiation('{ objective: minimize collected.price, floor: 200, stop: "«best.price < 100.0»" }'),
    ],
    ['a condition that reads nothing', sweep('rubric: { require: ["1.0 < 2.0"] }')],
  ])('are warned of: %s', async (_, text) => {
    await expectProblem(text, { code: 'constant-expression', severity: 'warning' });
  });

  const bounded = (negotiate: string): string =>
    withLines(negotiation(negotiate), 'collect: { price: { type: number, minimum: 50, maximum: 100 } }');

  it.each([
    ['a floor above all offers', '{ objective: minimize collected.price, floor: «200», ceiling: 600 }', 'this high'],
    ['a ceiling below all offers', '{ objective: minimize collected.price, ceiling: «40» }', 'this low'],
    [
      'a floor above what is made of them',
      '{ objective: "maximize collected.price * 2.0", floor: «201» }',
      'this high',
    ],
  ])('of an objective that no offer can meet are warned of: %s', async (_, negotiate, says) => {
    await expectProblem(bounded(negotiate), { code: 'never-holds', severity: 'warning', says });
  });

  it.each([
    ['a single offer', bounded('{ objective: minimize collected.price, floor: 100, stop: "best.price <= 100.0" }')],
    ['some of them', bounded('{ objective: "maximize collected.price * 2.0", floor: 150, ceiling: 200 }')],
    ['what has no bounds', negotiation('{ objective: minimize collected.price, floor: 9000 }')],
  ])('of an objective may leave over %s', async (_, text) => void (await loadRight(text)));

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
