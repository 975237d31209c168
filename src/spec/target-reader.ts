/** Makes targets of rows: one check after the other, with what is remembered of the rows before. */
import { slugOf } from '../lib/slug.ts';
import { parsePhone } from './phone.ts';
import type { ZonesOf } from './phone-zones.ts';
import type { Fields, LeftOut, Target, TargetKind, Value } from './spec.ts';
import {
  type CellType,
  convertCell,
  isKind,
  kindProblem,
  oneLine,
  readConsent,
  shown,
  textOf,
  typeWords,
  zoneProblem,
} from './target-cells.ts';
import type { Problem, Problems } from './target-problems.ts';
import type { RowFields, RowSource } from './target-rows.ts';
import { stateNamed, statesOf } from './us-states.ts';
import { isZone } from './zone.ts';

export interface ReaderOptions {
  readonly types: Readonly<Record<string, CellType>>;
  readonly defaults: Fields;
  readonly invalid: 'error' | 'skip';
  readonly duplicates: 'error' | 'first';
  /** Whether `targets` is a list alone, with no place to say what becomes of bad rows. */
  readonly isPlainList: boolean;
  readonly zonesOf: ZonesOf;
  /** Whether targets are told in which states of the US they may be. */
  readonly states: boolean;
  readonly problems: Problems;
  readonly source: RowSource;
}

const nameCharsMax = 200;
/** A number that may be in more zones than these says nothing: toll-free. */
const zonesMax = 6;

export class TargetReader {
  readonly targets: Target[] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #of: ReaderOptions;
  readonly #types: readonly (readonly [string, CellType])[];
  readonly #defaults: readonly (readonly [string, Value])[];
  /** The first row with a number or an id, by its mark. */
  readonly #phones = new Map<string, number>();
  readonly #ids = new Map<string, number>();
  /** One array for every zone that is given, however many targets share it. */
  readonly #zones = new Map<string, readonly string[]>();
  readonly #states = new Map<string, readonly string[]>();
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
    const given = fields.id !== undefined;
    const id = this.#id(fields, name);
    const phone = this.#phone(fields, id ?? name);
    if (phone === undefined) return;
    const kind = this.#kind(fields);
    const consent = this.#consent(fields);
    const zones = this.#zonesFor(fields, { phone, label: id ?? name });
    if (zones === undefined) return;
    if (id !== null) this.#claim(id, given ? 'id' : 'name');
    if (name === null || id === null || phone === null || kind === null || zones === null) return;
    if (this.#of.problems.errors > errorsBefore) return;
    fields.id = id;
    fields.name = name;
    fields.phone = phone;
    fields.kind = kind;
    if (zones.length === 1 && zones[0] !== undefined) fields.timezone = zones[0];
    const states = this.#of.states ? this.#statesFor(fields, phone) : null;
    this.targets.push({
      id,
      name,
      phone,
      zones,
      ...(states === null ? {} : { states }),
      kind,
      ...(consent === null ? {} : { consent }),
      fields,
    });
  }

