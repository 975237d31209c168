/** The mission's inputs: their defaults, overlaid by what the command line gives. */
import { didYouMean } from '../../lib/suggest.ts';
import type { MissionDraft } from '../draft.ts';
import type { Inspection } from '../inspection.ts';
import { isReservedName } from '../names.ts';
import type { Spec } from '../spec.ts';

type ParamDraft = NonNullable<NonNullable<MissionDraft['params']>[string]>;
type ParamValue = Spec['params'][string];

/** The values; a param that is wrong or missing has none. `given`: as typed after `-p`. */
export function resolveParams(
  of: Pick<Inspection, 'draft' | 'broken' | 'add'>,
  given: Readonly<Record<string, string>>,
): Spec['params'] {
  const params = of.draft.params ?? {};
  const values: [string, ParamValue][] = [];
  for (const [name, param] of Object.entries(params)) {
    if (param === undefined) continue;
    if (isReservedName(name)) addReserved(of, name);
    const value = Object.hasOwn(given, name)
      ? givenValue(of, { name, param, text: given[name] ?? '' })
      : defaultValue(of, { name, param });
    if (value !== undefined) values.push([name, value]);
  }
  for (const name of Object.keys(given)) if (!Object.hasOwn(params, name)) addUnknown(of, name);
  return Object.fromEntries(values);
}

type Adding = Pick<Inspection, 'draft' | 'broken' | 'add'>;

function addReserved({ add }: Adding, name: string): void {
  const message = `No param may be called ${name}: the word means something else in expressions or templates.`;
  add({ code: 'reserved-name', path: ['params', name], mark: 'key', message, help: 'Give it another name.' });
}

function addUnknown({ draft, broken, add }: Adding, name: string): void {
  if (broken.touches(['params'])) return;
  const names = Object.keys(draft.params ?? {});
  const help = names.length === 0 ? 'This mission has no params.' : `There is: ${names.join(', ')}.`;
  const message = `\`-p ${name}=…\` was given, and this mission has no such param.`;
  add({ code: 'unknown-param', path: ['params'], mark: 'key', message, help: didYouMean(name, names) ?? help });
}

interface OfParam {
  readonly name: string;
  readonly param: ParamDraft;
}

function defaultValue({ add, broken }: Adding, { name, param }: OfParam): ParamValue | undefined {
  const { type, default: value } = param;
  if (value === undefined) {
    if (broken.touches(['params', name, 'default'])) return undefined;
    const message = `The param ${name} has no default, and none was given.`;
    add({
      code: 'missing-param',
      path: ['params', name],
      mark: 'key',
      message,
      help: `Give it with \`-p ${name}=…\`, or add a default.`,
    });
    return undefined;
  }
  if (type === undefined || isOfType(type, value)) return value;
  const message = `The default is not ${words[type]}.`;
  const help = type === 'string' ? 'Put it in quotes.' : `Write ${words[type]}, or change the type.`;
  add({ code: 'wrong-type', path: ['params', name, 'default'], message, help });
  return undefined;
}

type ParamType = NonNullable<ParamDraft['type']>;

const words: Readonly<Record<ParamType, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function isOfType(type: ParamType, value: ParamValue): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  return typeof value === type;
}

function givenValue({ add }: Adding, of: OfParam & { readonly text: string }): ParamValue | undefined {
  const { name, param, text } = of;
  const value = param.type === undefined ? text : readAs(param.type, text);
  if (value !== undefined) return value;
  const message = `\`-p ${name}=${text}\` was given; the param is ${words[param.type ?? 'string']}.`;
  add({
    code: 'bad-param',
    path: ['params', name],
    mark: 'key',
    message,
    help: `Give ${words[param.type ?? 'string']}.`,
  });
  return undefined;
}

function readAs(type: ParamType, text: string): ParamValue | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return { true: true, yes: true, false: false, no: false }[text.toLowerCase()];
    case 'number':
    case 'integer': {
      const value = /^[-+]?(\d{1,20}(\.\d{1,20})?|\.\d{1,20})(e[-+]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
      if (!Number.isFinite(value)) return undefined;
      return type === 'integer' && !Number.isSafeInteger(value) ? undefined : value;
    }
  }
}
