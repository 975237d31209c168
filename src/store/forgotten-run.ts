/** One run without one of its people: its journal is rewritten, and its states are folded from the journal again. */
import { applyContact, contactId, freshContact } from '../run/contact-state.ts';
import { missionContext } from '../run/contexts.ts';
import {
  cleanTarget,
  type ForgottenPerson,
  forgetEvent,
  forgetLeftOut,
  forgetSpec,
  forgetTarget,
} from '../run/forget.ts';
import { applyMission, concernsMission, freshMission } from '../run/mission-state.ts';
import type { RunRecord } from '../run/ports.ts';
import type { ContactState, MissionState } from '../run/state.ts';
import type { Fields, LeftOut, Target } from '../spec/spec.ts';
import type { Contacts } from './contacts.ts';
import type { Hashes } from './hashes.ts';
import type { Journal } from './journal.ts';
import { ownValues, type PersonWords, personWords, type Row } from './person-words.ts';
import type { Runs } from './runs.ts';
import type { Targets } from './targets.ts';
import { withoutWritten, writtenPerson } from './written-person.ts';

/** Shorter answers are like anybody's: a number, a yes, one of a list. */
const answerCharsMin = 12;

export interface Parts {
  readonly runs: Runs;
  readonly targets: Targets;
  readonly contacts: Contacts;
  readonly journal: Journal;
  readonly hashes: Hashes;
}

interface Of {
  readonly record: RunRecord;
  readonly run: number;
  readonly number: string;
  /** The person's rows; none: the run only mentions the number. */
  readonly rows: readonly Target[];
}

export interface RunForgotten {
  readonly contacts: number;
  readonly events: number;
  readonly leftOut: number;
  readonly words: readonly string[];
  /** The key of an attempt with its contact's new id. */
  renamed(key: string): string;
}

/** Inside a transaction; the run has ended. */
export function forgetInRun(parts: Parts, of: Of): RunForgotten {
  const { targets, contacts, journal } = parts;
  const { run, rows } = of;
  const { person, words } = personOf(parts, of);
  const concerns = (text: string): boolean => words.concerns(text);
  const changed = new Set<string>();
  const events = journal.rewrite(run, {
    concerns,
    change(event) {
      const after = forgetEvent(event, person);
      if ('contact' in after && JSON.stringify(after) !== JSON.stringify(event)) changed.add(after.contact);
      return after;
    },
  });
  const own = new Map(rows.map(({ id }) => [id, person.targets.get(id) ?? id]));
  targets.rewrite<Target>('target', {
    run,
    concerns,
    change(row) {
      const id = own.get(row.id);
      return id === undefined ? cleanTarget(row, (text) => person.clean(text)) : forgetTarget(row, id);
    },
  });
  const leftOut = targets.rewrite<LeftOut>('left_out', { run, concerns, change: (row) => forgetLeftOut(row, person) });
  for (const [from, to] of person.contacts) contacts.rename(run, { from, to });
  refold(parts, { ...of, person, changed });
  return {
    contacts: person.contacts.size,
    events,
    leftOut,
    words: words.all,
    renamed: (key) => renamedKeyOf(key, { run: of.record.id, contacts: person.contacts }),
  };
}

function personOf(parts: Parts, of: Of): { readonly person: ForgottenPerson; readonly words: PersonWords } {
  const { runs, targets, contacts, hashes } = parts;
  const { run, record, number } = of;
  const written = writtenPerson(runs.source(run).text, number);
  const rows: readonly Row[] = [...of.rows, ...written.rows];
  const known = [...rows.map(({ id }) => id), ...leftOutIds(parts, of)];
  const ids = new Map(known.map((id) => [id, hashes.pseudonym(record.id, id)]));
  const rounds = runs.mission(run).rounds.map(({ id }) => id);
  const pairs = [...ids].flatMap(([from, to]) =>
    rounds.map((round) => [contactId(round, from), contactId(round, to)] as const),
  );
  const existing = pairs.filter(([from]) => contacts.index(run, from) !== null);
  const answers = existing.flatMap(([id]) => answersOf(contacts.contact(run, contacts.index(run, id) ?? -1)));
  const values = [...ownValues(rows, targets.all<Target>('target', run)), ...answers];
  const words = personWords({ number, values, ids });
  const person: ForgottenPerson = {
    targets: ids,
    contacts: new Map(existing),
    clean: (text) => words.clean(text),
    cleanSentence: (text) => words.cleanSentence(text),
  };
  return { person, words };
}

function leftOutIds({ targets, hashes }: Parts, { run, number }: Of): readonly string[] {
  const hash = hashes.hashOf(number);
  const rows = targets.all<LeftOut & { readonly number?: string }>('left_out', run);
  return [...rows].flatMap((row) => (row.number === hash ? [row.target] : []));
}

/** What the person said in words of their own: other contacts' prompts may repeat it. */
function answersOf(state: ContactState | null): readonly string[] {
  return texts(state?.collected ?? {}).filter((text) => text.length >= answerCharsMin);
}

function texts(value: Fields | Fields[string]): readonly string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}

/** A replay of the rewritten journal gives what is stored from now on (invariant 9). */
function refold(
  { runs, contacts, journal }: Parts,
  of: Of & { readonly person: ForgottenPerson; readonly changed: ReadonlySet<string> },
): void {
  const { run, record, person, changed } = of;
  const source = runs.source(run);
  const spec = forgetSpec(source.spec, person);
  const { context } = missionContext(record, { ...source, spec });
  const states = new Map<string, ContactState>();
  let mission: MissionState = freshMission(context);
  for (const { seq: _, ...event } of journal.events(run)) {
    if (concernsMission(event)) mission = applyMission(mission, event, context);
    if (!('contact' in event) || !changed.has(event.contact)) continue;
    const before =
      event.type === 'contact.queued'
        ? freshContact({ id: event.contact, target: event.data.target, round: event.data.round ?? '' })
        : states.get(event.contact);
    if (before === undefined) throw new Error(`${event.contact} was never queued`);
    states.set(event.contact, applyContact(before, event));
  }
  for (const [id, state] of states) contacts.replace(run, contacts.index(run, id) ?? -1, state);
  const text = withoutWritten(source.text, writtenPerson(source.text, of.number));
  runs.replace(run, { text: person.cleanSentence(text), spec, mission });
}

function renamedKeyOf(
  key: string,
  of: { readonly run: string; readonly contacts: ReadonlyMap<string, string> },
): string {
  for (const [from, to] of of.contacts) {
    const head = `${of.run}.${from}.`;
    if (key.startsWith(head)) return `${of.run}.${to}.${key.slice(head.length)}`;
  }
  return key;
}
