/** `mission sms`: sends one text, lists texts and whom they were exchanged with. */
import { field } from '../../wire/failure.ts';
import type { Context } from '../context.ts';
import { report, usageError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { notContacted, reportNotContacted } from '../not-contacted.ts';
import { parseNumbers } from '../phone-argument.ts';
import { printAnswer, textAt, withoutAnswer, withService } from '../service-call.ts';
import { oneLine } from '../view/width.ts';

type Args = ArgsOf<'sms'>;
type Of<Action extends Args['action']> = Extract<Args, { readonly action: Action }>;

const bodyShownChars = 60;
const lastShownChars = 50;

export async function run(context: Context, args: Args): Promise<ExitCode> {
  switch (args.action) {
    case 'send':
      return send(context, args);
    case 'list':
      return list(context, args);
    case 'conversations':
      return conversations(context);
  }
}

async function send(context: Context, { to, text, media }: Of<'send'>): Promise<ExitCode> {
  const number = parseNumbers([to]);
  if (!number.ok) return report(context, usageError(number.error));
  const [e164 = ''] = number.value;
  const wrong = media.find((url) => !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''));
  if (wrong !== undefined || text.trim() === '') {
    const [code, message] =
      wrong === undefined ? ['empty-text', 'the text is empty'] : ['bad-media', `${wrong} is no address of a picture`];
    return report(context, usageError({ code, message, help: 'See `mission sms send --help`.' }));
  }
  return withService(context, async (service) => {
    const free = await notContacted(context, { number: e164, world: service.account.world });
    if (!free.ok) return reportNotContacted(context, free.error);
    const body = { to: e164, message: text, ...(media.length === 0 ? {} : { media_urls: media }) };
    const answer = await service.ask({ method: 'POST', path: '/messages/send', body });
    const mayBe = 'The text may have been sent all the same.';
    if (!answer.ok) return service.failed(answer.error, mayBe);
    const id = textAt(field(answer.value, 'id'));
    if (id === null) return service.failed(withoutAnswer('the text’s id'), mayBe);
    if (context.json) printAnswer(context, answer.value);
    else {
      const from = textAt(field(answer.value, 'from')) ?? 'unknown';
      context.out.print(`✓ Message sent\n  ID: ${oneLine(id)}\n  From: ${oneLine(from)}\n  To: ${e164}`);
    }
    return exitCodes.succeeded;
  });
}

async function list(context: Context, { limit, contact, direction }: Of<'list'>): Promise<ExitCode> {
  const number = contact === undefined ? null : parseNumbers([contact]);
  if (number !== null && !number.ok) return report(context, usageError(number.error));
  const query = new URLSearchParams({ limit: String(limit) });
  if (number !== null) query.set('contact', number.value[0] ?? '');
  if (direction !== undefined) query.set('direction', direction);
  return withService(context, async (service) => {
    const answer = await service.ask({ method: 'GET', path: `/messages?${query}` });
    if (!answer.ok) return service.failed(answer.error);
    if (context.json) {
      printAnswer(context, answer.value);
      return exitCodes.succeeded;
    }
    if (!Array.isArray(field(answer.value, 'messages'))) return service.failed(withoutAnswer('a list of texts'));
    const messages = listAt(answer.value, 'messages');
    for (const message of messages) context.out.print(messageLine(message));
    const total = field(field(answer.value, 'pagination'), 'total') ?? messages.length;
    context.out.print(`\nTotal: ${String(total)} messages`);
    return exitCodes.succeeded;
  });
}

function messageLine(message: unknown): string {
  const inbound = field(message, 'direction') === 'inbound';
  const [day = ''] = (textAt(field(message, 'created_at')) ?? '').split('T');
  const other = textAt(field(message, inbound ? 'from' : 'to')) ?? 'unknown';
  const body = shortened(textAt(field(message, 'body')) ?? '', bodyShownChars);
  return `${inbound ? '←' : '→'} ${oneLine(day)} ${oneLine(other)}: ${body}`;
}

async function conversations(context: Context): Promise<ExitCode> {
  return withService(context, async (service) => {
    const answer = await service.ask({ method: 'GET', path: '/messages/conversations' });
    if (!answer.ok) return service.failed(answer.error);
    if (context.json) {
      printAnswer(context, answer.value);
      return exitCodes.succeeded;
    }
    for (const each of listAt(answer.value, 'conversations')) {
      const last = shortened(textAt(field(each, 'last_message')) ?? '', lastShownChars);
      context.out.print(`${oneLine(textAt(field(each, 'contact')) ?? 'unknown')}: ${last}`);
    }
    return exitCodes.succeeded;
  });
}

function listAt(of: unknown, name: string): readonly unknown[] {
  const found = field(of, name);
  return Array.isArray(found) ? found : [];
}

/** On one line, at most so many characters and three dots. */
function shortened(text: string, charsMax: number): string {
  const chars = [...oneLine(text)];
  return chars.length > charsMax ? `${chars.slice(0, charsMax).join('')}...` : chars.join('');
}
