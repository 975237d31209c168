/** Links of the file system. */
import { existsSync, lstatSync } from 'node:fs';

/** Whether a link stands at the path whose end is not there: a disk that is not mounted, a folder that was moved. */
export function leadsNowhere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path);
}
