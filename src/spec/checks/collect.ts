/** The fields of `collect`: names, types and what goes with them. */
import type { CollectDraft } from '../draft.ts';
import type { Inspection } from '../inspection.ts';
import { isReservedName } from '../names.ts';
import type { Path } from '../source.ts';

export function checkCollect(inspection: Inspection): void {
  const seen = new Set<unknown>();
  for (const { collect } of inspection.rounds) {
    if (collect === undefined || seen.has(collect.value)) continue;
    seen.add(collect.value);
    checkFields(inspection, { fields: collect.value, path: collect.path });
  }
}

function checkFields(inspection: Inspection, of: { readonly fields: CollectDraft; readonly path: Path }): void {
  for (const [name, field] of Object.entries(of.fields)) {
    const path = [...of.path, name];
    if (name === 'target' || isReservedName(name)) {
      const why = name === 'target' ? 'best.target and found.target are the target' : 'the word means something else';
      const message = `No field may be called ${name}: ${why} in expressions and templates.`;
      inspection.add({ code: 'reserved-name', path, mark: 'key', message, help: 'Give it another name.' });
    }
    if (field !== undefined) checkField(inspection, { field, path });
  }
}

type FieldDraft = NonNullable<CollectDraft[string]>;
type ItemDraft = NonNullable<FieldDraft['items']>;

function checkField(inspection: Inspection, of: { readonly field: FieldDraft | ItemDraft; readonly path: Path }): void {
  const { field, path } = of;
  const { type, minimum, maximum } = field;
  const items = 'items' in field ? field.items : undefined;
  const has = (key: string): boolean => Object.hasOwn(field, key);
  const missing = (message: string, help: string): void =>
    inspection.add({ code: 'missing-key', path: has('type') ? [...path, 'type'] : path, mark: 'key', message, help });
  const misplaced = (key: string, message: string): void =>
    inspection.add({
      code: 'misplaced-key',
      path: [...path, key],
      mark: 'key',
      message,
      help: 'Take it out, or change the type.',
    });

  if (type === undefined && !has('type') && !has('enum')) {
    const message = 'The type of this field is missing.';
    const help = 'Add `type: string`, or number, integer, boolean, enum or array.';
    inspection.add({ code: 'missing-key', path, mark: 'firstLine', message, help });
  }
  if (type === 'enum' && !has('enum')) missing('The type enum needs its words.', 'Add `enum: [yes, no]`.');
  if (type === 'array' && !has('items')) missing('The type array needs `items`.', 'Add `items: { type: string }`.');
  if (has('enum') && type !== undefined && type !== 'enum')
    misplaced('enum', `\`enum\` does not go with the type ${type}.`);
  if (has('items') && type !== undefined && type !== 'array')
    misplaced('items', `\`items\` does not go with the type ${type}.`);
  const isNumber = type === 'number' || type === 'integer';
  for (const key of ['minimum', 'maximum'] as const) {
    if (has(key) && !isNumber && (type !== undefined || has('enum'))) misplaced(key, `\`${key}\` is for numbers only.`);
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    const message = `No number lies between ${minimum} and ${maximum}.`;
    inspection.add({ code: 'empty-range', path: [...path, 'maximum'], message, help: 'Swap minimum and maximum.' });
  }
  if (items !== undefined) checkField(inspection, { field: items, path: [...path, 'items'] });
}
