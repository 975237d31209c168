import { describe, expect, it } from 'vitest';
import { loadMission } from '../../src/spec/load.ts';
import { rig } from '../rig.ts';
import { expectProblem, loadText, sweep } from './mission.ts';

describe('targets', () => {
  it.each([
    ['there is none', 'targets: { from: «people.csv» }', 'missing-file', 'Did you mean peopel.csv?'],
    ['it leads out', 'targets: { from: «../people.csv» }', 'outside-workspace', 'workspace'],
    ['it is a folder', 'targets: { from: «folder.csv» }', 'not-a-file', 'folder'],
    [
      'a column is not there',
      'targets: { from: peopel.csv, columns: { phone: «Telefon» } }',
      'unknown-column',
      'There is',
    ],
  ])('in a file are refused where it is named, when %s', async (_, lines, code, says) => {
    const files = { 'peopel.csv': 'name,Tel\nAcme,+13125550101\n', 'folder.csv/x': '' };
    await expectProblem(sweep(lines), { code, says }, { files });
  });

  it('in a file are refused there, with the row', async () => {
    const files = {
      'people.csv': 'name,phone,timezone\nAcme,+13125550101,\n"Two\nlines",12,\nBolt,+13125550102,Nowhere\n',
    };
    const { diagnostics } = await loadText(sweep('targets: { from: people.csv }'), { files });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'invalid-phone', file: 'people.csv', line: 4 },
      { code: 'bad-timezone', file: 'people.csv', line: 5 },
    ]);
  });

  it('of the file itself are refused where they stand, and what is of the wrong shape is told once', async () => {
    const text = sweep(
      'targets:\n  - { name: Acme, phone: 13125550101, timezone: Nowhere }\n  - 7\n  - { name: Bolt, phone: "+13125550102", kind: robot }\n  - { name: Bolt, phone: "+13125550103" }',
    );
    const { diagnostics } = await loadText(text);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'wrong-type targets[0].phone',
      'bad-timezone targets[0].timezone',
      'wrong-type targets[1]',
      'wrong-value targets[2].kind',
      'duplicate-id targets[3].name',
    ]);
  });

  it('are not read where nobody asks', async () => {
    const folder = rig();
    folder.write('mission.yaml', sweep('targets: { from: nowhere.csv, where: target.anything == "x" }'));
    const { mission } = await loadMission({
      file: 'mission.yaml',
      cwd: folder.folder,
      params: {},
      env: {},
      targets: false,
    });
    expect(mission?.targets).toEqual([]);
  });
});
