import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReadTargets, ReadTargetsOptions } from '../../src/spec/targets.ts';
import { readTargets } from '../../src/spec/targets.ts';

type Settings = Partial<
  Pick<ReadTargetsOptions, 'columns' | 'types' | 'defaults' | 'invalid' | 'duplicates' | 'within'>
>;

/** Reads rows, or the text of a file of that name. */
async function read(
  given: readonly unknown[] | { readonly [file: string]: string | Uint8Array },
  settings: Settings = {},
): Promise<ReadTargets> {
  const options = {
    invalid: 'error',
    duplicates: 'error',
    within: null,
    place: (path: readonly (string | number)[]) => ({
      file: 'mission.yaml',
      line: typeof path[0] === 'number' ? path[0] + 1 : 1,
      column: 1,
      path: path.join('.'),
    }),
    ...settings,
  } as const;
  if (Array.isArray(given)) return readTargets({ ...options, from: given, displayFile: 'mission.yaml' });
  const folder = mkdtempSync(join(tmpdir(), 'targets-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [file = '', content = ''] = Object.entries(given)[0] ?? [];
  writeFileSync(join(folder, file), content as string | Uint8Array);
  return readTargets({ ...options, from: join(folder, file), displayFile: file });
}

const brief = ({ diagnostics }: ReadTargets) =>
  diagnostics.map(({ code, file, line, column, length }) => `${code} ${file}:${line}:${column}+${length ?? 0}`);
const typeOf = ({ columns }: ReadTargets, name: string) => columns.find((column) => column.name === name)?.type.kind;

const acme = { name: 'Acme', phone: '+13125550101' };

describe('targets', () => {
  it('have an id, a kind, a zone and all their columns', async () => {
    const { targets, diagnostics } = await read({ 'a.csv': 'name,phone,city\nAcme & Sons,(312) 555-0101,Chicago\n' });
    expect(diagnostics).toEqual([]);
    expect(targets).toEqual([
      {
        id: 'acme-sons',
        name: 'Acme & Sons',
        phone: '+13125550101',
        zones: ['America/Chicago'],
        kind: 'service',
        fields: {
          id: 'acme-sons',
          name: 'Acme & Sons',
          phone: '+13125550101',
          kind: 'service',
          timezone: 'America/Chicago',
          city: 'Chicago',
        },
      },
    ]);
  });

  it.each([
    ['a.csv', 'name,phone,timezone\nAcme,+13125550101,America/Denver\nBeta,+13125550102,\n'],
    ['a.csv', '\ufeffname;phone;timezone\r\nAcme;"+13125550101";America/Denver\r\n\r\nBeta;+13125550102\r\n'],
    ['a.tsv', 'name\tphone\ttimezone\n"Acme"\t+13125550101\tAmerica/Denver\nBeta\t+13125550102\t'],
    ['a.txt', '\n\n name | phone | timezone \rAcme|+13125550101|America/Denver\rBeta|+13125550102|\r'],
    [
      'a.jsonl',
      '{"name": "Acme", "phone": "+13125550101", "timezone": "America/Denver"}\n\n{"name": "Beta", "phone": "+13125550102", "timezone": null}',
    ],
    [
      'a.yaml',
      '- { name: Acme, phone: "+13125550101", timezone: America/Denver }\n- name: Beta\n  phone: "+13125550102"\n',
    ],
  ])('are the same from %s %#', async (file, text) => {
    const { targets, diagnostics } = await read({ [file]: text });
    expect(diagnostics).toEqual([]);
    expect(targets.map(({ id, phone, zones }) => [id, phone, ...zones])).toEqual([
      ['acme', '+13125550101', 'America/Denver'],
      ['beta', '+13125550102', 'America/Chicago'],
    ]);
  });

  it('take other headers, typed cells and defaults', async () => {
    const text = 'Company,Tel,floors,big,name\nAcme,+13125550101,"1,200",yes,ignored\nBeta,+13125550102,,,ignored\n';
    const read1 = await read(
      { 'a.csv': text },
      {
        columns: { name: 'Company', phone: 'Tel' },
        types: { floors: 'number', big: 'boolean' },
        defaults: { kind: 'person', timezone: 'America/Denver', floors: 3, lang: 'en' },
      },
    );
    expect(read1.diagnostics).toEqual([]);
    expect(
      read1.targets.map(({ fields }) => [fields.name, fields.floors, fields.big, fields.kind, fields.lang]),
    ).toEqual([
      ['Acme', 1200, true, 'person', 'en'],
      ['Beta', 3, undefined, 'person', 'en'],
    ]);
    expect(read1.targets[0]).toMatchObject({ kind: 'person', zones: ['America/Denver'] });
    expect(read1.targets[0]?.fields).not.toHaveProperty('Company');
    expect([typeOf(read1, 'floors'), typeOf(read1, 'big'), typeOf(read1, 'lang'), typeOf(read1, 'Tel')]).toEqual([
      'double',
      'bool',
      'string',
      undefined,
    ]);
  });

  it('tell the type of each column; one of two types is of any', async () => {
    const found = await read([
      { ...acme, floors: 3, tags: ['a'], more: { a: 1 }, mixed: 1, empty: null },
      { name: 'Beta', phone: '+13125550102', floors: 4, mixed: 'x' },
    ]);
    expect(Object.fromEntries(found.columns.map(({ name, type }) => [name, type.kind]))).toEqual({
      id: 'string',
      name: 'string',
      phone: 'string',
      kind: 'string',
      timezone: 'string',
      floors: 'double',
      tags: 'list',
      more: 'object',
      mixed: 'dyn',
    });
  });

  it('carry consent, as a group or as columns', async () => {
    const rows = await read([{ ...acme, consent: { type: 'written', at: '2026-01-31' } }]);
    expect(rows.targets[0]?.consent).toEqual({ type: 'written', at: '2026-01-31' });
    const csv = await read({
      'a.csv': 'name,phone,consent.type,consent.source\nAcme,+13125550101,written,web form\nBeta,+13125550102,,\n',
    });
    expect(csv.targets.map(({ consent }) => consent)).toEqual([{ type: 'written', source: 'web form' }, undefined]);
    expect(csv.targets[0]?.fields.consent).toEqual({ type: 'written', source: 'web form' });
    const bad = await read([
      { ...acme, consent: { source: 'web' } },
      { name: 'B', phone: '+13125550102', consent: { type: 'x', at: 'once' } },
    ]);
    expect(brief(bad)).toEqual(['bad-consent mission.yaml:1:1+0', 'bad-consent mission.yaml:2:1+0']);
  });

  it('keep to one line in their names', async () => {
    const { targets } = await read([{ name: ' Acme\n\u001b[2J  Inc ', phone: '+13125550101' }]);
    expect(targets[0]).toMatchObject({ name: 'Acme [2J Inc', id: 'acme-2j-inc', fields: { name: 'Acme [2J Inc' } });
  });

  it('may be known by all zones that their number allows, and say so where that is too vague', async () => {
    const { targets, diagnostics } = await read([
      { name: 'A', phone: '+12085550101' },
      { name: 'B', phone: '+18005550102' },
    ]);
    expect(targets[0]?.zones).toEqual(['America/Boise', 'America/Los_Angeles']);
    expect(targets[0]?.fields).not.toHaveProperty('timezone');
    expect(diagnostics).toMatchObject([{ code: 'vague-timezone', severity: 'warning', path: '1.phone' }]);
  });
});

describe('what is wrong with a row', () => {
  it.each<[string, string, string]>([
    ['a phone', 'name,phone\nAcme,12\n', 'invalid-phone a.csv:2:6+2'],
    ['no phone', 'name,phone\nAcme,\n', 'invalid-phone a.csv:2:6+1'],
    ['an emergency number', 'name,phone\nAcme, 911 \n', 'emergency-phone a.csv:2:6+4'],
    ['a premium number', 'name,phone\nAcme,+19005550101\n', 'premium-phone a.csv:2:6+12'],
    ['a spreadsheet', 'name,phone\nAcme,1.31256E+10\n', 'invalid-phone a.csv:2:6+11'],
    ['no name', 'name,phone\n,+13125550101\n', 'missing-name a.csv:2:1+1'],
    ['a name of marks', 'name,phone\n★,+13125550101\n', 'bad-id a.csv:2:1+1'],
    ['an id', 'id,name,phone\na b,Acme,+13125550101\n', 'bad-id a.csv:2:1+3'],
    ['a kind', 'name,phone,kind\nAcme,+13125550101,persn\n', 'bad-kind a.csv:2:19+5'],
    ['a zone', 'name,phone,timezone\nAcme,+13125550101,Chicago\n', 'bad-timezone a.csv:2:19+7'],
    ['an extra cell', 'name,phone\nAcme,+13125550101,x\n', 'long-row a.csv:2:19+1'],
    ['an open quote', 'name,phone\n"Acme,+13125550101\n', 'bad-quotes a.csv:2:1+18'],
    ['a quote inside', 'name,phone\n"Ac"me",+13125550101\n', 'bad-quotes a.csv:2:1+4'],
    ['a long cell', `name,phone,x\nAcme,+13125550101,${'x'.repeat(10_001)}\n`, 'long-cell a.csv:2:19+0'],
    ['the same id', 'name,phone\nAcme,+13125550101\nACME,+13125550102\n', 'duplicate-id a.csv:3:1+4'],
    ['the same number', 'name,phone\nA,+13125550101\nB,312-555-0101\n', 'duplicate-phone a.csv:3:3+12'],
    ['a row after quoted line ends', 'name,phone\n"A\n\nc",+13125550101\r\nB,1\n', 'invalid-phone a.csv:5:3+1'],
    ['a cell after quoted commas', 'name,x,phone\nA,"1,""2"",3",5\n', 'invalid-phone a.csv:2:15+1'],
  ])('is found for %s', async (_, text, problem) => {
    const found = await read({ 'a.csv': text });
    expect(brief(found)).toEqual([problem]);
  });

  it('keeps the row from becoming a target', async () => {
    const cell = await read(
      { 'a.csv': 'name,phone,floors\nA,+13125550101,many\nB,+13125550102,3,,\n' },
      { types: { floors: 'number' } },
    );
    expect(brief(cell)).toEqual(['bad-cell a.csv:2:16+4']);
    expect(cell.targets.map(({ id }) => id)).toEqual(['b']);
    const twice = await read([
      acme,
      { name: 'ACME', phone: '+13125550102' },
      { id: 'acme', name: 'B', phone: '+13125550103' },
    ]);
    expect(twice.diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'duplicate-id 1.name',
      'duplicate-id 2.id',
    ]);
    expect(twice.targets).toHaveLength(1);
  });

  it('is marked in the excerpt', async () => {
    const { diagnostics } = await read({ 'a.csv': 'name,phone,kind\nBücher,+13125550101,persn\n' });
    const [found] = diagnostics;
    expect(found?.excerpt?.slice((found.column ?? 1) - 1, (found.column ?? 1) - 1 + (found.length ?? 0))).toBe('persn');
    expect(found?.help).toBe('Did you mean person?');
  });

  it('is found in a typed cell', async () => {
    const found = await read(
      { 'a.csv': 'name,phone,floors\nAcme,+13125550101,many\n' },
      { types: { floors: 'integer' } },
    );
    expect(brief(found)).toEqual(['bad-cell a.csv:2:19+4']);
  });

  it('is found in JSONL and YAML', async () => {
    const jsonl = '{"name": "Acme", "phone": "12"}\nnot json\n[]\n{"name": "B", "phone": 13125550102}\n';
    expect(brief(await read({ 'a.jsonl': jsonl }))).toEqual([
      'invalid-phone a.jsonl:1:18+7',
      'bad-row a.jsonl:2:1+8',
      'bad-row a.jsonl:3:1+2',
      'unquoted-phone a.jsonl:4:15+7',
    ]);
    const yaml = '- name: Acme\n  phone: "12"\n- 5\n- { name: B, phone: +13125550102 }\n';
    expect(brief(await read({ 'a.yaml': yaml }))).toEqual([
      'invalid-phone a.yaml:2:10+4',
      'bad-row a.yaml:3:3+1',
      'unquoted-phone a.yaml:4:21+12',
    ]);
    expect(brief(await read({ 'a.yml': '- [\n' }))).toEqual(['unclosed a.yml:1:3+1']);
  });

  it('is several things at once', async () => {
    const found = await read([{ name: '', phone: '12', kind: 'x', timezone: 'y' }, acme]);
    expect(found.diagnostics.map(({ code }) => code)).toEqual([
      'missing-name',
      'invalid-phone',
      'bad-kind',
      'bad-timezone',
    ]);
    expect(found.targets.map(({ id }) => id)).toEqual(['acme']);
  });

  it('leaves a target out where the mission says so', async () => {
    const text = 'name,phone\nA,+13125550101\nB,911\n,12\nC,+13125550101\nA,+13125550101\n';
    const found = await read({ 'a.csv': text }, { invalid: 'skip', duplicates: 'first' });
    expect(found.targets.map(({ id }) => id)).toEqual(['a']);
    expect(found.leftOut.map(({ target, rule }) => `${target} ${rule}`)).toEqual([
      'b number',
      'line-4 number',
      'c number',
      'a number',
    ]);
    expect(brief(found)).toEqual(['missing-name a.csv:4:1+1']);
  });
});

describe('what is wrong with the columns', () => {
  it('is told with the columns as the file names them', async () => {
    const { diagnostics } = await read({ 'a.csv': 'Firm,Number\nA,+13125550101\n' }, { columns: { name: 'Firm' } });
    expect(diagnostics.map(({ help }) => help)).toEqual([
      'Name the column in `targets.columns`: { phone: Number }. There is Firm, Number.',
    ]);
  });

  it('is told with a column of a name of ours that means another', async () => {
    const settings = { columns: { name: 'Firm', timezone: 'Zone' } };
    const { diagnostics } = await read({ 'a.csv': 'name,Firm,Number\nB,A,+13125550101\n' }, settings);
    expect(diagnostics.map(({ help }) => help)).toEqual([
      'There is name, Firm, Number.',
      'Name the column in `targets.columns`: { phone: Number }. There is name, Firm, Number.',
    ]);
  });

  it('is no count of columns that were not counted', async () => {
    const { diagnostics } = await read({
      'a.csv': `${Array.from({ length: 20_003 }, (_, at) => `c${at}`).join(',')}\n`,
    });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'There are more than 10000 columns; at most 200 are read.',
    ]);
  });

  it.each<[string, string, Settings, readonly string[]]>([
    ['no phone', 'name,Tel\nA,+13125550101\n', {}, ['missing-column a.csv:1:1+4']],
    ['neither', 'Firm,Tel\nA,+13125550101\n', {}, ['missing-column a.csv:1:1+4', 'missing-column a.csv:1:1+4']],
    [
      'a name in columns',
      'Company,Tel\nA,+13125550101\n',
      { columns: { name: 'Compny', phone: 'Tel' } },
      ['unknown-column mission.yaml:1:1+0'],
    ],
    [
      'a name in types',
      'name,phone\nA,+13125550101\n',
      { types: { flors: 'number' } },
      ['unknown-column mission.yaml:1:1+0'],
    ],
    ['two of a name', 'name,phone,name\n', {}, ['duplicate-column a.csv:1:12+4']],
    ['a prototype', 'name,phone,__proto__\n', {}, ['forbidden-column a.csv:1:12+9']],
    [
      'no header',
      '"+13125550101, a very long first row that nobody would ever call the name of a column, since it goes on and on",x\n',
      {},
      ['long-column a.csv:1:1+111'],
    ],
    ['nothing', '', {}, ['no-targets a.csv:1:1+1']],
    ['no row', 'name,phone\n\n', {}, ['no-targets mission.yaml:1:1+0']],
    [
      'a default',
      'name,phone\nA,+13125550101\nB,+13125550102\n',
      { defaults: { timezone: 'Chicago', kind: 'x' } },
      ['bad-timezone mission.yaml:1:1+0', 'bad-kind mission.yaml:1:1+0'],
    ],
  ])('is found: %s', async (_, text, settings, problems) => {
    expect(brief(await read({ 'a.csv': text }, settings))).toEqual(problems);
  });

  it('is told with the column that is meant', async () => {
    const { diagnostics } = await read({ 'a.csv': 'name,Tel\n' });
    expect(diagnostics[0]?.help).toContain('{ phone: Tel }');
    const mapped = await read({ 'a.csv': 'Company,phone\n' }, { columns: { name: 'Compny' } });
    expect(mapped.diagnostics).toMatchObject([{ path: 'columns.name', help: 'Did you mean Company?' }]);
  });

  it('lets a column be called like something that every object has', async () => {
    const { targets } = await read(
      { 'a.csv': 'name,phone,toString\nA,+13125550101,x\n' },
      { defaults: { valueOf: 'y' } },
    );
    expect(targets[0]?.fields).toMatchObject({ toString: 'x', valueOf: 'y' });
  });
});
