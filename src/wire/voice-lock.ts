/**
 * Who speaks for an account on this machine: one voice gateway per key holds this lock, in whatever folder it was started. The service
 * closes the older of two sockets with one key, so nobody else opens one while it is held: a run that is driven polls instead.
 */
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type FileLock, isFileLocked, takeFileLock } from '../lib/file-lock.ts';
import { type Account, keyHash } from './account.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Null: a voice gateway has it. Throws what the system says. */
export function takeVoiceLock(account: Account, env: Env): FileLock | null {
  return takeFileLock(voiceLockFile(account, env));
}

/** Throws what the system says. */
export function isVoiceTaken(account: Account, env: Env): boolean {
  return isFileLocked(voiceLockFile(account, env));
}

/** In the home folder; without one, in a folder of the user among the temporary ones. */
function voiceLockFile(account: Account, env: Env): string {
  const home = env.HOME ?? env.USERPROFILE ?? '';
  const folder = home === '' ? join(tmpdir(), `mission-${userInfo().username}`) : join(home, '.mission');
  return join(folder, 'locks', `voice-${keyHash(account.apiKey)}.lock`);
}
