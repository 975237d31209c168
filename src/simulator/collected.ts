/** Values for the fields of `collect`: drawn by type and range where none are scripted, or read out of a scripted reply. */
import type { CollectField, Fields, Value } from '../spec/spec.ts';
import type { Draws } from './draw.ts';

type Collect = Readonly<Record<string, CollectField>>;
type Shape = Omit<CollectField, 'required' | 'description'>;

/** How often a field that is not required is answered, and a yes-or-no question with yes. */
const answeredShare = 0.85;
const yesShare = 0.75;
/** Ranges of this width and more have whole numbers: nobody quotes 41.87 where 20 to 80 is usual. */
const wholeFrom = 10;

const phrases = [
  'Next week would work',
  'Please send the details by email',
  'We can do that',
  'Ask for the manager',
  'Mornings are best',
  'It depends on the size of the job',
] as const;

/** Valid by `collect`, every required field present. */
export function drawCollected(collect: Collect, draws: Draws): Fields {
  const fields: Record<string, Value> = {};
  for (const [name, field] of Object.entries(collect)) {
    if (field.required || draws.chance(`answers ${name}`, answeredShare))
      set(fields, name, drawValue(name, field, draws));
  }
  return fields;
}

function drawValue(label: string, field: Shape, draws: Draws): Value {
  switch (field.type) {
    case 'boolean':
      return draws.chance(label, yesShare);
    case 'number':
      return drawNumber(label, field, draws);
    case 'integer':
      return draws.whole(label, wholeRange(field));
    case 'enum':
      return drawOption(label, field.enum ?? [], draws);
    case 'string':
      return field.enum === undefined ? draws.pick(label, phrases) : drawOption(label, field.enum, draws);
    case 'array':
      return drawItems(label, field.items ?? { type: 'string' }, draws);
  }
}

/** The bounds that are missing are made up near the one that is there. */
function range(field: Shape): { readonly min: number; readonly max: number } {
  const min = field.minimum ?? (field.maximum === undefined ? 10 : Math.min(0, field.maximum - 100));
  return { min, max: field.maximum ?? min + Math.max(90, Math.abs(min)) };
}

function wholeRange(field: Shape): { readonly min: number; readonly max: number } {
  const { min, max } = range(field);
  return { min: Math.ceil(min), max: Math.max(Math.ceil(min), Math.floor(max)) };
}

function drawNumber(label: string, field: Shape, draws: Draws): number {
  const { min, max } = range(field);
  if (max - min >= wholeFrom) return draws.whole(label, wholeRange(field));
  const value = Math.round((min + draws.unit(label) * (max - min)) * 100) / 100;
  return Math.min(max, Math.max(min, value));
}

function drawOption(label: string, options: readonly string[], draws: Draws): string {
  const [first, ...rest] = options;
  return first === undefined ? '' : draws.pick(label, [first, ...rest]);
}

function drawItems(label: string, items: Shape, draws: Draws): Value {
  const count = draws.whole(`${label} count`, { min: 1, max: 3 });
  const values = Array.from({ length: count }, (_, i) => drawValue(`${label} ${i}`, items, draws));
  return values.filter((value, i) => values.indexOf(value) === i);
}

/** What a scripted reply says about the fields; a field it says nothing about is absent. */
export function readReply(text: string, collect: Collect): Fields {
  const fields: Record<string, Value> = {};
  const numbers = (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  for (const [name, field] of Object.entries(collect)) {
    const value = field.type === 'number' || field.type === 'integer' ? numbers.shift() : readValue(text, field);
    if (value !== undefined) set(fields, name, value);
  }
  return fields;
}

function readValue(text: string, field: Shape): Value | undefined {
  const mentioned = (options: readonly string[]) => options.filter((option) => mentions(text, option));
  switch (field.type) {
    case 'boolean':
      return yesOrNo(text);
    case 'enum':
      return mentioned(field.enum ?? [])[0];
    case 'array': {
      const options = field.items?.enum;
      return options === undefined ? [text.trim()] : mentioned(options);
    }
    default:
      return field.enum === undefined ? text.trim() : mentioned(field.enum)[0];
  }
}

function yesOrNo(text: string): boolean | undefined {
  if (/\b(no|nope|not|never|n)\b/i.test(text)) return false;
  if (/\b(yes|yep|yeah|y|sure|ok|okay|confirm|confirmed|correct)\b/i.test(text)) return true;
  return undefined;
}

/** Case, hyphens and underscores aside. */
function mentions(text: string, option: string): boolean {
  const plain = (words: string) =>
    ` ${words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `;
  return plain(text).includes(plain(option));
}

/** Defined, not assigned: a field may be called `__proto__`. */
function set(fields: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true });
}
