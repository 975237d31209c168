/** Who is not contacted, as a table. Numbers are shown in full: a list of masked ones would be of no use. */
import { unreachable } from '../lib/result.ts';
import { type Instant, isoInstant } from '../lib/time.ts';
import type { OptOut, OptOutChange, OptOutSource } from '../run/number-port.ts';
import { listWorld } from '../run/own-worlds.ts';
import type { Store } from '../run/ports.ts';
import { isSimulated, simulatedWorldPrefix } from '../run/world.ts';
import { type Context, tableWidth } from './context.ts';
import { tableLines } from './view/table.ts';
import { instantText } from './view/time-text.ts';
import { oneLine } from './view/width.ts';

/** Simulated opt-outs bind nobody else: the history shows them, the list does not. */
export function printOptOuts(
  context: Context,
  of: {
    readonly store: Store | null;
    readonly history: boolean;
    /** What the configuration lists: all that there is where there is no store. */
    readonly listed: ReadonlySet<string>;
  },
): void {
  const { store, history, listed } = of;
  const entries: readonly (OptOut | OptOutChange)[] = history
    ? (store?.optOutHistory() ?? [])
    : (store?.optOuts() ?? optOutsOf(listed, context.now())).filter(({ world }) => !isSimulated(world));
  if (context.json) context.printJson(entries.map(entryOf));
  else if (entries.length === 0) context.err.print('Nobody is on the list.');
  else {
    const columns = ['NUMBER', ...(history ? ['CHANGE'] : []), 'AT', 'HOW', 'REASON'].map((title) => ({ title }));
    const rows = entries.map((entry) => [
      numberText(entry),
      ...('change' in entry ? [entry.change] : []),
      instantText(entry.at),
      `${howText(entry.source)}${runOf(entry) === null ? '' : ` (simulated: ${runOf(entry)})`}`,
      oneLine(entry.reason),
    ]);
    context.out.print(tableLines(columns, rows, tableWidth(context.out)).join('\n'));
  }
}

function optOutsOf(numbers: ReadonlySet<string>, at: Instant): readonly OptOut[] {
  const reason = 'on the list of the configuration';
  return Array.from(numbers, (number) => ({ number, world: listWorld, source: 'list', at, reason }));
}

function entryOf(entry: OptOut | OptOutChange): Readonly<Record<string, unknown>> {
  const { number, at, source, reason } = entry;
  const simulated = runOf(entry);
  return {
    number,
    ...('change' in entry ? { change: entry.change } : {}),
    at: isoInstant(at),
    rule: source === 'reply' || source === 'conversation' ? 'opt-out' : 'do-not-contact',
    source,
    reason,
    ...(simulated === null ? {} : { simulated }),
  };
}

function numberText({ number }: OptOut): string {
  return number ?? 'forgotten';
}

/** The simulated run whose world it binds; null: it is real. */
function runOf({ world }: OptOut): string | null {
  return world.startsWith(simulatedWorldPrefix) ? world.slice(simulatedWorldPrefix.length) : null;
}

function howText(source: OptOutSource): string {
  switch (source) {
    case 'reply':
      return 'said so in a text';
    case 'conversation':
      return 'said so in a call';
    case 'command':
      return 'by command';
    case 'import':
      return 'from a file';
    case 'list':
      return 'configuration';
    default:
      return unreachable(source);
  }
}
