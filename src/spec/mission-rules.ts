/** Which of the known contact rules concern a mission. */
import { type ContactRule, rulesInForce } from './contact-rule.ts';
import type { MissionDraft } from './draft.ts';

export interface MissionRules {
  /** For whatever purpose. */
  readonly known: readonly ContactRule[];
  /** Those of the mission's purpose. */
  readonly all: readonly ContactRule[];
  /** The same without those that the mission loosens. */
  readonly inForce: readonly ContactRule[];
}

export function missionRules(known: readonly ContactRule[], draft: MissionDraft): MissionRules {
  const { purpose } = draft;
  const all = known.filter(({ purposes }) => purpose !== undefined && purposes.includes(purpose));
  return { known, all, inForce: rulesInForce(all, draft.rules?.override ?? []) };
}

/** Whether any rule asks in which state somebody is. */
export function needsStates(rules: readonly ContactRule[]): boolean {
  return rules.some(({ value }) => value?.hours?.some(({ states }) => states !== undefined) === true);
}
