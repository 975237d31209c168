/**
 * Who speaks for an account on this machine: one voice gateway per key holds this lock, in whatever folder it was started. The service
 * closes the older of two sockets with one key, so nobody else opens or keeps one while it is held: a run that is driven polls instead.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type FileLock, isFileLocked, takeFileLock } from '../lib/file-lock.ts';
import { secondMs } from '../lib/time.ts';
import { type Account, keyHash } from './account.ts';

/** So often whoever else has a socket looks at the lock, and closes it. */
export const voiceLookEveryMs = secondMs;
/** A voice gateway that took the lock gives them so long before it connects, so that nobody is thrown out. */
export const voiceWaitMs = 2 * voiceLookEveryMs;

/** Null: a voice gateway has it. Throws what the system says. */
export function takeVoiceLock(account: Account, home = homedir()): FileLock | null {
  return takeFileLock(voiceLockFile(account, home));
}

/** Throws what the system says. */
export function isVoiceTaken(account: Account, home = homedir()): boolean {
  return isFileLocked(voiceLockFile(account, home));
}

function voiceLockFile(account: Account, home: string): string {
  return join(home, '.mission', 'locks', `voice-${keyHash(account.apiKey)}.lock`);
}
