/** What the user and the agent are called, from the notes that an agent gateway keeps of them. Pure. */
import { oneLine } from '../../view/width.ts';

const nameCharsMax = 80;

/** USER.md: a line `What to call them: …`, else the first word of `- **Name:** …`. */
export function ownerNameIn(text: string): string | undefined {
  const called = namedIn(text, /^.*what to call them:(.*)$/im);
  if (called !== undefined) return called;
  const [first] = (namedIn(text, /^\s*- \*\*name:(.*)$/im) ?? '').split(' ');
  return first === '' ? undefined : first;
}

/** IDENTITY.md: a line `- **Name:** …`. */
export function agentNameIn(text: string): string | undefined {
  return namedIn(text, /^\s*- \*\*name:(.*)$/im);
}

/** Without marks of Markdown; a placeholder in brackets is no name. */
function namedIn(text: string, line: RegExp): string | undefined {
  const value = oneLine((line.exec(text)?.[1] ?? '').replace(/[*_`]/g, '')).trim();
  return value === '' || value.length > nameCharsMax || /^[([<{]/.test(value) ? undefined : value;
}
