/** Finds the agent gateway of this machine, and offers to allow the tool by which a message reaches an agent. */
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../../lib/result.ts';
import { type Allowed, allowSnippet, allowTool } from '../../../wire/gateway-allow.ts';
import { findGateway, type GatewayFile, loadGatewayFile, sendTool } from '../../../wire/gateway-config.ts';
import { skillOf } from '../../../wire/skill-config.ts';
import type { SkillFile, SkillMembers } from '../../../wire/skill-config-file.ts';
import type { Context } from '../../context.ts';
import { type CommandError, usageError } from '../../errors.ts';
import { textAt } from '../../service-call.ts';
import type { Prompts } from './prompts.ts';

export interface GatewayFound {
  readonly file: GatewayFile;
  readonly url: string;
  readonly token: string | undefined;
  readonly agentId: string;
  /** Where the agent keeps its notes. */
  readonly notes: string;
}

/** not-asked: nobody could be asked. */
export type Allowing = Allowed | { readonly kind: 'not-asked' } | { readonly kind: 'declined' };

/** What `existing` names goes first, a gateway on another machine too. Null: there is none here. */
export function gatewayHere(env: Context['env'], existing: SkillFile): Result<GatewayFound | null, CommandError> {
  const own = loadGatewayFile(env);
  if (!own.ok)
    return fail(usageError({ ...own.error, help: `${own.error.help ?? ''} Or leave it alone: --no-gateway.` }));
  if (own.value === null) return ok(null);
  const skill = skillOf(existing, env);
  const gateway = findGateway({ env, skill, allowRemote: skill.gatewayUrl !== undefined });
  if (!gateway.ok) return fail(usageError(gateway.error));
  const { url, token, agentId } = gateway.value;
  return ok({ file: own.value, url, token, agentId, notes: notesFolder(own.value, env) });
}

/** What stands in the file stays as it was written. The service's voice client reads nothing else. */
export function gatewayMembers(found: GatewayFound | null, existing: SkillFile): SkillMembers {
  if (found === null) return {};
  const members = { gateway_url: found.url, gateway_token: found.token, agent_id: found.agentId };
  return Object.fromEntries(Object.entries(members).filter(([name]) => textAt(existing[name]) === null));
}

export async function allowSending(
  { file }: GatewayFound,
  of: { readonly allow: boolean; readonly prompts: Prompts | null },
): Promise<Allowing> {
  if (file.allow?.includes(sendTool) === true) return { kind: 'already' };
  if (of.allow) return allowTool(file.path);
  if (of.prompts === null) return { kind: 'not-asked' };
  const question = `May ${sendTool} be used through the gateway? It is added to gateway.tools.allow of ${file.path}.`;
  return (await of.prompts.confirm(question)) === true ? allowTool(file.path) : { kind: 'declined' };
}

const restart = '  Then restart the gateway: openclaw gateway restart';

export function gatewayLines({ file, url }: GatewayFound, allowing: Allowing): readonly string[] {
  return [`Agent gateway: ${url} (${file.path})`, ...allowingLines(file, allowing)];
}

function allowingLines({ path }: GatewayFile, allowing: Allowing): readonly string[] {
  switch (allowing.kind) {
    case 'already':
      return [`${sendTool} is allowed there already.`];
    case 'changed':
      return [`${sendTool} is allowed there now; the file as it was: ${allowing.backup}`, restart];
    case 'by-hand':
      return [
        `${sendTool} is not allowed yet, and the file was left as it is: ${allowing.why}.`,
        `  Add this to ${path}, never to a list at its top level:`,
        `  ${allowSnippet}`,
        restart,
      ];
    case 'not-asked':
    case 'declined':
      return [
        `${sendTool} is not allowed yet, so no call reaches the agent.`,
        '  `mission setup --allow-sessions-send` allows it.',
      ];
  }
}

/** The main agent's workspace, else the usual one beside the gateway's file. */
function notesFolder(file: GatewayFile, env: Context['env']): string {
  const main = file.agents.find(({ isDefault, id }) => isDefault || id === 'main') ?? file.agents[0];
  const folder = main?.workspace ?? join(dirname(file.path), 'workspace');
  return folder.replace(/^~(?=\/|$)/, env.HOME ?? env.USERPROFILE ?? '~');
}
