/** `mission status [RUN]`: where a run stands. */
import { isRunFinal } from '../../run/mission-state.ts';
import type { Driver } from '../../run/ports.ts';
import { type Context, type Screen, tableWidth } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { withRun } from '../runs.ts';
import { type Standing, standing, statusWord } from '../standing.ts';
import { counted } from '../view/event-text.ts';
import { tableLines } from '../view/table.ts';
import { oneLine } from '../view/width.ts';

export async function run(context: Context, args: ArgsOf<'status'>): Promise<ExitCode> {
  return withRun(context, { run: args.run, unfinished: true }, async ({ store, run: record }) => {
    const found = standing(record, { store, cwd: context.cwd });
    if (context.json) context.printJson(found);
    else {
      printStanding(context.out, { found, driver: record.driver });
      const ended = isRunFinal(record.status);
      for (const signal of ended ? [] : store.signals(record.name)) {
        if (signal.kind === 'cancel' || signal.kind === 'pause')
          context.out.print(`\nA ${signal.kind} is stored; \`mission ${signal.kind} ${record.name}\` carries it out.`);
        if (signal.kind !== 'approve' && signal.kind !== 'deny') continue;
        const answer = signal.kind === 'approve' ? 'A yes' : 'A no';
        context.out.print(
          `\n${answer} to gate ${signal.gate} is stored; \`mission resume ${record.name}\` acts on it.`,
        );
      }
    }
    return exitCodes.succeeded;
  });
}

/** Who carries an unfinished run on. */
function drivenText(found: Standing, driver: Driver | null): string {
  if (found.driven === undefined) return '';
  if (!found.driven) return `no process; \`mission resume ${found.run}\` goes on`;
  return driver === null ? 'a process' : `process ${driver.pid} on ${driver.host}`;
}

function printStanding(
  out: Screen,
  { found, driver }: { readonly found: Standing; readonly driver: Driver | null },
): void {
  const { bold } = out.colours;
  const contacts = Object.entries(found.contacts).map(([status, count]) => `${count} ${status}`);
  out.print(`${bold(found.run)}: ${statusWord(found)}`);
  out.print(oneLine(found.mission));
  const facts = [
    ['File', found.file],
    ['Started', found.started],
    ['Wakes', found.wake ?? ''],
    ['Driven by', drivenText(found, driver)],
    ['Contacts', contacts.join(', ')],
    ['So far', `${counted(found.totals.attempts, 'attempt')}, ${found.totals.minutes} minutes, ${found.totals.cost}`],
  ].filter(([, fact]) => fact !== '');
  out.print('');
  for (const [name = '', fact = ''] of facts) out.print(`${name.padEnd(10)}${fact}`);
  out.print('');
  const rows = found.steps.map((step) => [step.id, step.status, step.note ?? '']);
  const columns = ['STEP', 'STATUS', 'NOTE'].map((title) => ({ title }));
  out.print(tableLines(columns, rows, tableWidth(out)).join('\n'));
  // Of a run that has ended no answer is wanted any more.
  const open = isRunFinal(found.status) ? [] : found.gates.filter(({ status }) => status === 'asked');
  for (const gate of open) {
    out.print('');
    out.print(`Gate ${gate.id} asks until ${gate.expires ?? 'it is answered'}: ${oneLine(gate.question ?? '')}`);
    out.print(`  mission approve ${found.run} ${gate.id}`);
    out.print(`  mission deny ${found.run} ${gate.id}`);
  }
}
