/** Commands about numbers and the people behind them. */
import type { Command } from 'commander';
import { type Done, given, type Make, reasonText } from './parse-parts.ts';

export function addNumberCommands(make: Make, done: Done): void {
  addOptOut(make('optout').helpCommand(false), done);
  make('forget')
    .argument('<NUMBER>')
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .action((number: string, found: { dryRun?: boolean }) => {
      done({ command: 'forget', number, dryRun: found.dryRun === true });
    });
}

function addOptOut(optout: Command, done: Done): void {
  optout
    .command('add')
    .summary('never contact these numbers again')
    .description('Never contact these numbers again, in any mission of the workspace.')
    .usage('[options] NUMBER...')
    .argument('<NUMBER...>')
    .requiredOption('--reason <TEXT>', 'why, for whoever reads the list', reasonText)
    .action((numbers: string[], { reason }: { reason: string }) => {
      done({ command: 'optout', action: 'add', numbers, reason });
    });
  optout
    .command('remove')
    .summary('take back what `add` or `import` said')
    .description('Take back what `add` or `import` said. It stays in the history.')
    .usage('[options] NUMBER')
    .argument('<NUMBER>')
    .requiredOption('--reason <TEXT>', 'why', reasonText)
    .option('--new-consent', "take back the person's own word too: they have consented anew")
    .action((number: string, found: { reason: string; newConsent?: boolean }) => {
      const { reason, newConsent = false } = found;
      done({ command: 'optout', action: 'remove', number, reason, newConsent });
    });
  optout
    .command('list')
    .summary('show who is not contacted, since when and why')
    .description('Show who is not contacted, since when and why.')
    .usage('[options]')
    .option('--history', 'every change, what was taken back and simulated ones included')
    .action((found: { history?: boolean }) => {
      done({ command: 'optout', action: 'list', history: found.history === true });
    });
  optout
    .command('import')
    .summary('add the numbers of a file')
    .description('Add the numbers of a file: one a line, or a CSV. What is no number is told with its place.')
    .usage('[options] FILE')
    .argument('<FILE>')
    .option('--column <NAME>', 'the column with the numbers')
    .option('--reason <TEXT>', 'why, where the file has no column `reason`', reasonText)
    .action((file: string, found: { column?: string; reason?: string }) => {
      done({ command: 'optout', action: 'import', file, ...given({ column: found.column, reason: found.reason }) });
    });
}
