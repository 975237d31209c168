import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Schema {
  readonly description?: unknown;
  readonly examples?: unknown;
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

function readSchema(name: string): Schema & { readonly $id: string } {
  return JSON.parse(readFileSync(`${root}/schemas/${name}.schema.json`, 'utf8'));
}

interface Field {
  readonly path: string;
  readonly schema: Schema;
}

/** Every place where a user writes something: keys, elements, and values of keys of their own. */
function fieldsOf(schema: Schema, path: string): Field[] {
  const inner: Field[] = [
    ...Object.entries(schema.properties ?? {}).map(([key, each]) => ({ path: `${path}.${key}`, schema: each })),
    ...(schema.items === undefined ? [] : [{ path: `${path}[]`, schema: schema.items }]),
    ...(typeof schema.additionalProperties === 'object'
      ? [{ path: `${path}.*`, schema: schema.additionalProperties }]
      : []),
  ];
  // A choice by the kind of value describes shapes; a rule between keys does not.
  const shapes = schema.if?.type === undefined ? [] : [schema.then, schema.else];
  return [
    ...inner,
    ...inner.flatMap((field) => fieldsOf(field.schema, field.path)),
    ...shapes.flatMap((shape) => (shape === undefined ? [] : fieldsOf(shape, path))),
    ...Object.entries(schema.$defs ?? {}).flatMap(([name, each]) => [
      { path: `$defs.${name}`, schema: each },
      ...fieldsOf(each, `$defs.${name}`),
    ]),
  ];
}

describe.each(['mission', 'config'])('the %s schema', (name) => {
  const schema = readSchema(name);
  const fields = fieldsOf(schema, '');
  // A reference alone says what its definition says.
  const own = fields.filter((field) => Object.keys(field.schema).join() !== '$ref');

  it('has a description and an example on every field', () => {
    expect(fields.length).toBeGreaterThan(name === 'mission' ? 200 : 10);
    const silent = own.filter(({ schema: each }) => {
      const { description, examples } = each;
      return typeof description !== 'string' || description === '' || !Array.isArray(examples) || examples.length === 0;
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('lets no unknown key through, except where keys are the user’s own', () => {
    const objects = [{ path: '', schema: schema as Schema }, ...fields].flatMap(({ path, schema: each }) =>
      [each, each.then, each.else].flatMap((shape) => (shape?.type === 'object' ? [{ path, shape }] : [])),
    );
    const open = objects.filter(({ shape }) => shape.additionalProperties === undefined);
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it('has examples that it takes itself', () => {
    const ajv = new Ajv2020({ strictTypes: false, strictRequired: false, allowUnionTypes: true });
    ajv.addVocabulary(['errorMessage', 'errorHelp', 'errorCode', 'demandedBy']);
    ajv.addSchema(schema);
    const wrong = own.flatMap(({ path, schema: each }) => {
      const { examples } = each as { readonly examples: readonly unknown[] };
      const inContext = { ...each, $defs: schema.$defs };
      const validate = ajv.compile(inContext);
      return examples.filter((example) => !validate(example)).map((example) => `${path}: ${JSON.stringify(example)}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe('what is generated', () => {
  it('is in step with the schema', () => {
    const script = `${root}/scripts/generate.mjs`;
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  it('needs no package to run', () => {
    const code = readFileSync(`${root}/src/spec/generated/validate-mission.js`, 'utf8');
    // What ajv leaves behind names its packages in strings only.
    expect(code).not.toMatch(/[^'"]require\(|\bimport\b/);
  });
});
