/** Makes targets of rows: one check after the other, with what is remembered of the rows before. */
import { slugOf } from '../lib/slug.ts';
import { didYouMean } from '../lib/suggest.ts';
import { readBoolean, readNumber } from './cell.ts';
import { parsePhone } from './phone.ts';
import type { ZonesOf } from './phone-zones.ts';
import type { Fields, LeftOut, Target, TargetKind, Value } from './spec.ts';
import type { Place, Problem, Problems } from './target-problems.ts';
import type { RowFields, RowSource } from './target-rows.ts';
import { isZone, nearestZone } from './zone.ts';

export type CellType = 'string' | 'number' | 'integer' | 'boolean';

export interface ReaderOptions {
  readonly types: Readonly<Record<string, CellType>>;
  readonly defaults: Fields;
  readonly invalid: 'error' | 'skip';
  readonly duplicates: 'error' | 'first';
  readonly zonesOf: ZonesOf;
  readonly problems: Problems;
  readonly source: RowSource;
  /** Where the mission file gives the default of a field. */
  readonly defaultPlace: (field: string) => Place;
}

const kinds: readonly string[] = ['automated', 'service', 'professional', 'person'] satisfies readonly TargetKind[];
const nameCharsMax = 200;
/** A number that may be in more zones than these says nothing: toll-free. */
const zonesMax = 6;

