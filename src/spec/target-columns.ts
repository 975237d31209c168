/** Which fields targets have: what templates and expressions may read as `target`. */
import type { ScopeType } from './scope.ts';
import type { Fields } from './spec.ts';
import type { CellType } from './target-cells.ts';
import type { RowSource } from './target-rows.ts';

export interface Column {
  readonly name: string;
  readonly type: ScopeType;
}

interface ColumnsOptions {
  readonly types?: Readonly<Record<string, CellType>>;
  readonly defaults?: Fields;
}

/** Which fields there are, and of which type each always is. */
export class Columns {
  readonly #kinds = new Map<string, ScopeType['kind']>(
    ['id', 'name', 'phone', 'kind', 'timezone'].map((name) => [name, 'string']),
  );
  /** A CSV's cells are of the type that the mission file says; there is no need to look at each. */
  readonly #known: boolean;

  constructor(source: RowSource, options: ColumnsOptions) {
    this.#known = source.header !== null;
    for (const name of source.header ?? []) {
      if (name.startsWith('consent.') || name === 'consent') this.#kinds.set('consent', 'object');
      else this.#add(name, cellKinds[options.types?.[name] ?? 'string']);
    }
    if (this.#known) this.see(options.defaults ?? {}, true);
  }

  see(fields: Fields, always = false): void {
    if (this.#known && !always) return;
    for (const name of Object.keys(fields)) this.#add(name, kindOf(fields[name]));
  }

  #add(name: string, kind: ScopeType['kind']): void {
    const known = this.#kinds.get(name);
    if (known === undefined) this.#kinds.set(name, kind);
    else if (known !== kind && known !== 'dyn') this.#kinds.set(name, 'dyn');
  }

  list(): readonly Column[] {
    return [...this.#kinds].map(([name, kind]) => ({ name, type: typeOf(kind) }));
  }
}

const cellKinds = { string: 'string', number: 'double', integer: 'double', boolean: 'bool' } as const;
const consentType: ScopeType = { kind: 'object', fields: {}, open: true };

function typeOf(kind: ScopeType['kind']): ScopeType {
  return kind === 'object' ? consentType : { kind };
}

function kindOf(value: unknown): ScopeType['kind'] {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'double';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? 'list' : 'object';
}
