/** Every example runs on the simulator and shows what its first line says. */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ContactEntry } from '../src/results/contact-entry.ts';
import type { ResultsDocument } from '../src/results/document.ts';
import type { JournalEvent } from '../src/run/events.ts';
import { rig } from './rig.ts';

const folder = join(import.meta.dirname, '..', 'examples');

interface Seen {
  readonly results: ResultsDocument;
  readonly journal: readonly JournalEvent[];
  /** The CSV beside the mission; '' where there is none. */
  readonly csv: string;
  contact(target: string): ContactEntry;
  outcomes(target: string): readonly (string | undefined)[];
  /** The instants of a target's attempts. */
  times(target: string): readonly string[];
  /** What the assistant was told for a target's first call. */
  prompt(target: string): string;
  /** The text that a target was sent. */
  text(target: string): string;
}

const monday = (time: string): string => `2026-11-23T${time}Z`;
const tuesday = (time: string): string => `2026-11-24T${time}Z`;

/** How each ends where it does not succeed, and what shows its feature. */
const features: Readonly<Record<string, (seen: Seen) => void>> = {
  'act-call': ({ results }) =>
    expect(results.act).toMatchObject({ target: 'acme', channel: 'call', collected: { booked: true } }),
  'act-gate': ({ results }) => {
    expect(results.gates).toMatchObject([{ id: 'book', decision: 'approved' }]);
    expect(results.act).toMatchObject({ target: 'acme', status: 'reached' });
  },
  'again-after': ({ results }) => expect(results.totals.reached).toBe(2),
  collect: ({ results, contact }) => {
    expect(results.totals.reached).toBe(2);
    expect(contact('acme').collected).toMatchObject({
      rent: expect.any(Number),
      rooms: expect.any(Number),
      pets: expect.any(Boolean),
      nearby: expect.any(Array),
    });
  },
  concurrency: ({ times }) => {
    const [acme = '', bolt = '', cedar = ''] = ['acme', 'bolt', 'cedar'].map((target) => times(target)[0]);
    expect([acme, bolt, cedar].toSorted()).toEqual([acme, bolt, cedar]);
    expect(new Set([acme, bolt, cedar]).size).toBe(3);
  },
  consent: ({ results }) => expect(results).toMatchObject({ totals: { reached: 1 }, excluded: { consent: 1 } }),
  deadline: ({ contact }) => expect(contact('acme')).toMatchObject({ status: 'unreached', reason: 'deadline' }),
  gate: ({ results }) =>
    expect(results.gates).toMatchObject([{ decision: 'approved', by: 'push', at: monday('15:02:00') }]),
  'gate-beforehand': ({ results }) => expect(results.gates).toMatchObject([{ decision: 'approved', by: 'beforehand' }]),
  'gate-denied': ({ results }) => {
    expect(results).toMatchObject({ status: 'canceled', totals: { attempts: 0 } });
    expect(results.gates).toMatchObject([{ decision: 'denied', by: 'push' }]);
  },
  'gate-expired': ({ results }) => {
    expect(results).toMatchObject({ status: 'canceled', finished: monday('15:30:00'), totals: { attempts: 0 } });
    expect(results.gates).toMatchObject([{ decision: 'expired', by: 'timeout' }]);
  },
  'gate-rank': ({ journal }) => {
    const types = journal.map((event) => ('step' in event ? `${event.type} ${event.step}` : event.type));
    expect(types.indexOf('step.completed calls')).toBeLessThan(types.indexOf('gate.asked'));
    expect(types.indexOf('gate.approved')).toBeLessThan(types.indexOf('step.started rank'));
  },
  'gather-then-act': ({ results, contact }) => {
    expect(results).toMatchObject({ found: { target: 'bolt' }, act: { target: 'bolt', status: 'reached' } });
    expect(contact('cedar')).toMatchObject({ status: 'skipped', attempts: [] });
  },
  greeting: ({ journal }) => {
    const updated = journal.find((event) => event.type === 'assistant.updated');
    expect(updated?.data).toMatchObject({ greeting: 'Hello Acme, this is an AI assistant.' });
  },
  holidays: ({ times }) => expect(times('acme')).toEqual(['2026-11-27T15:00:00Z']),
  hours: ({ times }) => expect(times('acme')).toEqual([tuesday('19:00:00')]),
  'instructions-file': ({ prompt }) => expect(prompt('acme')).toContain('You are an AI assistant calling Acme;'),
  'invalid-rows': ({ results }) => {
    expect(results.excluded).toEqual({ number: 2 });
    expect(results.contacts?.map((contact) => contact.name)).toEqual(['Acme']);
  },
  'limit-attempts': ({ results }) => {
    expect(results).toMatchObject({ status: 'failed', totals: { attempts: 2, skipped: 1 } });
    expect(results.summary).toContain('attempts_total');
  },
  'limit-cost': ({ results }) => {
    expect(results).toMatchObject({ status: 'failed', totals: { skipped: 2 } });
    expect(Number.parseFloat(results.totals.cost)).toBeLessThanOrEqual(1);
  },
  'limit-minutes': ({ results }) => {
    expect(results).toMatchObject({ status: 'failed', totals: { skipped: 2 } });
    expect(results.totals.minutes).toBeLessThanOrEqual(8);
  },
  'limit-per-day': ({ times }) => {
    const [first = '', second = ''] = times('acme');
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(86_400_000);
  },
  'local-time': ({ text }) => expect(text('ada')).toMatch(/see you on .*10:00/),
  lookahead: ({ journal }) => {
    const intended = journal.find((event) => event.type === 'attempt.intended');
    expect(intended?.at).toBe(monday('15:55:00'));
    expect(intended?.data).toMatchObject({ scheduled_at: monday('16:00:00') });
  },
  'multi-round': ({ results, prompt }) => {
    const best = results.rounds?.[0]?.ranking?.[0];
    expect(results.rounds?.[1]?.contacts?.map((contact) => contact.target)).toEqual([best?.target]);
    expect(prompt(`order/${best?.target}`)).toContain(`their price of ${best?.value} is the best`);
  },
  negotiation: ({ results, prompt }) => {
    const [first, second] = results.contacts ?? [];
    expect(prompt(first?.target ?? '')).not.toContain('offer of');
    expect(prompt(second?.target ?? '')).toContain(`offer of ${first?.collected?.price} USD`);
    expect(results.best).toMatchObject({ target: results.ranking?.[0]?.target });
  },
  'negotiation-bounds': ({ results, contact, prompt }) => {
    expect(results.best).toEqual({ target: 'cedar', price: 280 });
    expect(prompt('cedar')).not.toContain('offer of');
    expect(contact('acme')).toMatchObject({ status: 'skipped', reason: 'offer accepted' });
  },
  'negotiation-none': ({ results }) => {
    expect(results).toMatchObject({ status: 'failed', ranking: [] });
    expect(results.summary).toContain('no offer was acceptable');
  },
  'nobody-reached': ({ results }) => expect(results).toMatchObject({ status: 'failed', totals: { reached: 0 } }),
  pace: ({ times }) =>
    expect(['acme', 'bolt', 'cedar'].map((target) => times(target)[0])).toEqual(
      ['15:01:30', '15:11:30', '15:21:30'].map(monday),
    ),
  params: ({ prompt }) => expect(prompt('acme')).toContain('for a table for 4 on Saturday'),
  personas: ({ outcomes, contact }) => {
    expect(outcomes('acme')).toEqual(['no-answer', 'busy', 'answered']);
    expect(contact('acme').collected).toEqual({ price: 42 });
    expect(outcomes('bolt')).toEqual(['voicemail']);
  },
  'phone-tree': ({ results }) => expect(results.totals.reached).toBe(1),
  results: ({ contact, csv }) => {
    expect(contact('acme').phone).toMatch(/^phone:[0-9a-f]{16}$/);
    expect(contact('acme').transcript?.[0]).toBe('Acme, good morning.');
    expect(csv.split('\n')).toHaveLength(4);
  },
  'retry-adjusted': ({ outcomes, times }) => {
    expect(outcomes('acme')).toEqual(['no-answer', 'voicemail', 'answered']);
    expect(times('acme')[1]).toBe(tuesday('15:00:00'));
    expect(outcomes('bolt')).toEqual(['voicemail', 'voicemail']);
  },
  'retry-by-kind': ({ outcomes, times }) => {
    expect(outcomes('hotline')).toEqual(['busy', 'no-answer', 'busy', 'answered']);
    expect(times('notary')[1]?.slice(0, 10)).toBe('2026-11-24');
  },
  'retry-none': ({ outcomes }) => expect(outcomes('acme')).toEqual(['no-answer']),
  'retry-preset': ({ outcomes }) => expect(outcomes('acme')).toEqual(['no-answer', 'no-answer', 'answered']),
  'rounds-where': ({ results }) => {
    expect(results.rounds?.[1]?.contacts?.map((contact) => contact.target)).toEqual(['acme']);
    expect(results.gates).toMatchObject([{ id: 'again', decision: 'approved' }]);
  },
  'rubric-judge': ({ results }) =>
    expect(results.ranking?.map((entry) => entry.criteria?.manner)).toEqual([expect.any(Number), expect.any(Number)]),
  'rubric-rank': ({ results }) => {
    const prices = results.ranking?.map((entry) => Number(entry.value)) ?? [];
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(results.ranking?.map((entry) => entry.shortlisted === true)).toEqual([true, true, false]);
  },
  'rubric-score': ({ results, contact }) => {
    expect(results.ranking?.map(({ target, score }) => [target, score])).toEqual([
      ['acme', 0.72],
      ['bolt', 0.64],
    ]);
    expect(contact('cedar').disqualified).toBe('collected.insured');
  },
  rules: ({ results, times }) => {
    expect(results.rules?.override).toEqual(['hours-federal']);
    expect(times('acme')).toEqual([tuesday('12:00:00')]);
  },
  screening: ({ results }) => expect(results.ranking).toHaveLength(2),
  'secret-param': ({ results, contact, journal }) => {
    expect(results.ranking?.map((entry) => entry.target)).toEqual(['acme']);
    expect(contact('bolt').disqualified).toBe('collected.price <= params.walk_away');
    const prompts = journal.filter((event) => event.type === 'assistant.updated');
    expect(JSON.stringify(prompts)).not.toContain('60');
  },
  sms: ({ outcomes, contact }) => {
    expect(outcomes('ada')).toEqual(['delivered']);
    expect(contact('ben').status).toBe('unreached');
  },
  'sms-reply': ({ contact }) => {
    expect(contact('ada')).toMatchObject({ status: 'reached', collected: { comes: true } });
    expect(contact('ben')).toMatchObject({ status: 'unreached', reason: 'no reply' });
  },
  'sms-stop': ({ contact }) => expect(contact('ada')).toMatchObject({ opted_out: true, reason: 'opted out' }),
  start: ({ times }) => expect(times('acme')).toEqual([tuesday('18:00:00')]),
  sweep: ({ results }) => expect(results).toMatchObject({ totals: { reached: 2 } }),
  'target-defaults': ({ prompt }) => expect(prompt('acme')).toContain('work in the Midwest'),
  'targets-csv': ({ prompt }) => expect(prompt('cedar')).toContain('they wash 30 floors'),
  'targets-jsonl': ({ results }) => expect(results.contacts?.map((contact) => contact.name)).toEqual(['Ada', 'Ben']),
  'targets-yaml': ({ results }) => expect(results.contacts?.map((contact) => contact.name)).toEqual(['Acme', 'Bolt']),
  voicemail: ({ outcomes }) => expect(outcomes('acme')).toEqual(['voicemail', 'answered']),
  where: ({ results }) => {
    expect(results.excluded).toEqual({ where: 1 });
    expect(results.contacts?.map((contact) => contact.target)).toEqual(['acme', 'cedar']);
  },
  'zone-of-number': ({ times }) => {
    expect(times('bolt')).toEqual([monday('14:00:00')]);
    expect(times('acme')).toEqual([monday('15:00:00')]);
  },
  zones: ({ times }) => expect(times('acme')).toEqual([tuesday('15:00:00')]),
};

