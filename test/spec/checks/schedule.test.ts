import { describe, expect, it } from 'vitest';
import { expectProblem, loadRight, sweep, withLines } from '../mission.ts';

const negotiation = (negotiate: string): string =>
  sweep(`class: sequential-negotiation\nnegotiate: ${negotiate}\ncollect: { price: { type: number } }`);
const rounds = (list: string): string => sweep(`class: multi-round\nrounds:\n${list}`);

describe('the schedule', () => {
  it.each([
    ['hours over midnight', sweep('schedule: { hours: «"22:00-02:00"» }'), 'bad-hours', 'midnight'],
    ['no hours', sweep('schedule: { hours: «"09:00-09:00"» }'), 'bad-hours', 'earlier'],
    ['a misspelled zone', sweep('schedule: { timezone: «America/Chicgo» }'), 'unknown-zone', 'America/Chicago'],
    ['an abbreviated zone', sweep('schedule: { timezone: «PST» }'), 'unknown-zone', 'America/Los_Angeles'],
    ['a country by a code of its own', sweep('schedule: { holidays: [«UK»] }'), 'unknown-country', 'Did you mean GB?'],
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
    ['hours too short for a call', sweep('schedule: { hours: «"09:00-09:05"» }'), 'never-holds'],
    ['hours that the law leaves too little of', sweep('schedule: { hours: «"06:00-08:05"» }'), 'never-holds'],
  ])('is warned of: %s', async (_, text, code) => expectProblem(text, { code, severity: 'warning' }));

  it('that begins in the past begins now', async () => {
    const text = sweep('schedule: { start: «"2026-11-20T10:00:00Z"» }').replace('provider: simulator\n', '');
    await expectProblem(text, { code: 'start-in-past', severity: 'warning' }, { modelAvailable: true });
  });

  it.each([
    ['sun', 'never-holds'],
    ['mon, sun', null],
  ])('is warned of days on which a rule allows nobody: %s', async (days, code) => {
    const house =
      'rules:\n  - { id: house, purposes: all, description: We rest., source: us, date: "2026-01-01", value: { hours: [{ closed: [sun] }] } }\n';
    const files = { 'mission.config.yaml': 'rules: house.yaml\n', 'house.yaml': `version: 1\n${house}` };
    const text = sweep(`schedule: { hours: "09:00-17:00", days: [${days}] }`);
    if (code === null) await loadRight(text, { files });
    else await expectProblem(text, { code, severity: 'warning', says: 'house: us' }, { files });
  });

  it('is fine with hours that hold one call', async () => {
    await loadRight(sweep('schedule: { hours: "09:00-09:06" }'));
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
    [
      'more redials after one outcome than in all',
      sweep('retry: { base: service, busy: { times: «5» } }'),
      'never-holds',
    ],
  ])('are warned of: %s', async (_, text, code) => expectProblem(text, { code, severity: 'warning' }));

  it.each([
    ['tries on different days', sweep('retry: professional\nlimits: { attempts_per_number_per_day: 1 }')],
    ['a call within the minutes', sweep('limits: { call_minutes: 5, minutes_total: 5 }')],
    ['money for one call', sweep('limits: { call_minutes: 5, cost_total: 0.6 USD }')],
  ])('are right: %s', async (_, text) => {
    await loadRight(text);
  });
});
