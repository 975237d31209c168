/** What earlier answers mean for the others: bargaining, and who is found. */
import { describe, expect, it } from 'vitest';
import { rig } from '../rig.ts';

const negotiation = (negotiate: string, rubric = ''): string => `version: 1
name: Bargain
class: sequential-negotiation
purpose: inquiry
provider: simulator
targets:
  - { id: a, name: A, phone: "+13125550101", timezone: America/Chicago, order: 3 }
  - { id: b, name: B, phone: "+13125550102", timezone: America/Chicago, order: 2 }
  - { id: c, name: C, phone: "+13125550103", timezone: America/Chicago, order: 1 }
assistant:
  name: Caller
  instructions: You are an AI assistant.{{#if best}} The best is {{best.price}} of {{best.target.name}}.{{/if}}
collect:
  price: { type: number, description: Price, required: true }
  insured: { type: boolean, description: Insured }
negotiate: ${negotiate}
${rubric}
simulate:
  from: "2026-11-23T17:00:00Z"
  personas:
    a: [{ answered: 60s, collected: { price: 90, insured: true } }]
    b: [{ answered: 60s, collected: { price: 60, insured: false } }]
    c: [{ answered: 60s, collected: { price: 95, insured: true } }]
`;

describe('a negotiation', () => {
  it('takes no disqualified answer for its best, nor tells others of it', async () => {
    const { write, mission } = rig();
    write(
      'bargain.yaml',
      negotiation(
        '{ objective: minimize collected.price, order: target.order }',
        'rubric: { require: [collected.insured] }',
      ),
    );
    const { code, stdout } = await mission('run', 'bargain.yaml', '--json');
    expect(code).toBe(0);
    const results = JSON.parse(stdout);
    expect(results.best).toMatchObject({ target: 'a', price: 90 });
    expect(results.ranking.map(({ target }: { target: string }) => target)).toEqual(['a', 'c']);
    const logs = await mission('logs', 'bargain.yaml', '--json');
    const told = logs.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ type }) => type === 'assistant.updated')
      .map(({ contact, data }) => [contact, data.instructions]);
    expect(told).toEqual([
      ['c', 'You are an AI assistant.'],
      ['b', 'You are an AI assistant. The best is 95 of C.'],
      ['a', 'You are an AI assistant. The best is 95 of C.'],
    ]);
  });

  it('may stop by whose offer is the best', async () => {
    const { write, mission } = rig();
    write(
      'bargain.yaml',
      negotiation('{ objective: minimize collected.price, order: target.order, stop: \'best.target.name == "B"\' }'),
    );
    const { stdout } = await mission('run', 'bargain.yaml', '--json');
    const results = JSON.parse(stdout);
    expect(results.best).toMatchObject({ target: 'b', price: 60 });
    expect(results.contacts).toMatchObject([
      { target: 'c', status: 'reached' },
      { target: 'b', status: 'reached' },
      { target: 'a', status: 'skipped', reason: 'offer accepted' },
    ]);
  });
});

it('names an offer beyond the bounds as disqualified by them', async () => {
  const { write, mission } = rig();
  write('bargain.yaml', negotiation('{ objective: minimize collected.price, floor: 70, ceiling: 92 }'));
  const { stdout } = await mission('run', 'bargain.yaml');
  expect(stdout).toContain('B: disqualified by negotiate.floor');
  expect(stdout).toContain('C: disqualified by negotiate.ceiling');
  const results = JSON.parse((await mission('resume', 'bargain.yaml', '--json')).stdout);
  expect(results.best).toMatchObject({ target: 'a' });
  expect(results.contacts.map((one: { disqualified?: string }) => one.disqualified)).toEqual([
    undefined,
    'negotiate.floor',
    'negotiate.ceiling',
  ]);
});

it('the summary names the shortlist, and the results mark a criterion that nothing could be scored by', async () => {
  const { write, mission } = rig();
  write(
    'screen.yaml',
    `version: 1
name: Screen
class: parallel-screening
purpose: inquiry
provider: simulator
targets:
  - { id: a, name: A, phone: "+13125550101", timezone: America/Chicago }
  - { id: b, name: B, phone: "+13125550102", timezone: America/Chicago }
  - { id: c, name: C, phone: "+13125550103", timezone: America/Chicago }
assistant: { name: Caller, instructions: You are an AI assistant. }
collect:
  price: { type: number, description: Price, required: true }
  lead: { type: integer, description: Days }
rubric:
  criteria:
    - { id: price, weight: 50, score: "1.0 - collected.price / 100.0" }
    - { id: lead, weight: 50, score: "1.0 - collected.lead / 30.0" }
  shortlist: 2
simulate:
  from: "2026-11-23T17:00:00Z"
  personas:
    a: [{ answered: 60s, collected: { price: 20 } }]
    b: [{ answered: 60s, collected: { price: 50, lead: 3 } }]
    c: [{ answered: 60s, collected: { price: 40, lead: 30 } }]
`,
  );
  const results = JSON.parse((await mission('run', 'screen.yaml', '--json')).stdout);
  expect(results.summary).toBe('SIMULATED: 3 of 3 reached; b is first with a score of 0.7; shortlisted: b, a.');
  expect(results.contacts).toMatchObject([{ target: 'a', absent: ['lead'] }, { target: 'b' }, { target: 'c' }]);
  expect(results.contacts[2].absent).toBeUndefined();
});

it('a search takes no disqualified answer for what it looks for', async () => {
  const { write, mission } = rig();
  write(
    'search.yaml',
    `version: 1
name: Search
class: gather-then-act
purpose: inquiry
provider: simulator
targets:
  - { id: a, name: A, phone: "+13125550101", timezone: America/Chicago }
  - { id: b, name: B, phone: "+13125550102", timezone: America/Chicago }
assistant: { name: Caller, instructions: You are an AI assistant. }
collect:
  free: { type: boolean, description: Free, required: true }
  licensed: { type: boolean, description: Licensed }
rubric: { require: [collected.licensed] }
goal: collected.free
act: { to: found, channel: sms, message: "An AI assistant writes: see you." }
limits: { concurrency: 1 }
simulate:
  from: "2026-11-23T17:00:00Z"
  personas:
    a: [{ answered: 60s, collected: { free: true, licensed: false } }]
    b: [{ answered: 60s, collected: { free: true, licensed: true } }]
`,
  );
  const { code, stdout } = await mission('run', 'search.yaml', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ found: { target: 'b' }, act: { target: 'b', status: 'reached' } });
});