const failing = [
  'gate-denied',
  'gate-expired',
  'limit-attempts',
  'limit-cost',
  'limit-minutes',
  'negotiation-none',
  'nobody-reached',
];

async function runExample(name: string): Promise<{ readonly code: number; readonly seen: Seen }> {
  const here = rig();
  cpSync(folder, here.path('examples'), { recursive: true });
  const beforehand = name === 'gate-beforehand' ? ['--approve', 'launch'] : [];
  const { code } = await here.mission('run', `examples/${name}.yaml`, ...beforehand);
  const logs = await here.mission('logs', '--json');
  const journal = logs.stdout
    .trim()
    .split('\n')
    .map((line): JournalEvent => JSON.parse(line));
  const results: ResultsDocument = parse(here.read(`examples/${name}.simulated.results.yaml`));
  const csvFile = `examples/${name}.simulated.results.csv`;
  return { code, seen: seenIn({ results, journal, csv: here.exists(csvFile) ? here.read(csvFile) : '' }) };
}

function seenIn(of: Pick<Seen, 'results' | 'journal' | 'csv'>): Seen {
  const { results, journal } = of;
  const contact = (target: string): ContactEntry => {
    const found = results.contacts?.find((one) => one.target === target);
    if (found === undefined) throw new Error(`no contact ${target}`);
    return found;
  };
  const dataOf = (type: JournalEvent['type'], target: string): Readonly<Record<string, unknown>> | undefined =>
    journal.find((event) => event.type === type && 'contact' in event && event.contact === target)?.data as never;
  return {
    ...of,
    contact,
    outcomes: (target) => contact(target).attempts.map((attempt) => attempt.outcome),
    times: (target) => contact(target).attempts.map((attempt) => attempt.at),
    prompt: (target) => String(dataOf('assistant.updated', target)?.instructions),
    text: (target) => String(dataOf('attempt.intended', target)?.text),
  };
}

describe('an example', () => {
  test.each(Object.entries(features))('%s shows its feature', async (name, shows) => {
    const { code, seen } = await runExample(name);
    expect(code).toBe(failing.includes(name) ? 1 : 0);
    expect(seen.results.summary).toMatch(/^SIMULATED: /);
    shows(seen);
  });

  test('is there for each feature, says in its first line which, and stays small', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && isMission(file));
    expect(files).toEqual(
      Object.keys(features)
        .map((name) => `${name}.yaml`)
        .toSorted(),
    );
    for (const file of files) {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      expect(lines[0], file).toMatch(/^# Shows: .*\.$/);
      expect(lines.length, file).toBeLessThanOrEqual(35);
    }
  });
});

/** Target files are YAML as well. */
function isMission(file: string): boolean {
  return /^class: /m.test(readFileSync(join(folder, file), 'utf8'));
}
