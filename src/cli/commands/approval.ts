/** `mission approval`: asks a person on their phone, waits for the answer, tells how requests stand. Only `approved` exits with 0. */
import { orAborted } from '../../lib/abortable.ts';
import { secondMs } from '../../lib/time.ts';
import { machineTimers } from '../../lib/timers.ts';
import { type ApprovalWord, approvalIn, approvalWord, unreachedIn } from '../../wire/approval.ts';
import { segment } from '../../wire/client.ts';
import { field } from '../../wire/failure.ts';
import { waitForApproval } from '../approval-wait.ts';
import type { Context } from '../context.ts';
import { report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { printAnswer, type ServiceCalls, textAt, withService } from '../service-call.ts';
import { oneLine } from '../view/width.ts';

type Args = ArgsOf<'approval'>;
type Request = Extract<Args, { readonly action: 'request' }>;
/** What the request came to, as a script reads it. */
type Word = Exclude<ApprovalWord, 'pending'>;

export function run(context: Context, args: Args): Promise<ExitCode> {
  if (args.action === 'request') return request(context, args);
  return withService(context, async (service) => {
    const path =
      args.action === 'status'
        ? `/approvals/${segment(args.id)}`
        : `/approvals?status=${encodeURIComponent(args.status)}`;
    const answer = await service.ask({ method: 'GET', path });
    if (!answer.ok) return service.failed(answer.error);
    if (context.json || args.action === 'list') printAnswer(context, answer.value);
    else standing(context, answer.value);
    return exitCodes.succeeded;
  });
}

function standing(context: Context, answer: unknown): void {
  const isNone = isYesUnverified(answer);
  context.out.print(isNone ? 'expired' : oneLine(textAt(field(answer, 'status')) ?? 'unknown'));
  if (isNone) context.err.print(unverifiedLine);
}

/** A yes, but without the biometrics that it was to be verified by. */
function isYesUnverified(answer: unknown): boolean {
  return saysYes(answer) && approvalIn(answer, { biometric: false }) !== 'approved';
}

function saysYes(answer: unknown): boolean {
  return approvalWord(textAt(field(answer, 'status')) ?? undefined) === 'approved';
}

const unverifiedLine = 'The yes came without a fingerprint or face, and counts as none. Ask again.';

async function request(context: Context, args: Request): Promise<ExitCode> {
  if (args.asked.trim() === '') {
    const help = 'Give a sentence that the person can say yes or no to.';
    return report(context, usageError({ code: 'empty-action', message: 'the action is empty', help }));
  }
  const signal = context.interrupt();
  return withService(context, async (service) => {
    const { asked: action, details, biometric, timeoutS } = args;
    const body = {
      ...{ action, require_biometric: biometric, expires_in: timeoutS },
      ...(details === undefined ? {} : { details }),
    };
    // Asked once: a repetition would ring the phone again.
    const made = await orAborted(service.ask({ method: 'POST', path: '/approvals', body }), signal);
    if (made === null)
      return stopped(context, 'the phone may have been asked', '`mission approval list` tells whether it was.');
    if (!made.ok) return service.failed(made.error, 'The phone may have been asked all the same.');
    const id = textAt(field(made.value, 'request_id'));
    if (id === null) return service.failed({ code: 'unreadable', message: 'The service answered without a request.' });
    const unreached = unreachedIn(made.value);
    if (unreached !== null) return told(context, { word: unreached, id, answer: made.value });
    if (!args.wait) {
      if (context.json) printAnswer(context, made.value);
      else context.out.print(oneLine(id));
      return exitCodes.succeeded;
    }
    if (!context.json) context.err.print(`Waiting for the answer, for ${timeoutS} s at most …`);
    return waited(context, { service, id, timeoutMs: timeoutS * secondMs, biometric, signal });
  });
}

async function waited(
  context: Context,
  of: {
    readonly service: ServiceCalls;
    readonly id: string;
    readonly timeoutMs: number;
    readonly biometric: boolean;
    readonly signal: AbortSignal;
  },
): Promise<ExitCode> {
  const { service, id, timeoutMs, biometric, signal } = of;
  const path = `/approvals/${segment(id)}`;
  const read = () => service.ask({ method: 'GET', path });
  const came = await waitForApproval({ read, timers: machineTimers, timeoutMs, biometric, signal });
  if (!came.ok) return service.failed(came.error);
  if (came.value !== null) return told(context, { ...came.value, id });
  return stopped(
    context,
    'the request still stands on the phone',
    `\`mission approval status ${id}\` tells what was said.`,
  );
}

function stopped(context: Context, message: string, help: string): ExitCode {
  return report(context, { code: 'interrupted', message, help, exit: exitCodes.interrupted });
}

interface Outcome {
  readonly word: Word;
  readonly id: string;
  readonly answer: unknown;
}

function told(context: Context, outcome: Outcome): ExitCode {
  const { word, answer } = outcome;
  if (context.json) printAnswer(context, { outcome: word, answer });
  else {
    context.out.print(word);
    for (const line of nextLines(outcome)) context.err.print(line);
  }
  return word === 'approved' ? exitCodes.succeeded : exitCodes.failed;
}

/** What a word that is no answer means, and what to do. */
function nextLines({ word, id, answer }: Outcome): readonly string[] {
  switch (word) {
    case 'approved':
    case 'denied':
      return [];
    case 'expired':
      return saysYes(answer)
        ? [unverifiedLine]
        : ['Nobody answered in time, which is no yes. Ask again, for longer: --timeout.'];
    case 'timeout':
      return [
        'Nobody has answered yet, which is no yes. Whether somebody did later:',
        `  mission approval status ${id}`,
      ];
    case 'no_devices':
      return [
        "Nobody was asked: the account has no phone. Sign in to the service's phone app,",
        'or ask in another way.',
      ];
    case 'no_devices_reached':
      return ["Nobody was asked: none of the account's phones could be reached. Try again, or", 'ask in another way.'];
  }
}
