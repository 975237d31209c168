/** Results stand beside their mission, so `missions/*.yaml` names them as well: they are told apart from missions here. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';

const headBytes = 4_096;
const namePattern = /^(.+?)(?:\.simulated)?\.results(\.ya?ml)$/i;

/** The mission file whose results these are, as the user would name it; null: it is no results file. */
export function missionOfResults(file: string, cwd: string): string | null {
  const [, stem = '', ending = ''] = namePattern.exec(file) ?? [];
  if (stem === '' || !holdsResults(resolve(cwd, file))) return null;
  const other = `${stem}.yml`;
  return !existsSync(resolve(cwd, `${stem}${ending}`)) && existsSync(resolve(cwd, other)) ? other : `${stem}${ending}`;
}

/** By what a results file begins with; a mission may be called anything. */
function holdsResults(path: string): boolean {
  try {
    const descriptor = openSync(path, 'r');
    try {
      const head = Buffer.alloc(headBytes);
      const text = head.toString('utf8', 0, readSync(descriptor, head, 0, headBytes, 0));
      return /^mission: /m.test(text) && /^run: /m.test(text) && !/^version:/m.test(text);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Whoever reads it as a mission says what is wrong with it.
    return false;
  }
}
