/** Rendered prompts and messages. Values fill slots; they never become template (invariant 11). */
import type { CompiledMission } from '../plan/compile.ts';
import type { Target } from '../spec/spec.ts';
import type { Template } from '../spec/template.ts';
import type { ContactContext, Names } from './contact-machine.ts';

/** `names` holds what earlier contacts gave: best, previous, answers, rounds, found. Undefined where there is no template. */
export function prompt(
  template: Template | null,
  context: Pick<ContactContext, 'mission' | 'target'>,
  names: Names,
): string | undefined {
  if (template === null) return undefined;
  const { spec } = context.mission;
  return template.render({ ...names, target: context.target.fields, params: shownParams(spec) });
}

/** The params without the secret ones. */
export function shownParams(spec: {
  readonly params: Readonly<Record<string, unknown>>;
  readonly secretParams: readonly string[];
}): Names {
  if (spec.secretParams.length === 0) return spec.params;
  return Object.fromEntries(Object.entries(spec.params).filter(([name]) => !spec.secretParams.includes(name)));
}

export interface RenderedPrompt {
  /** The round's id, '' where there is one only. */
  readonly round: string;
  readonly part: 'instructions' | 'greeting' | 'voicemail' | 'message';
  readonly text: string;
}

/** Everything that a target would be told, as far as it is known before anybody was called. */
export function renderPrompts(mission: CompiledMission, target: Target): readonly RenderedPrompt[] {
  const rounds = mission.act === null ? mission.rounds : [...mission.rounds, mission.act];
  return rounds.flatMap((round) =>
    (['instructions', 'greeting', 'voicemail', 'message'] as const).flatMap((part) => {
      const text = prompt(round[part], { mission, target }, { answers: [], rounds: {} });
      return text === undefined ? [] : [{ round: round.id, part, text }];
    }),
  );
}
