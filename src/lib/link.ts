/** Links of the file system. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';

/** Whether a link stands at the path whose end is not there: a disk that is not mounted, a folder that was moved. */
export function leadsNowhere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path);
  } catch {
    // What stands above it is no folder, or may not be looked into: whoever uses the path says so.
    return false;
  }
}

/** Where a path leads, so that what is written replaces no link; the path itself where nothing is there yet. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