export class TargetReader {
  readonly targets: Target[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #of: ReaderOptions;
  readonly #types: readonly (readonly [string, CellType])[];
  readonly #defaults: readonly (readonly [string, Value])[];
  /** The line of the first row with a number or an id. */
  readonly #phones = new Map<string, number>();
  readonly #ids = new Map<string, number>();
  /** One array for every zone that is given, however many targets share it. */
  readonly #zones = new Map<string, readonly string[]>();
  #rows = 0;

  constructor(of: ReaderOptions) {
    this.#of = of;
    this.#types = Object.entries(of.types).filter(([name]) => name !== 'phone' && name !== 'name' && name !== 'id');
    this.#defaults = Object.entries(of.defaults).filter(([, value]) => value !== null);
  }

  /** All rows read, targets and others. */
  get rows(): number {
    return this.#rows;
  }

  /** `fields` becomes the target's own. What is wrong is reported; then there is no target. */
  read(fields: RowFields): void {
    this.#rows += 1;
    const errorsBefore = this.#of.problems.errors;
    for (const [name, value] of this.#defaults) if (!Object.hasOwn(fields, name)) fields[name] = value;
    for (const [name, type] of this.#types) this.#convert(fields, { name, type });
    const name = this.#name(fields);
    const id = this.#id(fields, name);
    const phone = this.#phone(fields, id ?? name);
    if (phone === undefined) return;
    const kind = this.#kind(fields);
    const consent = this.#consent(fields);
    const zones = this.#zonesFor(fields, phone);
    if (id !== null) this.#claim(id);
    if (name === null || id === null || phone === null || kind === null || zones === null) return;
    if (this.#of.problems.errors > errorsBefore) return;
    fields['id'] = id;
    fields['name'] = name;
    fields['phone'] = phone;
    fields['kind'] = kind;
    if (zones.length === 1 && zones[0] !== undefined) fields['timezone'] = zones[0];
    this.targets.push({ id, name, phone, zones, kind, ...(consent === null ? {} : { consent }), fields });
  }

  #problem(field: string | null, problem: Problem): null {
    const { problems, source, defaults, defaultPlace } = this.#of;
    problems.add(problem, () => {
      // A wrong default is wrong in the mission file, not in the row that lacks the cell.
      const given = source.place(field);
      return field !== null && given.path === '' && Object.hasOwn(defaults, field) ? defaultPlace(field) : given;
    });
    return null;
  }

  #convert(fields: RowFields, column: { readonly name: string; readonly type: CellType }): void {
    const { name, type } = column;
    const given = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (given === undefined) return;
    const value = convert(given, type);
    if (value === null) {
      delete fields[name];
      const message = `\`${name}\` is not ${typeWords[type]}: \`${shown(given)}\`.`;
      this.#problem(name, { code: 'bad-cell', message, help: 'Mend the cell, or leave it empty.' });
    } else fields[name] = value;
  }

  #name(fields: RowFields): string | null {
    const name = textOf(fields['name'])
      ?.replace(/[\p{Cc}\s]+/gu, ' ')
      .trim();
    if (name === undefined || name === '') {
      return this.#problem('name', {
        code: 'missing-name',
        message: 'This target has no name.',
        help: 'Give it a `name`.',
      });
    }
    if (name.length <= nameCharsMax) return name;
    return this.#problem('name', {
      code: 'long-name',
      message: `A name has at most ${nameCharsMax} characters.`,
      help: 'Shorten it.',
    });
  }

  #id(fields: RowFields, name: string | null): string | null {
    const given = textOf(fields['id'])?.trim();
    if (given !== undefined && given !== '') {
      if (
        /^[\p{Letter}\p{Mark}\p{Number}][\p{Letter}\p{Mark}\p{Number}._-]*$/u.test(given) &&
        given.length <= nameCharsMax
      )
        return given;
      const help = `Write letters, digits, \`-\`, \`_\` and \`.\`${slugOf(given) === '' ? '' : `, such as ${slugOf(given)}`}.`;
      return this.#problem('id', { code: 'bad-id', message: `\`${shown(given)}\` cannot be an id.`, help });
    }
    if (name === null) return null;
    const id = slugOf(name);
    if (id !== '') return id;
    return this.#problem('name', {
      code: 'bad-id',
      message: 'No id can be made of this name.',
      help: 'Give the target an `id`.',
    });
  }

  /** Remembers an id; the same one again is an error at the later place. */
  #claim(id: string): void {
    const first = this.#ids.get(id);
    if (first === undefined) {
      this.#ids.set(id, this.#of.source.line);
      return;
    }
    const message = `There are two targets \`${id}\`; the first is in line ${first}.`;
    this.#problem('name', { code: 'duplicate-id', message, help: 'Give each an `id` of its own, or leave one out.' });
  }

  /** Undefined: the row is left out, which is no error. */
  #phone(fields: RowFields, label: string | null): string | null | undefined {
    const given = fields['phone'];
    if (typeof given === 'number') {
      const message = `The phone number was read as the number ${given}: its \`+\` is lost.`;
      return this.#problem('phone', { code: 'unquoted-phone', message, help: 'Put it into quotes: "+13125550101".' });
    }
    const parsed = parsePhone(textOf(given) ?? '');
    if (!parsed.ok) {
      const { code, message, help = 'Mend the number.' } = parsed.error;
      if (this.#of.invalid === 'skip') return this.#leaveOut(label, message);
      return this.#problem('phone', {
        code: `${code}-phone`,
        message,
        help: `${help} \`invalid: skip\` leaves such targets out.`,
      });
    }
    const { e164 } = parsed.value;
    const first = this.#phones.get(e164);
    if (first === undefined) {
      this.#phones.set(e164, this.#of.source.line);
      return e164;
    }
    const message = `${e164} stands in line ${first} already.`;
    if (this.#of.duplicates === 'first') return this.#leaveOut(label, message);
    const help = 'Leave one of them out; `duplicates: first` keeps the first.';
    return this.#problem('phone', { code: 'duplicate-phone', message, help });
  }

  #leaveOut(label: string | null, reason: string): undefined {
    this.leftOut.push({ target: label ?? `line-${this.#of.source.line}`, rule: 'number', reason });
  }

  #kind(fields: RowFields): TargetKind | null {
    const given = fields['kind'];
    if (given === undefined) return 'service';
    if (typeof given === 'string' && kinds.includes(given)) return given as TargetKind;
    const help = didYouMean(shown(given), kinds) ?? `One of ${kinds.join(', ')}.`;
    return this.#problem('kind', { code: 'bad-kind', message: `There is no kind \`${shown(given)}\`.`, help });
  }

  /** A group with `type`, or in a CSV the columns consent (or consent.type), consent.source and consent.at. */
  #consent(fields: RowFields): NonNullable<Target['consent']> | null {
    const group = fields['consent'];
    if (group === undefined && fields['consent.type'] === undefined && fields['consent.source'] === undefined) return null;
    const parts = typeof group === 'object' && !Array.isArray(group) ? (group as Fields) : {};
    const part = (name: string): string | undefined => textOf(parts[name]) ?? textOf(fields[`consent.${name}`]);
    const type = part('type') ?? textOf(group);
    const [source, at] = [part('source'), part('at')];
    if (type === undefined) {
      return this.#problem('consent', {
        code: 'bad-consent',
        message: 'Consent needs a `type`.',
        help: 'Say what was agreed to, and how.',
      });
    }
    if (at !== undefined && !/^\d{4}-\d\d-\d\d(T.*)?$/.test(at)) {
      return this.#problem('consent', {
        code: 'bad-consent',
        message: `\`${shown(at)}\` is no date.`,
        help: 'Write it like 2026-11-23.',
      });
    }
    const consent = { type, ...(source === undefined ? {} : { source }), ...(at === undefined ? {} : { at }) };
    for (const name of ['consent.type', 'consent.source', 'consent.at']) delete fields[name];
    fields['consent'] = consent;
    return consent;
  }

  #zonesFor(fields: RowFields, phone: string | null): readonly string[] | null {
    const given = fields['timezone'];
    if (given !== undefined) return this.#givenZone(shown(given));
    if (phone === null) return null;
    const zones = this.#of.zonesOf(phone);
    if (zones.length === 0) {
      const help = 'Give the target a `timezone`, such as America/Chicago.';
      return this.#problem('phone', { code: 'no-timezone', message: `${phone} does not tell its time zone.`, help });
    }
    if (zones.length > zonesMax) {
      const message = `${phone} may be in any of ${zones.length} time zones: it may be called only when all of them are open.`;
      const help = 'Give the target a `timezone`, such as America/Chicago.';
      this.#problem('phone', { code: 'vague-timezone', severity: 'warning', message, help });
    }
    return zones;
  }

  #givenZone(name: string): readonly string[] | null {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    if (isZone(name)) {
      const zones = [name];
      this.#zones.set(name, zones);
      return zones;
    }
    const help = (): string => {
      const near = nearestZone(name);
      return near === undefined ? 'Write an IANA zone, such as America/Chicago.' : `Did you mean ${near}?`;
    };
    return this.#problem('timezone', {
      code: 'bad-timezone',
      message: `There is no time zone \`${shown(name)}\`.`,
      help,
    });
  }
}

const typeWords: Readonly<Record<CellType, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** Null: it is not of the type. */
function convert(given: Value, type: CellType): Value | null {
  if (type === 'string') return textOf(given) ?? null;
  if (type === 'boolean') return typeof given === 'boolean' ? given : readBoolean(textOf(given) ?? '');
  const number = typeof given === 'string' ? readNumber(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number)) return null;
  return type === 'integer' && !Number.isInteger(number) ? null : number;
}

function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const shownCharsMax = 60;

/** In a message, on one line. */
function shown(value: Value): string {
  const text = (textOf(value) ?? JSON.stringify(value)).replace(/[\p{Cc}\s]+/gu, ' ');
  return text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text;
}
