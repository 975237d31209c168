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
  const env = { HOME: folder.folder };
  const [one, two] = [account('cc_test_one'), account('cc_test_two')];
  expect(isVoiceTaken(one, env)).toBe(false);
  const held = takeVoiceLock(one, env);
  expect(held).not.toBeNull();
  expect(isVoiceTaken(one, env)).toBe(true);
  expect(takeVoiceLock(one, env)).toBeNull();
  takeVoiceLock(two, env)?.release();
  held?.release();
  held?.release();
  expect(isVoiceTaken(one, env)).toBe(false);
  takeVoiceLock(one, env)?.release();
  expect(readdirSync(folder.path('.mission/locks')).join()).not.toContain('cc_test');
});
