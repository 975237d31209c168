/** `mission voices`: the voices that assistants can speak with. */
import { field } from '../../wire/failure.ts';
import { type Context, tableWidth } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ArgsOf } from '../invocation.ts';
import { printAnswer, textAt, withoutAnswer, withService } from '../service-call.ts';
import type { VoiceFilter } from '../service-invocation.ts';
import { tableLines } from '../view/table.ts';
import { oneLine } from '../view/width.ts';

const columns = ['id', 'language', 'gender', 'accent', 'label'];

export function run(context: Context, { filter }: ArgsOf<'voices'>): Promise<ExitCode> {
  return withService(context, async (service) => {
    const query = filter.provider === undefined ? '' : `?provider=${encodeURIComponent(filter.provider)}`;
    const answer = await service.ask({ method: 'GET', path: `/voices${query}` });
    if (!answer.ok) return service.failed(answer.error);
    const listed = field(answer.value, 'voices');
    if (!Array.isArray(listed)) return service.failed(withoutAnswer('a list of voices'));
    const all = listed.filter((voice) => textAt(field(voice, 'id')) !== null);
    const voices = all.filter((voice) => isWanted(voice, filter));
    if (context.json) {
      printAnswer(context, { ...(answer.value as object), voices, total: voices.length });
      return exitCodes.succeeded;
    }
    const rows = voices.map((voice) => columns.map((column) => textAt(field(voice, column)) ?? ''));
    const titles = columns.map((title) => ({ title }));
    if (rows.length > 0) context.out.print(tableLines(titles, rows, tableWidth(context.out)).join('\n'));
    context.err.print(closing(answer.value, { shown: voices.length, all: all.length }));
    return exitCodes.succeeded;
  });
}

function isWanted(voice: unknown, { language, gender, accent, search }: VoiceFilter): boolean {
  const of = (name: string): string => (textAt(field(voice, name)) ?? '').toLowerCase();
  const has = (names: readonly string[], part: string | undefined): boolean =>
    part === undefined || names.some((name) => of(name).includes(part.toLowerCase()));
  return (
    (language === undefined || of('language').startsWith(language.toLowerCase())) &&
    (gender === undefined || of('gender') === gender.toLowerCase()) &&
    has(['accent'], accent) &&
    has(['id', 'name', 'label'], search)
  );
}

function closing(answer: unknown, { shown, all }: { readonly shown: number; readonly all: number }): string {
  const standard = textAt(field(answer, 'default_voice'));
  const providers = field(answer, 'providers');
  const names = Array.isArray(providers) ? providers.filter((name) => typeof name === 'string') : [];
  return [
    `${shown} of ${all} voices.`,
    ...(standard === null ? [] : [`Without a choice it is ${oneLine(standard)}.`]),
    ...(names.length === 0 ? [] : [`Providers: ${oneLine(names.join(', '))}.`]),
  ].join(' ');
}
