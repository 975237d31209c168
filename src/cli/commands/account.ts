/** `mission account`: what the service knows of the account, and how its agent speaks. */
import { field } from '../../wire/failure.ts';
import type { Context } from '../context.ts';
import { report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { quotaUse } from '../quota-use.ts';
import { printAnswer, type ServiceCalls, textAt, withService } from '../service-call.ts';
import type { AccountSettings } from '../service-invocation.ts';
import { oneLine } from '../view/width.ts';

const labels: Readonly<Record<keyof AccountSettings, string>> = {
  agent_name: 'agent',
  bot_role: 'role',
  custom_instructions: 'instructions',
  greeting: 'greeting',
  voice_preference: 'voice',
};
const labelWidth = 14;

export async function run(context: Context, args: ArgsOf<'account'>): Promise<ExitCode> {
  if (args.action === 'show') return withService(context, (service) => show(context, service));
  const { settings } = args;
  if (Object.keys(settings).length === 0) {
    const help = 'Give --agent, --role, --instructions, --greeting or --voice.';
    return report(context, usageError({ code: 'nothing-to-set', message: 'nothing is to be changed', help }));
  }
  return withService(context, async (service) => {
    const changed = await service.ask({ method: 'PATCH', path: '/me', body: settings });
    if (!changed.ok) return service.failed(changed.error, 'The account may have been changed all the same.');
    return show(context, service, settings);
  });
}

/** `asked`: what it was changed to, which the service must show. */
async function show(context: Context, service: ServiceCalls, asked: AccountSettings = {}): Promise<ExitCode> {
  const me = await service.ask({ method: 'GET', path: '/me' });
  if (!me.ok) return service.failed(me.error);
  const differs = namesOf(asked).filter((name) => (textAt(field(me.value, name)) ?? '') !== asked[name]);
  if (differs.length > 0) {
    const message = `The service took the change, and shows another ${differs.map((name) => labels[name]).join(', ')}.`;
    return service.failed({ code: 'refused', message, help: 'See `mission account`.' });
  }
  if (context.json) printAnswer(context, me.value);
  else for (const line of lines(me.value)) context.out.print(line);
  return exitCodes.succeeded;
}

const namesOf = (settings: AccountSettings) => Object.keys(settings) as (keyof AccountSettings)[];

/** What is not said has no line, but for the settings: that one is not set is worth knowing. */
function lines(me: unknown): readonly string[] {
  const line = (label: string, text: string): string => `${label.padEnd(labelWidth)}${oneLine(text)}`;
  const told = (label: string, name: string): string[] => {
    const text = textAt(field(me, name));
    return text === null ? [] : [line(label, text)];
  };
  return [
    ...(Object.keys(labels) as (keyof AccountSettings)[]).map((name) =>
      line(labels[name], textAt(field(me, name)) ?? "not set: the service's own"),
    ),
    ...told('number', 'dedicated_number'),
    ...told('plan', 'effective_tier'),
    ...quotaUse(me).map(({ of, most, spent }, at) => line(at === 0 ? 'used' : '', `${spent} of ${most} ${of}`)),
  ];
}
