import { describe, expect, it } from 'vitest';
import { Problems } from '../../src/spec/target-problems.ts';
import { TargetReader } from '../../src/spec/target-reader.ts';
import { listRows } from '../../src/spec/targets-yaml.ts';

/** A number that tells no zone, such as those of satellites. */
function readZoneless(invalid: 'error' | 'skip') {
  const problems = new Problems();
  const place = () => ({ file: 'mission.yaml', line: 1, column: 1, path: '' });
  const rows = [{ name: 'Acme', phone: '+13125550101' }];
  const report = (problem: Parameters<Problems['add']>[0]): void => problems.add(problem, place);
  const source = listRows({ rows, place, renames: new Map(), report });
  const zonesOf = (): readonly string[] => [];
  const options = {
    types: {},
    defaults: {},
    states: false,
    isPlainList: false,
    duplicates: 'error',
    zonesOf,
    problems,
    source,
  } as const;
  const reader = new TargetReader({ ...options, invalid });
  source.each((fields) => {
    reader.read(fields);
    return true;
  });
  return { reader, codes: problems.shown.map(({ code }) => code) };
}

describe('a target whose number tells no time zone', () => {
  it('is an error', () => {
    const { reader, codes } = readZoneless('error');
    expect(codes).toEqual(['no-timezone']);
    expect([reader.targets, reader.leftOut]).toEqual([[], []]);
  });

  it('is left out by its rule where invalid rows are', () => {
    const { reader, codes } = readZoneless('skip');
    expect(codes).toEqual([]);
    expect(reader.targets).toEqual([]);
    expect(reader.leftOut).toEqual([
      { target: 'acme', rule: 'zone-unknown', reason: expect.stringContaining('give the target a `timezone`') },
    ]);
  });
});
