/** What each template and each expression of a mission may name, with types. */
import type { CollectDraft, RoundDraft } from './draft.ts';
import type { Inspection } from './inspection.ts';
import type { ScopeNames, ScopeType } from './scope.ts';
import type { Path } from './source.ts';

const text: ScopeType = { kind: 'string' };
const number: ScopeType = { kind: 'double' };
const group = (fields: ScopeNames, open = false): ScopeType => ({ kind: 'object', fields, ...(open ? { open } : {}) });

export class Scopes {
  readonly #inspection: Inspection;
  readonly #target: ScopeType;
  readonly #params: ScopeType;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
    const { columns } = inspection;
    this.#target = group(columns ?? {}, columns === null);
    this.#params = this.#paramTypes();
  }

  /** targets.where, negotiate.order */
  ofTarget(): ScopeNames {
    return { target: this.#target, params: this.#params };
  }

  /** goal, rubric, objective: of an answer in this round. */
  ofAnswer(round: RoundDraft): ScopeNames {
    return { collected: group(...this.#fieldsOf(round)), ...this.ofTarget() };
  }

  /** negotiate.stop */
  ofStop(round: RoundDraft): ScopeNames {
    const answer = this.#flat(round, this.#target);
    return { best: this.#withinBounds(answer), answers: { kind: 'list', of: answer }, params: this.#params };
  }

  /** Only an offer between floor and ceiling is ever the best. */
  #withinBounds(answer: ScopeType): ScopeType {
    const { objective, floor, ceiling } = this.#inspection.draft.negotiate ?? {};
    const name = /^\s*(?:minimize|maximize)\s+collected\.(\w+)\s*$/.exec(objective ?? '')?.[1];
    const field = name === undefined || answer.kind !== 'object' ? undefined : answer.fields[name];
    if (name === undefined || answer.kind !== 'object' || field?.kind !== 'double') return answer;
    const minimum = Math.max(field.minimum ?? -Infinity, floor ?? -Infinity);
    const maximum = Math.min(field.maximum ?? Infinity, ceiling ?? Infinity);
    return { ...answer, fields: { ...answer.fields, [name]: { ...field, minimum, maximum } } };
  }

  /** rounds[].targets */
  ofChoice(round: RoundDraft): ScopeNames {
    return { ...this.ofTarget(), rounds: this.#earlier(round) };
  }

  /** assistant.*, message */
  ofPrompt(round: RoundDraft): ScopeNames {
    const { draft, rounds } = this.#inspection;
    const first = rounds[0] ?? round;
    if (round.id === 'act' && draft.class === 'gather-then-act') {
      return { ...this.ofTarget(), found: this.#flat(first, this.#target) };
    }
    const answer = this.#flat(first, this.#target);
    return {
      ...this.ofTarget(),
      previous: answer,
      answers: { kind: 'list', of: answer },
      ...(draft.class === 'sequential-negotiation' ? { best: answer } : {}),
      ...(draft.class === 'multi-round' ? { rounds: this.#earlier(round) } : {}),
    };
  }

  /** approve.ask of a gate before the step. */
  ofQuestion(before: string): ScopeNames {
    const { draft, rounds } = this.#inspection;
    const first = rounds[0];
    const answer = first === undefined ? group({}, true) : this.#flat(first, text);
    const line = group({ rank: number, target: text, score: number });
    return {
      plan: group({ contacts: number, attempts: number, minutes: number, cost: { kind: 'dyn' } }),
      params: this.#params,
      ranking: { kind: 'list', of: line },
      ...(draft.class === 'sequential-negotiation' ? { best: answer } : {}),
      ...(draft.class === 'gather-then-act' && before === 'act' ? { found: answer } : {}),
    };
  }

  #paramTypes(): ScopeType {
    const { draft, broken } = this.#inspection;
    const kinds = { string: 'string', number: 'double', integer: 'double', boolean: 'bool' } as const;
    const types = Object.entries(draft.params ?? {}).map(([name, param]): readonly [string, ScopeType] => {
      const kind = param?.type === undefined ? 'dyn' : kinds[param.type];
      return [name, { kind, ...(param?.secret === true ? { secret: true } : {}) }];
    });
    return group(Object.fromEntries(types), broken.has(['params']));
  }

  /** An answer as prompts see it: its fields, flat, and the target. */
  #flat(round: RoundDraft, target: ScopeType): ScopeType {
    const [fields, open] = this.#fieldsOf(round);
    return group({ ...fields, target }, open);
  }

  #earlier(round: RoundDraft): ScopeType {
    const before = this.#inspection.rounds.filter((each) => each.index < round.index && each.id !== '');
    const fields = before.map((each): readonly [string, ScopeType] => [
      each.id,
      group({ collected: group(...this.#fieldsOf(each)), score: number, rank: number, status: text }),
    ]);
    return group(Object.fromEntries(fields), this.#inspection.broken.has(['rounds']));
  }

  #fieldsOf(round: RoundDraft): readonly [fields: ScopeNames, open: boolean] {
    const { broken, draft } = this.#inspection;
    const own: Path = [...round.path, 'collect'];
    const { collect } = round;
    if (collect === undefined) {
      // A negotiation without fields is told so at its class.
      const told = draft.class === 'sequential-negotiation';
      return [{}, told || broken.has(own) || broken.has(['collect'])];
    }
    const types = Object.entries(collect.value).map(([name, field]): readonly [string, ScopeType] => {
      const unsure = field === undefined || broken.touches([...collect.path, name]);
      return [name, unsure ? { kind: 'dyn' } : fieldType(field)];
    });
    return [Object.fromEntries(types), false];
  }
}

type FieldDraft = NonNullable<CollectDraft[string]>;
type ItemDraft = NonNullable<FieldDraft['items']>;

function fieldType(field: FieldDraft | ItemDraft): ScopeType {
  const { minimum, maximum } = field;
  const words = field.enum?.filter((word) => word !== undefined);
  switch (field.type) {
    case 'number':
    case 'integer':
      return {
        kind: 'double',
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    case 'boolean':
      return { kind: 'bool' };
    case 'string':
      return text;
    case 'array': {
      const items = 'items' in field ? field.items : undefined;
      return { kind: 'list', ...(items === undefined ? {} : { of: fieldType(items) }) };
    }
    case 'enum':
      return { kind: 'string', ...(words === undefined ? {} : { enum: words }) };
    case undefined:
      return words === undefined ? { kind: 'dyn' } : { kind: 'string', enum: words };
  }
}
