/** `mission call`: has your own phone or another one called, tells how a call stands, hangs up. */
import { segment } from '../../wire/client.ts';
import { field } from '../../wire/failure.ts';
import type { Context } from '../context.ts';
import { report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { notContacted, reportNotContacted } from '../not-contacted.ts';
import { parseNumbers } from '../phone-argument.ts';
import { printAnswer, type ServiceCalls, textAt, withoutAnswer, withService } from '../service-call.ts';

type Args = ArgsOf<'call'>;
type Placing = Extract<Args, { readonly action: 'place' }>;

export function run(context: Context, args: Args): Promise<ExitCode> {
  if (args.action === 'place') return place(context, args);
  return withService(context, async (service) => {
    const path = `/calls/${segment(args.id)}`;
    const answer =
      args.action === 'status'
        ? await service.ask({ method: 'GET', path })
        : await service.ask({ method: 'POST', path: `${path}/end`, body: { reason: args.reason } });
    if (!answer.ok) return service.failed(answer.error);
    printAnswer(context, answer.value);
    return exitCodes.succeeded;
  });
}

/** A greeting that is nothing but a number is whom to call. */
const numberAlone = /^\+?\d{10,15}$/;

async function place(context: Context, args: Placing): Promise<ExitCode> {
  const misplaced = args.to === undefined && args.greeting !== undefined && numberAlone.test(args.greeting);
  const to = misplaced ? args.greeting : args.to;
  const greeting = misplaced ? undefined : args.greeting;
  if (misplaced && !context.json) context.err.print('The greeting is a phone number, so that number is called.');
  const number = to === undefined ? null : parseNumbers([to]);
  if (number !== null && !number.ok) return report(context, usageError(number.error));
  return withService(context, async (service) => {
    const body = {
      ...(number === null ? {} : { to: number.value[0] ?? '' }),
      ...(greeting === undefined || greeting === '' ? {} : { greeting }),
      ...(args.purpose === undefined || args.purpose === '' ? {} : { context: { purpose: args.purpose } }),
    };
    return placed(context, { service, body });
  });
}

async function placed(
  context: Context,
  { service, body }: { readonly service: ServiceCalls; readonly body: { readonly to?: string } },
): Promise<ExitCode> {
  if (body.to !== undefined) {
    const free = await notContacted(context, { number: body.to, world: service.account.world });
    if (!free.ok) return reportNotContacted(context, free.error);
  }
  if (!context.json) context.err.print(`Calling ${body.to ?? 'your phone'} …`);
  const answer = await service.ask({ method: 'POST', path: '/calls', body });
  const mayBe = 'The call may be under way all the same.';
  if (!answer.ok) return service.failed(answer.error, mayBe);
  const id = textAt(field(answer.value, 'call_id'));
  if (id === null) return service.failed(withoutAnswer('the call’s id'), mayBe);
  if (!context.json) context.out.print(`Call initiated: ${id}`);
  printAnswer(context, answer.value);
  return exitCodes.succeeded;
}
