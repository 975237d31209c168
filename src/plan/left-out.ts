/** Whom a round never contacts, whatever the hour: by the contact rules, and by what the workspace remembers of a number. */
import { type ContactRule, values } from '../spec/contact-rule.ts';
import type { LeftOut, RoundSpec, Target } from '../spec/spec.ts';

/** A rule and why it speaks. */
export type Refusal = Omit<LeftOut, 'target'>;

/** What is remembered of a number. */
export interface NumberFacts {
  optedOut(number: string): boolean;
  /** On the workspace's own list. */
  doNotContact?(number: string): boolean;
  /** Reached by an earlier run of this mission within `again_after`. */
  reached(number: string): boolean;
}

/** Asked of a target for every round and every attempt: its own words decide. */
export function leftOutBy(round: RoundSpec, rules: readonly ContactRule[]): (target: Target) => Refusal | null {
  const consents = round.channel === 'call' ? values(rules, 'consent') : [];
  return (target) => {
    if (target.zones.length === 0)
      return { rule: 'zone-unknown', reason: 'no time zone is known; give the target a `timezone`' };
    for (const types of consents) {
      const reason = lacksConsent(target, types);
      if (reason !== null) return { rule: 'consent', reason };
    }
    return null;
  };
}

/** By the workspace's memory; null: nothing speaks against it. */
export function rememberedAgainst(number: string, memory: NumberFacts): Refusal | null {
  if (memory.optedOut(number)) return { rule: 'opt-out', reason: 'asked not to be contacted' };
  if (memory.doNotContact?.(number) === true)
    return { rule: 'do-not-contact', reason: 'stands on the do-not-contact list' };
  if (memory.reached(number)) return { rule: 'reached-before', reason: 'reached by an earlier run of this mission' };
  return null;
}

/** Consent says of what kind it is, where it is written and when it was given. */
function lacksConsent({ consent }: Target, types: readonly string[]): string | null {
  const wanted = types.join(' or ');
  if (consent === undefined) return `no consent is given; an AI voice needs ${wanted} consent`;
  if (!types.includes(consent.type)) return `its consent is \`${consent.type}\`; an AI voice needs ${wanted} consent`;
  const missing = (['source', 'at'] as const).filter((part) => (consent[part] ?? '').trim() === '');
  return missing.length === 0 ? null : `its consent lacks ${missing.join(' and ')}`;
}
