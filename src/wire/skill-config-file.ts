/** Writes `skill-config.json`: what it holds beside the given members stays, and only its owner can read it. */
import { readFileSync } from 'node:fs';
import { exactText, parseExact } from '../lib/exact-json.ts';
import { errorCode, fileTrouble } from '../lib/file-trouble.ts';
import { realPath } from '../lib/link.ts';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';
import { writeWhole } from '../lib/write-whole.ts';
import { isObject } from './fields.ts';

/** As the file has them; undefined leaves a member as it is. */
export interface SkillMembers {
  readonly api_key?: string | undefined;
  readonly server?: string | undefined;
  readonly owner_name?: string | undefined;
  readonly agent_name?: string | undefined;
  readonly gateway_url?: string | undefined;
  readonly gateway_token?: string | undefined;
  readonly agent_id?: string | undefined;
}

export type SkillFile = Readonly<Record<string, unknown>>;

/** As it was written, references and all; null: there is none. */
export function readSkillFile(path: string): Result<SkillFile | null, Failure> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return ok(null);
    return fail(trouble(thrown, path));
  }
  const parsed = parseExact(text.replace(/^\uFEFF/, ''));
  if (parsed.ok && isObject(parsed.value)) return ok(parsed.value as SkillFile);
  const why = parsed.ok ? 'it holds no object' : parsed.error.message;
  const help = 'Mend it or move it away, then do it again.';
  return fail({ code: 'bad-skill-config', message: `${path} cannot be used: ${why}.`, help });
}

export function writeSkillFile(
  path: string,
  of: { readonly before: SkillFile; readonly members: SkillMembers },
): Result<null, Failure> {
  const members = Object.entries(of.members).filter(([, value]) => value !== undefined);
  const text = `${exactText({ ...of.before, ...Object.fromEntries(members) }, 2)}\n`;
  try {
    writeWhole(realPath(path), { text });
    return ok(null);
  } catch (thrown) {
    return fail(trouble(thrown, path));
  }
}

function trouble(thrown: unknown, path: string): Failure {
  if (fileTrouble(thrown) === null) throw thrown;
  const help = 'Look at the permissions of the folder and at the free space.';
  return { code: 'skill-config-files', message: `${path} cannot be read or written (${errorCode(thrown)}).`, help };
}