  #problem(field: string | null, problem: Problem): null {
    this.#of.problems.add(problem, () => this.#of.source.place(field));
    return null;
  }

  #convert(fields: RowFields, column: { readonly name: string; readonly type: CellType }): void {
    const { name, type } = column;
    const given = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (given === undefined) return;
    const value = convertCell(given, type);
    if (value === null) {
      delete fields[name];
      const message = `\`${name}\` is not ${typeWords[type]}: \`${shown(given)}\`.`;
      this.#problem(name, { code: 'bad-cell', message, help: 'Mend the cell, or leave it empty.' });
    } else fields[name] = value;
  }

  #name(fields: RowFields): string | null {
    const name = oneLine(textOf(fields.name) ?? '');
    if (name === '') {
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
    const given = textOf(fields.id)?.trim();
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
  #claim(id: string, field: 'id' | 'name'): void {
    const first = this.#ids.get(id);
    if (first === undefined) {
      this.#ids.set(id, this.#of.source.mark);
      return;
    }
    const message = `There are two targets \`${id}\`; the first is in line ${this.#of.source.lineOf(first)}.`;
    this.#problem(field, { code: 'duplicate-id', message, help: 'Give each an `id` of its own, or leave one out.' });
  }

  /** Undefined: the row is left out, which is no error. */
  #phone(fields: RowFields, label: string | null): string | null | undefined {
    const given = fields.phone;
    if (typeof given === 'number') {
      const message = `The phone number was read as the number ${given}: its \`+\` is lost.`;
      return this.#problem('phone', { code: 'unquoted-phone', message, help: 'Put it into quotes: "+13125550101".' });
    }
    const parsed = parsePhone(textOf(given) ?? '');
    if (!parsed.ok) {
      const { code, message, help = 'Mend the number.' } = parsed.error;
      if (this.#of.invalid === 'skip') return this.#leaveOut(label, { rule: 'number', reason: message });
      return this.#problem('phone', {
        code: `${code}-phone`,
        message,
        help: this.#of.isPlainList ? help : `${help} \`invalid: skip\` leaves such targets out.`,
      });
    }
    const { e164 } = parsed.value;
    const first = this.#phones.get(e164);
    if (first === undefined) {
      this.#phones.set(e164, this.#of.source.mark);
      return e164;
    }
    const message = `${e164} stands in line ${this.#of.source.lineOf(first)} already.`;
    if (this.#of.duplicates === 'first') return this.#leaveOut(label, { rule: 'number', reason: message });
    const keeps = this.#of.isPlainList ? '' : '; `duplicates: first` keeps the first';
    const help = `Leave one of them out${keeps}.`;
    return this.#problem('phone', { code: 'duplicate-phone', message, help });
  }

  #leaveOut(label: string | null, by: Omit<LeftOut, 'target'>): undefined {
    this.leftOut.push({ target: label ?? `line-${this.#of.source.lineOf(this.#of.source.mark)}`, ...by });
  }

  #kind(fields: RowFields): TargetKind | null {
    const given = fields.kind;
    if (given === undefined) return 'service';
    if (isKind(given)) return given;
    return this.#problem('kind', kindProblem(given));
  }

  #consent(fields: RowFields): NonNullable<Target['consent']> | null {
    const read = readConsent(fields);
    if (read === null) return null;
    if ('code' in read) return this.#problem('consent', read);
    for (const name of ['consent.type', 'consent.source', 'consent.at']) delete fields[name];
    fields.consent = read;
    return read;
  }

  /** Undefined: the row is left out, which is no error. */
  #zonesFor(
    fields: RowFields,
    { phone, label }: { readonly phone: string | null; readonly label: string | null },
  ): readonly string[] | null | undefined {
    const given = fields.timezone;
    if (given !== undefined) return this.#givenZone(textOf(given) ?? '');
    if (phone === null) return null;
    const zones = this.#of.zonesOf(phone);
    if (zones.length === 0 && this.#of.invalid === 'skip') {
      const reason = `${phone} does not tell its time zone; give the target a \`timezone\``;
      return this.#leaveOut(label, { rule: 'zone-unknown', reason });
    }
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

  /** The number's and the one that is given: whoever has moved is where one of them says. */
  #statesFor(fields: RowFields, phone: string): readonly string[] {
    const issued = statesOf(phone);
    const given = stateNamed(textOf(fields.state) ?? '');
    if (given === null || issued.includes(given)) return issued;
    const key = [...issued, given].join(' ');
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const states = [...issued, given];
    this.#states.set(key, states);
    return states;
  }

  #givenZone(name: string): readonly string[] | null {
    const known = this.#zones.get(name);
    if (known !== undefined) return known;
    if (isZone(name)) {
      const zones = [name];
      this.#zones.set(name, zones);
      return zones;
    }
    return this.#problem('timezone', zoneProblem(name));
  }
}
