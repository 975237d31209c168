/** Whether the agent gateway of this machine would take a message. Missions need none; `mission connect` does. */
import { existsSync } from 'node:fs';
import { AgentGateway } from '../../../gateway/agent.ts';
import { findGateway, loadGatewayFile } from '../../../wire/gateway-config.ts';
import { hideSecrets } from '../../../wire/secrets.ts';
import type { SkillConfig } from '../../../wire/skill-config.ts';
import type { Context } from '../../context.ts';
import type { Check } from './check.ts';

const at = { id: 'gateway', where: 'here' } as const;
const allowFix = 'Run `mission setup --allow-sessions-send`, then restart the gateway.';

export async function gatewayCheck(env: Context['env'], skill: SkillConfig | null): Promise<Check> {
  const found = findGateway({ env, skill });
  if (!found.ok) {
    const { code, message, help = '' } = found.error;
    return { ...at, status: code === 'remote-gateway' ? 'warning' : 'problem', message, fix: help };
  }
  const gateway = found.value;
  const own = loadGatewayFile(env);
  const isNamed = gateway.from !== 'the default' || (own.ok && own.value !== null && existsSync(own.value.path));
  const client = new AgentGateway(gateway);
  try {
    const probed = await client.probe();
    if (probed.ok) return { ...at, status: 'ok', message: `The agent gateway at ${gateway.url} takes messages.` };
    const { code, help } = probed.error;
    const message = hideSecrets(probed.error.message, gateway.token === undefined ? [] : [gateway.token]);
    if (code === 'unreached' && !isNamed)
      return { ...at, status: 'skipped', message: 'There is no agent gateway; missions need none.' };
    const fix = code === 'not-allowed' ? allowFix : (help ?? 'Start it: openclaw gateway start');
    return { ...at, status: 'problem', message, fix };
  } finally {
    await client.close();
  }
}
