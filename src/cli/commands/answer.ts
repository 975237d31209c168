/** `mission approve|deny [RUN] GATE`: answers a gate from any terminal, for exactly what was asked. */
import { isRunFinal } from '../../run/mission-state.ts';
import type { RunRecord } from '../../run/ports.ts';
import type { GateState } from '../../run/state.ts';
import type { Context } from '../context.ts';
import { type CommandError, report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { withRun } from '../runs.ts';
import { oneLine } from '../view/width.ts';

export async function run(context: Context, args: ArgsOf<'approve' | 'deny'>): Promise<ExitCode> {
  return withRun(context, { run: args.run, unfinished: true }, async ({ store, run: record }) => {
    const gates = store.mission(record.name)?.gates ?? {};
    const gate = Object.hasOwn(gates, args.gate) ? gates[args.gate] : undefined;
    const unanswered = gate?.status === 'asked' || gate?.status === 'shut';
    if (unanswered && isRunFinal(record.status)) return report(context, ended(record));
    if (gate?.status !== 'asked' || gate.hash === undefined) {
      return report(context, notAsked({ run: record.name, id: args.gate, gate, gates: Object.keys(gates) }));
    }
    store.signal(record.name, { kind: args.command, gate: args.gate, hash: gate.hash, by: 'command' });
    if (context.json) {
      context.printJson({
        run: record.name,
        gate: args.gate,
        answer: args.command === 'approve' ? 'approved' : 'denied',
        question: gate.question,
        asked: gate.hash,
      });
    } else {
      context.out.print(`Gate ${args.gate} of ${record.name} asks: ${oneLine(gate.question ?? '')}`);
      context.out.print(`${args.command === 'approve' ? 'Approved' : 'Denied'} as ${gate.hash}.`);
      context.err.print(`Where no process drives the run, \`mission resume ${record.name}\` goes on.`);
    }
    return exitCodes.succeeded;
  });
}

function ended({ name, status }: RunRecord): CommandError {
  const help = `\`mission results ${name}\` prints what came of it.`;
  return usageError({ code: 'run-ended', message: `${name} has ended (${status}): it wants no answer any more`, help });
}

function notAsked(about: {
  readonly run: string;
  readonly id: string;
  readonly gate: GateState | undefined;
  readonly gates: readonly string[];
}): CommandError {
  const { run, id, gate, gates } = about;
  if (gate === undefined) {
    const known = gates.length === 0 ? 'It has no gates.' : `Its gates: ${gates.join(', ')}.`;
    return usageError({ code: 'no-such-gate', message: `run ${run} has no gate ${id}`, help: known });
  }
  if (gate.status === 'shut' || gate.status === 'asked') {
    const help = '`mission run --approve` says yes beforehand; `mission status` shows where the run stands.';
    return usageError({ code: 'not-asked', message: `gate ${id} of ${run} has not been asked yet`, help });
  }
  const how = gate.by === undefined ? '' : ` (${gate.by})`;
  const help = 'An answer is final. `mission status` shows where the run stands.';
  return usageError({ code: 'already-answered', message: `gate ${id} of ${run} is ${gate.status}${how}`, help });
}
