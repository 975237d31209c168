import { readdirSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeWhole } from '../../src/lib/write-whole.ts';
import { rig } from '../rig.ts';

it('takes the place of the old file, for its owner alone or with the mode that is given', () => {
  const folder = rig();
  folder.write('a', 'old');
  expect(writeWhole(folder.path('a'), { text: 'new' })).toBe(true);
  expect([folder.read('a'), statSync(folder.path('a')).mode & 0o777]).toEqual(['new', 0o600]);
  writeWhole(folder.path('a'), { text: 'newer', mode: 0o100640 });
  expect([folder.read('a'), statSync(folder.path('a')).mode & 0o777]).toEqual(['newer', 0o640]);
});

it('leaves the old one where the new one is not wanted any more, and nothing else', () => {
  const folder = rig();
  folder.write('a', 'old');
  let seen = '';
  const isWanted = (): boolean => {
    seen = folder.read('a');
    return false;
  };
  expect(writeWhole(folder.path('a'), { text: 'new', isWanted })).toBe(false);
  expect([seen, folder.read('a'), readdirSync(folder.folder)]).toEqual(['old', 'old', ['a']]);
});

it('leaves nothing behind where it cannot be put in its place', () => {
  const folder = rig();
  folder.write('a/inside', 'a folder stands there');
  expect(() => writeWhole(folder.path('a'), { text: 'new' })).toThrow();
  expect(readdirSync(folder.folder)).toEqual(['a']);
});
