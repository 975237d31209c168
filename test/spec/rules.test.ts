import { describe, expect, it } from 'vitest';
import type { ContactRule } from '../../src/spec/contact-rule.ts';
import type { Diagnostic } from '../../src/spec/diagnostic.ts';
import { parseRules } from '../../src/spec/rules-file.ts';
import { SourceText } from '../../src/spec/source.ts';
import { rulesFor, shippedRules } from '../support/rules.ts';
import { expectProblem, loadRight, loadText, sweep } from './mission.ts';

const row = (change: string, id = 'house'): string =>
  `version: 1\nrules:\n  - { id: ${id}, purposes: all, source: House, date: 2026-11-24, description: A rule., ${change} }\n`;

function ownRules(marked: string): {
  readonly rules: readonly ContactRule[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const text = marked.replace('«', '');
  return parseRules(new SourceText({ file: 'rules.yaml', text }), { from: 'workspace', builtIn: shippedRules });
}

describe('the rules that ship', () => {
  it('name each rule of the policy with source, date and sentence', () => {
    expect([...new Set(shippedRules.map(({ id }) => id))]).toEqual([
      'hours-federal',
      'hours-business',
      'hours-state',
      'zone-unknown',
      'attempts-day',
      'consent',
      'opt-out',
      'opt-out-confirmation',
      'do-not-contact',
      'disclosure',
      'recording',
      'number',
      'voicemail',
      'deadline',
      'reached-before',
    ]);
    for (const rule of shippedRules) {
      expect(rule.source, rule.id).not.toBe('');
      expect(rule.date, rule.id).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(rule.description, rule.id).toMatch(/^[A-Z].*\.$/);
      expect(rule.from).toBe('program');
    }
  });

  it('say one thing for each purpose', () => {
    for (const purpose of ['inquiry', 'informational', 'solicitation'] as const) {
      const ids = rulesFor(purpose).map(({ id }) => id);
      expect(ids, purpose).toEqual([...new Set(ids)]);
    }
  });
});

describe('the rules of a workspace', () => {
  const config = { 'mission.config.yaml': 'rules: house/rules.yaml\n' };

  it('are added, and become part of the mission', async () => {
    const text = row('value: { hours: [{ between: "10:00-16:00" }] }');
    const { spec } = await loadRight(sweep(), { files: { ...config, 'house/rules.yaml': text } });
    expect(spec.contactRules.slice(0, -1)).toEqual(rulesFor('inquiry'));
    expect(spec.contactRules.at(-1)).toMatchObject({
      id: 'house',
      from: 'workspace',
      value: { hours: [{ between: { from: 600, to: 960 }, days: [1, 2, 3, 4, 5, 6, 7], closed: [] }] },
    });
  });

  it('of another purpose are no part of it', async () => {
    const text = row('value: { voicemails: 0 }').replace('purposes: all', 'purposes: [solicitation]');
    const { spec } = await loadRight(sweep(), { files: { ...config, 'house/rules.yaml': text } });
    expect(spec.contactRules).toEqual(rulesFor('inquiry'));
  });

  it.each([
    ['attempts', 'attempts-day', 'value: { attempts: { default: 1 } }', { limits: { attemptsPerNumberPerDay: 1 } }],
    ['again_after', 'reached-before', 'value: { again_after: 60d }', { againAfterMs: 60 * 86_400_000 }],
  ])('tighten what a mission does not say: %s', async (_, id, change, spec) => {
    const files = { ...config, 'house/rules.yaml': row(change, id) };
    // One attempt and two redials: the later ones wait for another day.
    const { mission } = await loadText(sweep(), { files });
    expect(mission?.spec).toMatchObject(spec);
  });

  it('tighten the hours of a schedule that says none', async () => {
    const text = row('value: { default_hours: { between: "10:00-16:00", days: [tue] } }', 'hours-business');
    const { spec } = await loadRight(sweep(), { files: { ...config, 'house/rules.yaml': text } });
    expect(spec.rounds[0].schedule).toMatchObject({ hours: { from: 600, to: 960 }, days: [2] });
  });

  it.each([
    ['a missing file', { 'mission.config.yaml': 'provider: simulator\nrules: none.yaml\n' }, 'missing-file', 2, 8],
    ['a file outside', { 'mission.config.yaml': 'rules: ../none.yaml\n' }, 'outside-workspace', 1, 8],
  ])('are told of where they are named: %s', async (_, files, code, line, column) => {
    const { diagnostics, mission } = await loadText(sweep(), { files });
    expect(mission).toBeNull();
    expect(diagnostics).toContainEqual(expect.objectContaining({ code, line, column, file: 'mission.config.yaml' }));
  });

  it.each([
    ['an unknown key', row('«valeu: 1'), 'unknown-key'],
    ['an unknown kind of value', row('value: { «hour: 1 }'), 'unknown-key'],
    ['no value', row('fixed: No.').replace('- {', '- «{'), 'missing-key'],
    ['two values', row('value: «{ voicemails: 0, disclosure: error }'), 'two-values'],
    ['hours that run backwards', row('value: { hours: [{ between: «"17:00-09:00" }] }'), 'bad-hours'],
    ['hours of another form', row('value: { hours: [{ between: «"9-17" }] }'), 'bad-hours'],
    ['an entry that restricts nothing', row('value: { hours: [«{ states: [TX] }] }'), 'empty'],
    ['a state that there is not', row('value: { hours: [{ states: [«TY], closed: [sun] }] }'), 'unknown-state'],
    ['a text that is no state', row('value: { hours: [{ states: [«Texas], closed: [sun] }] }'), 'bad-state'],
    ['another kind than the rule it is named after', row('value: { voicemails: 0 }', '«consent'), 'other-rule'],
    ['longer hours', row('value: «{ hours: [{ between: "07:00-21:00" }] }', 'hours-federal'), 'looser-rule'],
    [
      'longer hours in a state',
      row('value: «{ hours: [{ states: [FL], between: "08:00-21:00" }] }', 'hours-state'),
      'looser-rule',
    ],
    ['more attempts by default', row('value: «{ attempts: { default: 5 } }', 'attempts-day'), 'looser-rule'],
    ['more attempts at the most', row('value: «{ attempts: { most: 4 } }', 'attempts-day'), 'looser-rule'],
    ['weaker consent', row('value: «{ consent: [written, verbal] }', 'consent'), 'looser-rule'],
    ['a warning for an error', row('value: «{ disclosure: warning }', 'disclosure'), 'looser-rule'],
    ['more messages', row('value: «{ voicemails: 2 }', 'voicemail'), 'looser-rule'],
    ['a shorter rest', row('value: «{ again_after: 1d }', 'reached-before'), 'looser-rule'],
    ['a date of another form', row('value: { voicemails: 0 }').replace('2026-11-24', '«24.11.2026'), 'bad-date'],
  ])('are refused with %s', (_, marked, code) => {
    const before = marked.slice(0, marked.indexOf('«'));
    const place = { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
    const { diagnostics } = ownRules(marked);
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    expect(diagnostics[0]).toMatchObject({ severity: 'error', file: 'rules.yaml', ...place });
  });

  it('are refused where two of one name speak for one purpose', () => {
    const { diagnostics } = ownRules(
      `${row('value: { voicemails: 0 }')}${row('value: { voicemails: 0 }').split('\n')[2]}\n`,
    );
    expect(diagnostics.map(({ code, line }) => ({ code, line }))).toEqual([{ code: 'duplicate-rule', line: 4 }]);
  });

  it.each([
    ['shorter hours', 'value: { hours: [{ between: "10:00-21:00" }] }', 'hours-federal'],
    [
      'hours that are later, and shut on Sunday',
      'value: { hours: [{ between: "07:00-22:00", closed: [sun] }] }',
      'hours-federal',
    ],
    ['hours of another state', 'value: { hours: [{ states: [NY], between: "09:00-20:00" }] }', 'hours-state'],
    ['the same hours', 'value: { hours: [{ between: "08:00-21:00" }] }', 'hours-federal'],
    ['fewer attempts', 'value: { attempts: { default: 1, most: 1 } }', 'attempts-day'],
    ['one kind of consent', 'value: { consent: [written] }', 'consent'],
    ['no messages', 'value: { voicemails: 0 }', 'voicemail'],
    ['a longer rest', 'value: { again_after: 90d }', 'reached-before'],
    ['an error for a warning', 'value: { recording: error }', 'recording'],
  ])('may tighten: %s', (_, change, id) => {
    const { diagnostics, rules } = ownRules(row(change, id));
    expect(diagnostics).toEqual([]);
    expect(rules).toHaveLength(1);
  });

  it('may be no rules at all', () => {
    for (const text of ['', '# nothing\n', '[]', '{}', 'rules: 7', 'version: 1\nrules: [~]\n', 'rules: [{{x}}]']) {
      expect(ownRules(text).diagnostics.length, text).toBeGreaterThan(0);
    }
  });
});

describe('rules that a mission loosens', () => {
  const loosened = (id: string, because = 'A reason'): string =>
    sweep(`rules: { override: [«${id}»], because: "${because}" }`);

  it.each([
    ['are told of by their name', loosened('hours-busines'), 'unknown-rule', 'Did you mean hours-business?'],
    ['never hold for a real no', loosened('opt-out'), 'fixed-rule', 'A no is for ever.'],
    ['never hold for the list of the workspace', loosened('do-not-contact'), 'fixed-rule', 'list'],
    ['never call an emergency number', loosened('number'), 'fixed-rule', 'Mend the number'],
    ['never guess a zone', loosened('zone-unknown'), 'fixed-rule', 'timezone'],
    ['need a reason', sweep('rules: { override: [hours-federal], because: «" "» }'), 'empty', 'Say why'],
    ['need some reason', sweep('rules: «{ override: [hours-federal] }»'), 'missing-key', 'because'],
  ])('%s', async (_, text, code, says) => expectProblem(text, { code, says }));

  it('that say nothing of the mission are warned of', async () => {
    await expectProblem(loosened('consent'), { code: 'no-effect', severity: 'warning', says: 'inquiry' });
  });

  it('may be rules of the workspace, unless these are fixed', async () => {
    const rules = (more: string): Readonly<Record<string, string>> => ({
      'mission.config.yaml': 'rules: rules.yaml\n',
      'rules.yaml': row(`value: { hours: [{ closed: [mon] }] }${more}`),
    });
    await loadRight(loosened('house').replace(/[«»]/g, ''), { files: rules('') });
    const fixed = { code: 'fixed-rule', says: 'Ask the office.' };
    await expectProblem(loosened('house'), fixed, { files: rules(', fixed: Ask the office.') });
  });

  it('leave the whole day where the default hours are loosened', async () => {
    const { spec } = await loadRight(loosened('hours-business').replace(/[«»]/g, ''));
    expect(spec.rounds[0].schedule).toMatchObject({ hours: { from: 0, to: 1440 }, days: [1, 2, 3, 4, 5, 6, 7] });
  });
});

describe('attempts per number and day', () => {
  const selling = 'purpose: solicitation\nretry: none\n';

  it.each([
    ['', 2],
    ['limits: { attempts_per_number_per_day: 1 }', 1],
    ['limits: { attempts_per_number_per_day: 3 }', 3],
    ['limits: { attempts_per_number_per_day: 5 }\nrules: { override: [attempts-day], because: They asked }', 5],
  ])('of a solicitation: %s', async (lines, cap) => {
    const { mission } = await loadText(sweep(`${selling}${lines}`));
    expect(mission?.spec.limits.attemptsPerNumberPerDay).toBe(cap);
  });

  it('are three at the most', async () => {
    const text = sweep(`${selling}limits: { attempts_per_number_per_day: «4» }`);
    await expectProblem(text, { code: 'out-of-range', says: 'attempts-day: FL 501.616(6)' });
  });
});

describe('the states of a target', () => {
  it.each([
    ['+13055550101', '', ['FL']],
    ['+17135550101', '', ['TX']],
    ['+12025550101', '', ['DC']],
    ['+18005550101', '', []],
    ['+14165550101', '', []],
    ['+18005550101', ', state: tx', ['TX']],
    ['+13055550101', ', state: New York', ['FL', 'NY']],
    ['+13055550101', ', state: florida', ['FL']],
    ['+13055550101', ', state: in progress', ['FL']],
  ])('are those of the number and its own: %s%s', async (phone, more, states) => {
    const targets = `targets: [{ name: Acme, phone: "${phone}", timezone: America/Chicago${more} }]`;
    const { mission } = await loadText(sweep(`purpose: solicitation\n${targets}`));
    expect(mission?.targets[0]?.states).toEqual(states);
  });

  it('are not looked up where no rule asks', async () => {
    expect((await loadRight(sweep())).targets[0]?.states).toBeUndefined();
  });
});
