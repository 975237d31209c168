/** The spec of a mission that says nothing but its purpose: what the rules and defaults of a workspace come to. */
import type { Config } from './config.ts';
import type { ContactRule, Purpose } from './contact-rule.ts';
import { type MissionDraft, roundDrafts } from './draft.ts';
import { missionRules } from './mission-rules.ts';
import { normalise } from './normalise.ts';
import type { Spec } from './spec.ts';

export function bareSpec(of: {
  readonly purpose: Purpose;
  readonly config: Config;
  readonly rules: readonly ContactRule[];
}): Spec {
  const draft: MissionDraft = {
    version: 1,
    name: 'Any mission',
    class: 'parallel-sweep',
    purpose: of.purpose,
    assistant: { instructions: 'You are an AI assistant.' },
  };
  return normalise({
    draft,
    rounds: roundDrafts(draft),
    params: {},
    provider: of.config.provider ?? 'clawdtalk',
    config: of.config,
    rules: missionRules(of.rules, draft),
    instructionsOf: () => undefined,
  });
}
