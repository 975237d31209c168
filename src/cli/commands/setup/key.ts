/** Which key is set up: the given one, the environment's, the one that is there, or what is typed. */
import { fail, ok, type Result } from '../../../lib/result.ts';
import { skillOf } from '../../../wire/skill-config.ts';
import type { SkillFile } from '../../../wire/skill-config-file.ts';
import type { Context } from '../../context.ts';
import { type CommandError, usageError } from '../../errors.ts';
import { exitCodes } from '../../exit-codes.ts';
import { textAt } from '../../service-call.ts';
import type { Prompts } from './prompts.ts';

export interface Key {
  readonly key: string;
  /** As it is written: a reference where the key stands in the environment. */
  readonly written: string;
}

const stdinBytesMax = 4_096;
const variable = 'CLAWDTALK_API_KEY';

export async function chosenKey(
  context: Context,
  of: { readonly given: string | undefined; readonly existing: SkillFile; readonly prompts: Prompts | null },
): Promise<Result<Key, CommandError>> {
  if (of.given !== undefined) {
    const key = of.given === '-' ? await firstLine(context) : of.given.trim();
    return key === '' ? fail(noKey('The given key is empty.')) : ok({ key, written: key });
  }
  const fromEnv = context.env[variable]?.trim();
  if (fromEnv) return ok({ key: fromEnv, written: `\${${variable}}` });
  const kept = keptKey(context, of.existing);
  if (kept !== null) return ok(kept);
  if (of.prompts === null) return fail(noKey('No API key was given.'));
  const typed = await of.prompts.key();
  if (typed === null) return fail(interrupted);
  return typed === undefined ? fail(noKey('No API key was typed.')) : ok({ key: typed, written: typed });
}

export const interrupted: CommandError = {
  code: 'interrupted',
  message: 'stopped before anything was written',
  help: '`mission setup` begins again; --api-key, --owner and --agent answer beforehand.',
  exit: exitCodes.interrupted,
};

function keptKey(context: Context, existing: SkillFile): Key | null {
  const written = textAt(existing.api_key);
  const key = skillOf(existing, context.env).apiKey;
  return written === null || key === undefined ? null : { key, written };
}

function noKey(message: string): CommandError {
  const help = `Set ${variable}, or give it with \`mission setup --api-key - < FILE\`. It is made on the service's dashboard.`;
  return usageError({ code: 'no-key', message, help });
}

/** Not from the command line, where every process of the machine could read it. */
async function firstLine(context: Context): Promise<string> {
  let text = '';
  for await (const chunk of context.stdin) {
    text += chunk.toString();
    if (text.includes('\n') || text.length > stdinBytesMax) break;
  }
  return (text.split('\n')[0] ?? '').trim();
}
