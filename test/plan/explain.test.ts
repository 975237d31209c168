import { describe, expect, test } from 'vitest';
import { hourMs } from '../../src/lib/time.ts';
import { compileMission } from '../../src/plan/compile.ts';
import { explainTarget } from '../../src/plan/explain.ts';
import type { Memory } from '../../src/plan/slots.ts';
import type { RoundSpec, Spec, Target } from '../../src/spec/spec.ts';
import { sampleRound, sampleSpec, sampleTarget } from '../results/sample.ts';
import { rulesFor } from '../support/rules.ts';

/** 10:00 on a Monday in Chicago. */
const now = Date.parse('2026-11-23T16:00:00Z');
const consent = { type: 'written', source: 'form', at: '2026-03-01' };
const nothing: Memory = { attempts: () => [], optedOut: () => false, reached: () => false };

interface Asked {
  readonly spec?: Partial<Spec>;
  readonly round?: Partial<RoundSpec>;
  readonly target?: Partial<Target>;
  readonly memory?: Partial<Memory>;
  readonly deadline?: number;
  readonly at?: number;
  readonly bare?: boolean;
  readonly warnings?: ReadonlyMap<string, string>;
}

function explain(asked: Asked) {
  const { target = {}, memory = {}, deadline = now + 72 * hourMs, at = now, warnings = new Map() } = asked;
  const purpose = 'solicitation';
  const limits = { concurrency: 10, attemptsPerNumberPerDay: 2, callMinutes: 15 };
  const { rubric: _, ...round } = sampleRound(asked.round);
  const spec = sampleSpec({ purpose, contactRules: rulesFor(purpose), rounds: [round], limits, ...asked.spec });
  const compiled = compileMission(spec, {});
  const explained = explainTarget({
    compiled,
    round: compiled.round(''),
    target: sampleTarget('acme', { states: ['IL'], consent, ...target }),
    now: at,
    bounds: asked.bare === true ? null : { start: now, deadline },
    memory: { ...nothing, ...memory },
    warnings,
  });
  const iso = (instant: number | null): string | null =>
    instant === null ? null : new Date(instant).toISOString().slice(0, 16);
  return {
    next: iso(explained.next),
    by: explained.by,
    verdict(id: string): string {
      const found = explained.answers.filter(({ rule }) => rule.id === id);
      return found.map(({ verdict, next }) => `${verdict} ${iso(next)}`).join(', ');
    },
  };
}

const today = '2026-11-23T16:00';

describe('a rule says', () => {
  test.each<[string, string, Asked, string]>([
    ['nothing against it', 'hours-federal', {}, `allows ${today}`],
    ['later, at night', 'hours-federal', { at: now + 12 * hourMs }, 'later 2026-11-24T14:00'],
    ['later, on Saturday', 'hours-business', { at: Date.parse('2026-11-28T16:00:00Z') }, 'later 2026-11-30T15:00'],
    ['nothing of this state', 'hours-state', {}, `silent ${today}`],
    [
      'later, on a Sunday in Texas',
      'hours-state',
      { target: { states: ['TX'] }, at: Date.parse('2026-11-29T16:00:00Z') },
      'later 2026-11-29T18:00',
    ],
    [
      'later, with two attempts in the last day',
      'attempts-day',
      { memory: { attempts: () => [now - 5 * hourMs, now - hourMs] } },
      'later 2026-11-24T11:00',
    ],
    [
      'nothing against a second attempt',
      'attempts-day',
      { memory: { attempts: () => [now - hourMs] } },
      `allows ${today}`,
    ],
    ['never, without consent', 'consent', { target: { consent: { type: 'written' } } }, 'never null'],
    ['nothing of texts', 'consent', { round: { channel: 'sms', message: 'Hello' } }, `silent ${today}`],
    ['never, after a no', 'opt-out', { memory: { optedOut: () => true } }, 'never null'],
    ['never, where it is on the list', 'do-not-contact', { memory: { doNotContact: () => true } }, 'never null'],
    ['never, where a run reached it', 'reached-before', { memory: { reached: () => true } }, 'never null'],
    ['nothing of runs, where only a number is asked about', 'reached-before', { bare: true }, `silent ${today}`],
    ['never, after the deadline', 'deadline', { deadline: now - 1 }, 'never null'],
    [
      'never, for zones that are never open together',
      'zone-unknown',
      { target: { zones: ['America/New_York', 'Asia/Kolkata'] } },
      'never null',
    ],
    ['never, without a zone', 'zone-unknown', { target: { zones: [] } }, 'never null'],
    [
      'that it is loosened',
      'hours-federal',
      { spec: { rules: { override: ['hours-federal'], because: 'x' } } },
      `loosened ${today}`,
    ],
    ['what was warned of', 'disclosure', { warnings: new Map([['disclosure', 'Nothing says so.']]) }, `warns ${today}`],
  ])('%s: %s', (_, id, asked, expected) => {
    expect(explain(asked).verdict(id)).toBe(expected);
  });
});

describe('all rules together', () => {
  test.each<[string, Asked, string | null, readonly string[]]>([
    ['allow a call at once', {}, '2026-11-23T16:01', []],
    [
      'wait for the last of them',
      { at: now + 12 * hourMs, memory: { attempts: () => [now, now] } },
      '2026-11-24T16:00',
      ['hours-federal', 'hours-business', 'attempts-day'],
    ],
    [
      'forbid it by each that does',
      { target: { consent: { type: 'verbal' } }, memory: { optedOut: () => true } },
      null,
      ['consent', 'opt-out'],
    ],
    [
      'forbid it where the wait is over the deadline',
      { at: now + 12 * hourMs, deadline: now + 13 * hourMs },
      null,
      ['deadline'],
    ],
    [
      'wait for the schedule where its rule is loosened',
      { at: now + 7 * hourMs, spec: { rules: { override: ['hours-business'], because: 'x' } } },
      '2026-11-24T15:00',
      ['schedule'],
    ],
    ['forbid whom the mission does not choose', { spec: { where: 'target.name == "Bolt"' } }, null, ['where']],
  ])('%s', (_, asked, next, by) => {
    const explained = explain(asked);
    expect([explained.next, explained.by]).toEqual([next, by]);
  });
});
