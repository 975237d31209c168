/** What the user and the agent are called: as given, as it stands already, from the agent's notes, or as typed. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../../lib/file-trouble.ts';
import { fail, ok, type Result } from '../../../lib/result.ts';
import type { SkillFile } from '../../../wire/skill-config-file.ts';
import type { Context } from '../../context.ts';
import type { CommandError } from '../../errors.ts';
import { textAt } from '../../service-call.ts';
import type { GatewayFound } from './gateway.ts';
import { interrupted } from './key.ts';
import { agentNameIn, ownerNameIn } from './names.ts';
import type { Prompts } from './prompts.ts';

const notesBytesMax = 1_048_576;

export interface Names {
  readonly owner_name: string | undefined;
  readonly agent_name: string | undefined;
}

export async function chosenNames(
  context: Context,
  of: {
    readonly args: { readonly owner?: string; readonly agent?: string };
    readonly existing: SkillFile;
    readonly gateway: GatewayFound | null;
    readonly prompts: Prompts | null;
  },
): Promise<Result<Names, CommandError>> {
  const { args, existing, gateway, prompts } = of;
  const notes = (name: string): string => (gateway === null ? '' : readNotes(context, join(gateway.notes, name)));
  const asked = (question: string) => prompts?.name(question);
  const owner =
    args.owner ?? textAt(existing.owner_name) ?? ownerNameIn(notes('USER.md')) ?? (await asked('What are you called?'));
  if (owner === null) return fail(interrupted);
  const agent =
    args.agent ??
    textAt(existing.agent_name) ??
    agentNameIn(notes('IDENTITY.md')) ??
    (await asked('What is your agent called?'));
  if (agent === null) return fail(interrupted);
  return ok({ owner_name: owner, agent_name: agent });
}

/** '' where there are none: nobody has to keep any. */
function readNotes(context: Context, path: string): string {
  try {
    return statSync(path).size > notesBytesMax ? '' : readFileSync(path, 'utf8');
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && !context.json)
      context.err.print(`${path} cannot be read (${code}).`);
    return '';
  }
}
