/** Contact rules from the file to the call: in the plan, in its hash, in the run's own copy, and for every redial. */
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ResultsDocument } from '../../src/results/document.ts';
import type { JournalEvent } from '../../src/run/events.ts';
import { type Rig, rig } from '../rig.ts';
import { asked, selling, sweep } from './sample-missions.ts';

const house = (change = ''): string => `version: 1
rules:
  - id: hours-house
    purposes: all
    value: { hours: [{ between: "13:00-20:00" }] }
    source: House rule
    date: 2026-11-24
    description: Nobody is called before one o’clock.
${change}`;

function workspace(files: Readonly<Record<string, string>>): Rig {
  const folder = rig();
  folder.write('mission.config.yaml', 'rules: house.yaml\n');
  for (const [path, text] of Object.entries(files)) folder.write(path, text);
  return folder;
}

async function planOf(folder: Rig, file: string) {
  const { stdout } = await folder.mission('plan', file, '--json');
  return JSON.parse(stdout);
}

async function journalOf(folder: Rig): Promise<readonly JournalEvent[]> {
  const { stdout } = await folder.mission('logs', '--json');
  return stdout
    .trim()
    .split('\n')
    .map((line): JournalEvent => JSON.parse(line));
}

const scheduled = (journal: readonly JournalEvent[]): readonly string[] =>
  journal.flatMap((event) => (event.type === 'attempt.intended' ? [event.data.scheduled_at] : []));

describe('the rules of a workspace', () => {
  test('are part of the plan and its hash; their wording is not', async () => {
    const folder = workspace({ 'hours.yaml': sweep, 'house.yaml': house() });
    const before = await planOf(folder, 'hours.yaml');
    expect(before.contacts[0].first).toBe('2026-11-23T13:00:00-06:00');
    folder.write('house.yaml', house().replace('one o’clock', 'one in the afternoon'));
    expect((await planOf(folder, 'hours.yaml')).hash).toBe(before.hash);
    folder.write('house.yaml', house().replace('13:00', '14:00'));
    const after = await planOf(folder, 'hours.yaml');
    expect(after.contacts[0].first).toBe('2026-11-23T14:00:00-06:00');
    expect(after.hash).not.toBe(before.hash);
  });

  test('hold for a run as they were at its start, whatever became of the file (invariant 9)', async () => {
    const folder = workspace({ 'hours.yaml': asked, 'house.yaml': house() });
    expect((await folder.mission('run', 'hours.yaml', '--no-wait')).code).toBe(3);
    folder.write('house.yaml', 'gone');
    folder.write('mission.config.yaml', '');
    await folder.mission('approve', 'opening-hours-1', 'launch');
    expect((await folder.mission('resume', 'opening-hours-1')).code).toBe(0);
    const [first] = scheduled(await journalOf(folder));
    expect(first).toBe('2026-11-23T18:00:00Z');
  });

  test('that cannot be read stop every command that needs them', async () => {
    const folder = workspace({ 'hours.yaml': sweep, 'house.yaml': house().replace('hours:', 'huors:') });
    for (const words of [
      ['plan', 'hours.yaml'],
      ['explain', 'hours.yaml', 'acme'],
      ['explain', '+13125550101'],
    ]) {
      const { code, stderr } = await folder.mission(...words);
      expect(code).toBe(2);
      expect(stderr).toContain('house.yaml:5:14');
    }
  });
});

describe('a rule that a mission loosens', () => {
  const loosened = sweep.replace('provider:', 'rules: { override: [hours-house], because: They asked }\nprovider:');

  test('is shown in the plan with its reason, is part of the hash, and stands in the results', async () => {
    const folder = workspace({ 'hours.yaml': sweep, 'loose.yaml': loosened, 'house.yaml': house() });
    const strict = await planOf(folder, 'hours.yaml');
    const loose = await planOf(folder, 'loose.yaml');
    expect(loose.rules).toEqual({ override: ['hours-house'], because: 'They asked' });
    expect(strict.rules).toBeUndefined();
    expect(loose.contacts[0].first).toBe('2026-11-23T10:01:30-06:00');
    expect(loose.hash).not.toBe(strict.hash);
    folder.write('loose.yaml', loosened.replace('They asked', 'They asked twice'));
    expect((await planOf(folder, 'loose.yaml')).hash).not.toBe(loose.hash);
    expect((await folder.mission('plan', 'loose.yaml')).stdout).toContain(
      'Rules loosened: hours-house (They asked twice)',
    );
    await folder.mission('run', 'loose.yaml');
    const results: ResultsDocument = parse(folder.read('loose.simulated.results.yaml'));
    expect(results.rules).toEqual({ override: ['hours-house'], because: 'They asked twice' });
  });
});

