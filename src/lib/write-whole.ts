/** Writing a small file of somebody's, so that whoever reads it sees the old one or the new one, never half of one. */
import { randomBytes } from 'node:crypto';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface Whole {
  readonly text: string;
  /** Its permissions; its owner's alone unless given. */
  readonly mode?: number | undefined;
  /** Asked last of all: false leaves the old one as it is. */
  readonly isWanted?: () => boolean;
}

/** False: it was not wanted any more. Links are not followed. Throws what the system says, and leaves nothing behind. */
export function writeWhole(path: string, { text, mode, isWanted }: Whole): boolean {
  const made = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(made, text, { flag: 'wx', mode: 0o600, flush: true });
    if (mode !== undefined) chmodSync(made, mode & 0o777);
    if (isWanted?.() === false) return false;
    renameSync(made, path);
    return true;
  } finally {
    rmSync(made, { force: true });
  }
}
