import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Account } from '../../src/wire/account.ts';
import { isVoiceTaken, takeVoiceLock } from '../../src/wire/voice-lock.ts';
import { rig } from '../rig.ts';

const account = (apiKey: string): Account => ({
  apiUrl: 'http://127.0.0.1/v1',
  apiKey,
  simulated: true,
  world: 'sim:x',
});

it('one process speaks for a key, and another for another', () => {
  const folder = rig();
  const home = folder.folder;
  const [one, two] = [account('cc_test_one'), account('cc_test_two')];
  expect(isVoiceTaken(one, home)).toBe(false);
  const held = takeVoiceLock(one, home);
  expect(held).not.toBeNull();
  expect(isVoiceTaken(one, home)).toBe(true);
  expect(takeVoiceLock(one, home)).toBeNull();
  takeVoiceLock(two, home)?.release();
  held?.release();
  held?.release();
  expect(isVoiceTaken(one, home)).toBe(false);
  takeVoiceLock(one, home)?.release();
  expect(readdirSync(folder.path('.mission/locks')).join()).not.toContain('cc_test');
});