describe('while a run goes on', () => {
  test('a redial waits for the hours of the person’s state', async () => {
    const text = selling
      .replace(/ {4}- \{ name.*\n/g, '')
      .replace('+17135550101', '+13055550101')
      .replace('retry: none', 'retry: { base: none, no-answer: { times: 1, after: 30m } }')
      .replace('2026-11-29T16:00:00Z', '2026-11-24T01:30:00Z')
      .replace('answered: 1 }', 'answered: 1 }, personas: { tess: [no-answer, { answered: 60s }] }');
    const folder = workspace({ 'selling.yaml': text, 'house.yaml': house() });
    // 19:30 in Chicago: half an hour later it is past eight, which Florida does not allow.
    await folder.mission('run', 'selling.yaml');
    expect(scheduled(await journalOf(folder))).toEqual(['2026-11-24T01:31:30Z', '2026-11-24T19:00:00Z']);
  });

  test('whoever gave no consent is written to, and not called in the next round', async () => {
    const text = `version: 1
name: Two rounds
class: multi-round
purpose: solicitation
targets:
  - { id: ada, name: Ada, phone: "+13125550101", consent: { type: express, source: form, at: "2026-03-01" } }
  - { id: ben, name: Ben, phone: "+13125550102" }
assistant: { instructions: You are an AI assistant. Offer a subscription. }
rounds:
  - { id: text, channel: sms, message: "Hello from the theatre. STOP ends this." }
  - { id: call, targets: all, unattended: true }
retry: none
provider: simulator
simulate: { seed: 1, from: "2026-11-23T20:00:00Z", default: { answered: 1 } }
`;
    const folder = workspace({ 'two.yaml': text, 'house.yaml': house() });
    await folder.mission('run', 'two.yaml');
    const results: ResultsDocument = parse(folder.read('two.simulated.results.yaml'));
    const rounds = results.rounds?.map(({ contacts }) =>
      contacts?.map(({ target, status, reason }) => [target, status, reason]),
    );
    expect(rounds).toEqual([
      [
        ['ada', 'reached', undefined],
        ['ben', 'reached', undefined],
      ],
      [
        ['ada', 'reached', undefined],
        ['ben', 'skipped', 'consent'],
      ],
    ]);
  });

  test('`explain` counts the attempts of an unfinished run, by its clock', async () => {
    const text = `${sweep
      .replace('class: parallel-sweep', 'class: multi-round')
      .replace(/approve:\n.*\n/, '')
      .replace(/ {2}approver:.*\n/, '')}rounds:
  - { id: first }
  - { id: second, targets: all, approve: [{ id: more, ask: "Again?", via: [terminal] }] }
`;
    const folder = workspace({ 'rounds.yaml': text, 'house.yaml': house() });
    expect((await folder.mission('run', 'rounds.yaml', '--no-wait')).code).toBe(3);
    const { stdout } = await folder.mission('explain', 'rounds.yaml', 'acme', '--json');
    const explained = JSON.parse(stdout);
    expect(explained.rounds.map(({ round }: { round: string }) => round)).toEqual(['first', 'second']);
    const daily = explained.rounds[1].rules.find(({ rule }: { rule: string }) => rule === 'attempts-day');
    expect(daily.because).toBe('2 of 4 attempts within 24 hours');
    expect(Date.parse(explained.now)).toBeGreaterThan(Date.parse('2026-11-23T19:00:00Z'));
  });
});
