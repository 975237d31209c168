/**
 * The results document as YAML.
 *
 * Written here and not with the `yaml` package: a run with ten thousand contacts is written again every second, which takes
 * that package 0.8 s and this 0.1 s. What it writes is the plainest YAML there is: block maps and lists, flow maps for what
 * belongs on one line, and double-quoted JSON strings wherever a plain word could be read as anything else. A test has the
 * `yaml` package read it back.
 */

/** Members whose items are long enough for a block of their own. */
const blocks = new Set(['contacts', 'failures', 'rounds', 'act']);
const reserved = /^(?:true|false|null|yes|no|on|off)$/i;
const plainWords = /^[A-Za-z][\w./@()&'-]*(?: [\w.@()&'-][\w./@()&'-]*)*$/;
const plainForms = [
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
  /^\d+(?:\.\d+)?s$/,
  /^\d+\.\d\d [A-Z]{3}$/,
  /^sha256:[0-9a-f]{64}$/,
];
/** What JSON leaves as it is and YAML does not print. */
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** The document in pieces of whole lines, one per member or item. Members that are undefined are left out. */
export function* yamlPieces(document: object): Generator<string> {
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue;
    if (!Array.isArray(value) || isShort(key, value)) {
      yield memberText(key, value, '');
      continue;
    }
    yield `${scalar(key)}:\n`;
    for (const item of value) yield itemText(item, { indent: '  ', block: blocks.has(key) });
  }
}

/** `key: value` with whatever lines follow it. */
function memberText(key: string, value: unknown, indent: string): string {
  const name = `${indent}${scalar(key)}:`;
  if (Array.isArray(value) && !isShort(key, value)) {
    const as = { indent: `${indent}  `, block: blocks.has(key) };
    let text = `${name}\n`;
    for (const item of value) text += itemText(item, as);
    return text;
  }
  if (blocks.has(key) && isFilledMap(value)) return `${name}\n${mapText(value, `${indent}  `)}`;
  return `${name} ${inline(value)}\n`;
}

function itemText(item: unknown, as: { readonly indent: string; readonly block: boolean }): string {
  const { indent, block } = as;
  if (!block || !isFilledMap(item)) return `${indent}- ${inline(item)}\n`;
  const inner = `${indent}  `;
  return `${indent}- ${mapText(item, inner).slice(inner.length)}`;
}

function mapText(map: object, indent: string): string {
  let text = '';
  for (const [key, value] of Object.entries(map)) if (value !== undefined) text += memberText(key, value, indent);
  return text;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(inline).join(', ')}]`;
  if (!isMap(value)) return scalar(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return members.length === 0
    ? '{}'
    : `{ ${members.map(([key, member]) => `${scalar(key)}: ${inline(member)}`).join(', ')} }`;
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return isPlain(value) ? value : quoted(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  throw new Error(`no YAML for a ${typeof value}`);
}

function isPlain(text: string): boolean {
  return (plainWords.test(text) && !reserved.test(text)) || plainForms.some((form) => form.test(text));
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    unprintable,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Lists of words and numbers stand on one line; what was said does not. */
function isShort(key: string, list: readonly unknown[]): boolean {
  return list.length === 0 || (key !== 'transcript' && list.every((item) => item === null || typeof item !== 'object'));
}

function isFilledMap(value: unknown): value is object {
  return isMap(value) && Object.values(value).some((member) => member !== undefined);
}

function isMap(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
