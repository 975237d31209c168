import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/spec/config.ts';
import { readDoNotContact } from '../../src/spec/do-not-contact.ts';
import { type NumberListOptions, readNumberList } from '../../src/spec/number-list.ts';
import { rig } from '../rig.ts';
import { loadText, sweep } from './mission.ts';

const read = (text: string, options: Partial<NumberListOptions> = {}) =>
  readNumberList({ text, file: 'list.txt', ...options });
const numbersOf = (text: string) => read(text).numbers.map(({ number }) => number);

describe('a list of numbers', () => {
  it.each([
    ['one a line', '+13125550101\n+13125550102\n', ['+13125550101', '+13125550102']],
    ['as people write them', '(312) 555-0101\r\n1-312-555-0102\r\n', ['+13125550101', '+13125550102']],
    ['with remarks', '# all of them, by letter\n\n+13125550101 # in May\n', ['+13125550101']],
    ['each once', '+13125550101\n312-555-0101\n', ['+13125550101']],
    ['a CSV with a header', 'name,Phone\nAcme,+13125550101\n', ['+13125550101']],
    ['a CSV with semicolons', 'Tel;reason\n+13125550101;"said; so"\n', ['+13125550101']],
    ['a CSV without a header', '+13125550101,Acme\n+13125550102,Bolt\n', ['+13125550101', '+13125550102']],
    ['numbers that no mission calls in any case', '911\n+13125550101\n', ['+13125550101']],
    ['nothing', '', []],
  ])('is read: %s', (_, text, numbers) => {
    expect(numbersOf(text)).toEqual(numbers);
    expect(read(text).bad).toEqual([]);
  });

  it('has reasons where a column says them', () => {
    expect(read('number,reason\n+13125550101,by letter\n+13125550102,\n').numbers).toEqual([
      { number: '+13125550101', reason: 'by letter' },
      { number: '+13125550102' },
    ]);
  });

  it('may name its column', () => {
    const text = 'phone,fax\n+13125550101,+13125550102\n';
    expect(read(text, { column: 'Fax' }).numbers).toEqual([{ number: '+13125550102' }]);
    const { numbers, bad } = read(text, { column: 'telex' });
    expect(numbers).toEqual([]);
    expect(bad).toMatchObject([{ code: 'no-column', line: 1, help: 'There is: phone, fax.' }]);
  });

  it('tells the place of what is no number, and reads the rest', () => {
    const { numbers, bad } = read('name,phone\nAcme,+13125550101\nBolt,"ask, Bob"\nCedar,12\nDunes,+13125550104\n');
    expect(numbers).toHaveLength(2);
    expect(bad).toMatchObject([
      { code: 'bad-number', file: 'list.txt', line: 3, column: 6, severity: 'error' },
      { code: 'bad-number', line: 4, column: 7 },
    ]);
  });

  it('is refused where it is no list at all', () => {
    const { numbers, bad } = read(`${','.repeat(20_000)}\n`);
    expect(numbers).toEqual([]);
    expect(bad).toHaveLength(1);
  });
});

describe('do_not_contact', () => {
  it('is a file of the workspace', async () => {
    const folder = rig();
    folder.write('mission.config.yaml', 'do_not_contact: lists/no.csv\n');
    folder.write('lists/no.csv', 'phone\n+13125550199\n');
    const { numbers, diagnostics } = await readDoNotContact({
      config: await loadConfig({ root: folder.folder, shown: 'mission.config.yaml', env: {} }),
      root: folder.folder,
      cwd: folder.folder,
    });
    expect([...numbers]).toEqual(['+13125550199']);
    expect(diagnostics).toEqual([]);
  });

  it.each([
    [
      'a line that is no number',
      'do_not_contact: no.txt',
      { 'no.txt': '+13125550199\nnobody\n' },
      'bad-number',
      'no.txt',
      2,
    ],
    [
      'an entry that is no number',
      'do_not_contact:\n  - "+13125550199"\n  - "12"\n',
      {},
      'bad-number',
      'mission.config.yaml',
      3,
    ],
    [
      'a file that is not there',
      'provider: simulator\ndo_not_contact: none.txt',
      {},
      'missing-file',
      'mission.config.yaml',
      2,
    ],
    ['a file that leads out', 'do_not_contact: ../x.txt', {}, 'outside-workspace', 'mission.config.yaml', 1],
  ])('is an error: %s', async (_, config, files, code, file, line) => {
    const { diagnostics, mission } = await loadText(sweep(), { files: { 'mission.config.yaml': config, ...files } });
    expect(mission).toBeNull();
    expect(diagnostics).toContainEqual(expect.objectContaining({ code, file, line, severity: 'error' }));
  });
});
