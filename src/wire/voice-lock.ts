/**
 * Who speaks for an account on this machine: one voice gateway per key holds this lock, in whatever folder it was started. The service
 * closes the older of two sockets with one key, so nobody else opens one while it is held: a run that is driven polls instead.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type FileLock, isFileLocked, takeFileLock } from '../lib/file-lock.ts';
import { type Account, keyHash } from './account.ts';

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
