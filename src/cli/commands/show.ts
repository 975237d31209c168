/** `mission show [RUN] TARGET`: one target's whole story, over all rounds and the action. */
import { didYouMean } from '../../lib/suggest.ts';
import { contactId } from '../../run/contact-state.ts';
import type { JournalEvent } from '../../run/events.ts';
import type { RunRecord, Store } from '../../run/ports.ts';
import type { ContactState } from '../../run/state.ts';
import type { Target } from '../../spec/spec.ts';
import type { Context, Screen } from '../context.ts';
import { report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { journalEntry, journalLine, showTextOf } from '../journal.ts';
import { findRun, looksLikeFile, withRun } from '../runs.ts';
import type { ShowText } from '../view/event-text.ts';
import { oneLine } from '../view/width.ts';
import { withStore } from '../workspace.ts';

const idsShownMax = 10;

interface Story {
  readonly target: Target;
  readonly contacts: readonly ContactState[];
  /** Of all its contacts, in the journal's order. */
  readonly events: readonly JournalEvent[];
}

export async function run(context: Context, args: ArgsOf<'show'>): Promise<ExitCode> {
  if (args.run === undefined)
    return withStore(context, async (store) => showOfOne(context, { store, word: args.target }));
  return showIn(context, args);
}

/** One word is a target of the only run; where it names a run or a mission, the target is what is missing. */
async function showOfOne(
  context: Context,
  of: { readonly store: Store | null; readonly word: string },
): Promise<ExitCode> {
  const { store, word } = of;
  const named = store === null ? null : findRun(store, { run: word, cwd: context.cwd });
  if (named !== null && !named.ok && looksLikeFile(word)) return report(context, named.error);
  if (store === null || named === null || !named.ok) return showIn(context, { target: word });
  const { name } = named.value;
  const count = store.targetCount(name);
  const ids = store.targetIds(name, { from: 0, to: Math.min(count, idsShownMax) });
  const more = count > ids.length ? ` and ${count - ids.length} more` : '';
  const help = `\`mission show ${word} TARGET\`; its targets: ${ids.join(', ')}${more}.`;
  return report(
    context,
    usageError({ code: 'no-target', message: `${word} names a run; say which target of it`, help }),
  );
}

async function showIn(context: Context, args: Pick<ArgsOf<'show'>, 'run' | 'target'>): Promise<ExitCode> {
  return withRun(context, { run: args.run }, async ({ store, run: record }) => {
    const story = readStory(store, { run: record.name, target: args.target });
    if (story === null) {
      const help =
        didYouMean(args.target, targetIds(store, record.name)) ??
        'TARGET is the id of a target: its `id`, else the slug of its name.';
      const message = `${record.name} has no target ${args.target}`;
      return report(context, usageError({ code: 'no-such-target', message, help }));
    }
    const show = showTextOf(store, record.name);
    if (context.json) printStoryJson(context, { record, story, show });
    else printStory(context.out, { record, story, show });
    return exitCodes.succeeded;
  });
}

/** Null where the run has no such target. A target that was left out before the run is none of the run's. */
function readStory(store: Store, of: { readonly run: string; readonly target: string }): Story | null {
  const rounds = (store.mission(of.run)?.rounds ?? []).map(({ id }) => id);
  const ids = rounds.map((round) => contactId(round, of.target));
  const indexes = ids.flatMap((id) => store.contactIndex(of.run, id) ?? []);
  const contacts = indexes.flatMap((index) => store.contact(of.run, index) ?? []);
  const target = findTarget(store, of);
  if (target === null) return null;
  const events = ids.flatMap((id) => [...store.events(of.run, { contact: id })]).sort((a, b) => a.seq - b.seq);
  return { target, contacts, events };
}

/** Contacts of the first round mostly stand in the order of the targets; else the targets are searched. */
function findTarget(store: Store, of: { readonly run: string; readonly target: string }): Target | null {
  const first = store.mission(of.run)?.rounds[0]?.id ?? '';
  const index = store.contactIndex(of.run, contactId(first, of.target));
  if (index !== null && index < store.targetCount(of.run)) {
    const near = store.target(of.run, index);
    if (near.id === of.target) return near;
  }
  for (const target of store.targets(of.run)) if (target.id === of.target) return target;
  return null;
}

function* targetIds(store: Store, run: string): IterableIterator<string> {
  for (const { id } of store.targets(run)) yield id;
}

interface Told {
  readonly record: RunRecord;
  readonly story: Story;
  /** How phone numbers in texts are shown. */
  readonly show: ShowText;
}

function printStoryJson(context: Context, { record, story, show }: Told): void {
  const { id, name, zones, kind } = story.target;
  context.printJson({
    run: record.name,
    target: { id, name, kind, zones },
    contacts: story.contacts.map(contactEntry),
    events: story.events.map((event) => journalEntry(event, show)),
  });
}

function contactEntry(state: ContactState): Readonly<Record<string, unknown>> {
  const { id, status, reason, collected, score, criteria, disqualified, incomplete } = state;
  return {
    contact: id,
    status,
    reason,
    attempts: state.attempts.length,
    collected,
    incomplete,
    score,
    criteria,
    disqualified,
  };
}

function printStory(out: Screen, { record, story, show }: Told): void {
  const { bold, dim } = out.colours;
  const { target } = story;
  out.print(`${bold(oneLine(target.name))} (${target.id}) in ${record.name}`);
  out.print(`${target.kind}, ${target.zones.join(' or ')}`);
  if (story.contacts.length === 0) out.print('It has not been contacted.');
  for (const state of story.contacts) {
    out.print('');
    out.print(`${state.id}: ${state.status}${state.reason === undefined ? '' : ` (${state.reason})`}`);
    for (const [field, value] of Object.entries(state.collected ?? {})) {
      out.print(`  ${field}: ${oneLine(typeof value === 'string' ? value : JSON.stringify(value))}`);
    }
    if (typeof state.score === 'number') out.print(`  score: ${state.score.toFixed(2)}${criteriaText(state)}`);
    if (state.disqualified !== undefined) out.print(`  disqualified by ${oneLine(state.disqualified)}`);
  }
  if (story.events.length > 0) out.print('');
  for (const event of story.events) {
    out.print(journalLine(event, show));
    for (const line of transcriptOf(event)) out.print(`    ${dim(show(oneLine(line)))}`);
  }
}

function criteriaText(state: ContactState): string {
  const parts = Object.entries(state.criteria ?? {}).map(([id, value]) => `${id} ${value.toFixed(2)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function transcriptOf(event: JournalEvent): readonly string[] {
  return event.type === 'insight.received' ? (event.data.transcript ?? []) : [];
}
