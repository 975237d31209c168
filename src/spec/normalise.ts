/** From a checked mission file to the spec: every default filled in, every duration in milliseconds. */
import { slugOf } from '../lib/slug.ts';
import { compact } from './compact.ts';
import type { Config } from './config.ts';
import { attemptsPerDay, values } from './contact-rule.ts';
import { defaults, sharesDefault } from './defaults.ts';
import type { MissionDraft, RoundDraft } from './draft.ts';
import { type PlacedGate, placedGates } from './gates.ts';
import type { MissionRules } from './mission-rules.ts';
import { instant, ms, normaliseRound, present, type RoundSource } from './normalise-round.ts';
import type { ApproverLine, GateSpec, LimitsSpec, NegotiateSpec, PersonaLine, SimulateSpec, Spec } from './spec.ts';
import { splitObjective } from './split.ts';

export interface SpecSource {
  /** Without errors. */
  readonly draft: MissionDraft;
  readonly rounds: readonly RoundDraft[];
  readonly params: Spec['params'];
  readonly provider: Spec['provider'];
  readonly config: Config;
  readonly rules: MissionRules;
  readonly instructionsOf: RoundSource['instructionsOf'];
  readonly automated?: Spec['automated'];
}

export function normalise(source: SpecSource): Spec {
  const { draft, params, provider, config } = source;
  const { name, class: missionClass, purpose } = draft;
  if (name === undefined || missionClass === undefined || purpose === undefined)
    throw new Error('an unchecked mission');
  const specs = source.rounds.map((round) =>
    normaliseRound({ draft, rules: source.rules, missionName: name, round, instructionsOf: source.instructionsOf }),
  );
  const act = missionClass === 'gather-then-act' ? specs.at(-1) : undefined;
  const [first, ...others] = act === undefined ? specs : specs.slice(0, -1);
  if (first === undefined) throw new Error('a mission without rounds');
  return compact({
    version: 1 as const,
    name,
    slug: slugOf(name),
    class: missionClass,
    purpose,
    params,
    secretParams: Object.entries(draft.params ?? {}).flatMap(([param, { secret } = {}]) =>
      secret === true ? [param] : [],
    ),
    where: whereOf(draft),
    rounds: [first, ...others] as const,
    act,
    goal: draft.goal,
    negotiate: draft.negotiate === undefined ? undefined : negotiateOf(draft.negotiate),
    limits: limitsOf(draft, source.rules),
    gates: placedGates(draft, source.rounds).map(gateOf),
    againAfterMs: againAfterOf(draft, source.rules),
    rules:
      draft.rules === undefined
        ? undefined
        : { override: present(draft.rules.override), because: draft.rules.because ?? '' },
    contactRules: source.rules.all,
    provider,
    results: {
      formats: draft.results?.formats === undefined ? (['yaml'] as const) : present(draft.results.formats),
      transcripts: draft.results?.transcripts ?? false,
      phones: draft.results?.phones ?? 'masked',
    },
    simulate: simulateOf(draft.simulate),
    automated: source.automated,
    rates: config.rates,
  });
}

function whereOf({ targets }: MissionDraft): string | undefined {
  return Array.isArray(targets) ? undefined : (targets as { readonly where?: string } | undefined)?.where;
}

function negotiateOf(negotiate: NonNullable<MissionDraft['negotiate']>): NegotiateSpec {
  const objective = splitObjective(negotiate.objective ?? '');
  if (objective === null) throw new Error('an unchecked objective');
  const { order, stop, floor, ceiling } = negotiate;
  return compact({ direction: objective.word, expression: objective.expression, order, stop, floor, ceiling });
}

/** 0: nobody is left alone for having been reached. */
function againAfterOf(draft: MissionDraft, rules: MissionRules): number {
  if (draft.again_after !== undefined) return ms(draft.again_after);
  return Math.max(0, ...values(rules.inForce, 'againAfterMs'));
}

function limitsOf(draft: MissionDraft, rules: MissionRules): LimitsSpec {
  const limits = draft.limits ?? {};
  const [amount, currency = ''] = limits.cost_total?.split(' ') ?? [];
  return compact({
    concurrency: draft.class === 'sequential-negotiation' ? 1 : (limits.concurrency ?? defaults.concurrency),
    attemptsTotal: limits.attempts_total,
    attemptsPerNumberPerDay: attemptsPerDay(rules, limits.attempts_per_number_per_day),
    callMinutes: limits.call_minutes ?? defaults.callMinutes,
    minutesTotal: limits.minutes_total,
    costTotal: amount === undefined ? undefined : { amount: Number(amount), currency },
  });
}

function gateOf({ gate, before }: PlacedGate): GateSpec {
  return {
    id: gate.id ?? '',
    before: before ?? '',
    ask: gate.ask ?? '',
    via: gate.via === undefined ? defaults.gateVia : present(gate.via),
    biometric: gate.biometric ?? false,
    timeoutMs: ms(gate.timeout ?? defaults.gateTimeout),
    onTimeout: gate.on_timeout ?? 'deny',
  };
}

function simulateOf(simulate: MissionDraft['simulate']): SimulateSpec {
  const personas = Object.entries(simulate?.personas ?? {}).map(
    ([id, lines]) => [id, present(lines).map(personaLine)] as const,
  );
  const approver = Object.entries(simulate?.approver ?? {}).map(
    ([gate, line]) => [gate, approverLine(line ?? 'silent')] as const,
  );
  const shares = Object.entries(simulate?.default ?? {}).map(([outcome, share]) => [outcome, share ?? 0] as const);
  return compact({
    seed: simulate?.seed ?? defaults.seed,
    from: simulate?.from === undefined ? undefined : instant(simulate.from),
    default: shares.length === 0 ? sharesDefault : Object.fromEntries(shares),
    personas: Object.fromEntries(personas),
    approver: Object.fromEntries(approver),
  });
}

type Personas = NonNullable<NonNullable<MissionDraft['simulate']>['personas']>;
type PersonaDraft = NonNullable<NonNullable<Personas[string]>[number]>;

function personaLine(line: PersonaDraft): PersonaLine {
  if (typeof line === 'string') return { outcome: line };
  const { answered, voicemail, replied, after, transcript } = line;
  const collected = line.collected as PersonaLine['collected'];
  const said = transcript === undefined ? undefined : present(transcript);
  if (replied !== undefined) {
    const afterMs = after === undefined ? undefined : ms(after);
    return compact({ outcome: 'replied' as const, reply: replied, afterMs, collected });
  }
  const outcome = answered === undefined ? ('voicemail' as const) : ('answered' as const);
  return compact({ outcome, durationMs: ms(answered ?? voicemail ?? '0s'), collected, transcript: said });
}

function approverLine(line: string): ApproverLine {
  const [answer = '', after = '0s'] = line.split(' after ');
  return { answer: answer as ApproverLine['answer'], afterMs: ms(after) };
}
