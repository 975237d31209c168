/**
 * A mission file whose parts may be missing or wrong: what is left of it after the schema's check. The semantic checks read
 * drafts, so that what is wrong in one section hides nothing in another.
 */
import type { Assistant, Collect, MissionFile, Reply, Rubric, Schedule } from './generated/mission-file.ts';
import type { Path } from './source.ts';

export type Draft<Whole> = Whole extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : Whole extends object
    ? { readonly [Key in keyof Whole]?: Draft<Whole[Key]> | undefined }
    : Whole;

export type MissionDraft = Draft<MissionFile>;
export type AssistantDraft = Draft<Assistant>;
export type CollectDraft = Draft<Collect>;
export type RubricDraft = Draft<Rubric>;
export type ScheduleDraft = Draft<Schedule>;

/** A part, and where it was written. */
export interface Part<Value> {
  readonly value: Value;
  readonly path: Path;
}

/**
 * A round as it runs: the mission's parts overlaid by its own. Missions of one round have one with the id '' and the path
 * []; the action of a gather-then-act is one as well.
 */
export interface RoundDraft {
  readonly id: string;
  readonly path: Path;
  /** Its place among the rounds; the action comes after all. */
  readonly index: number;
  readonly channel: Part<'call' | 'sms'>;
  readonly assistant: AssistantDraft | undefined;
  readonly message: Part<string> | undefined;
  readonly reply: Part<Draft<Reply>> | undefined;
  readonly collect: Part<CollectDraft> | undefined;
  readonly rubric: Part<RubricDraft> | undefined;
  readonly schedule: ScheduleDraft;
  /** Where a key of the assistant or the schedule was written. */
  pathOf(section: 'assistant' | 'schedule', key: string): Path;
}

/** What a round may say, the mission itself included. */
interface Sections {
  readonly channel?: 'call' | 'sms' | undefined;
  readonly assistant?: AssistantDraft | undefined;
  readonly message?: string | undefined;
  readonly reply?: Draft<Reply> | undefined;
  readonly collect?: CollectDraft | undefined;
  readonly rubric?: RubricDraft | undefined;
  readonly schedule?: ScheduleDraft | undefined;
}

/** The rounds as they run, then the action. */
export function roundDrafts(draft: MissionDraft): readonly RoundDraft[] {
  const rounds =
    draft.class === 'multi-round' ? declaredRounds(draft) : [roundDraft(draft, { id: '', path: [], index: 0 })];
  if (draft.class !== 'gather-then-act' || draft.act === undefined) return rounds;
  return [...rounds, actDraft(draft, rounds.length)];
}

function declaredRounds(draft: MissionDraft): readonly RoundDraft[] {
  return (draft.rounds ?? []).flatMap((round, index) => {
    if (round === undefined) return [];
    return [roundDraft(draft, { id: round.id ?? '', path: ['rounds', index], index, own: round })];
  });
}

/** Schedule, retry and assistant are the mission's; what is asked and said is the action's own. */
function actDraft(draft: MissionDraft, index: number): RoundDraft {
  const { channel = 'call', ...own } = draft.act ?? {};
  const base = { assistant: draft.assistant, schedule: draft.schedule };
  return roundDraft(base, { id: 'act', path: ['act'], index, own: { channel, ...own } });
}

interface RoundPlace {
  readonly id: string;
  readonly path: Path;
  readonly index: number;
  readonly own?: Sections;
}

function roundDraft(mission: Sections, { id, path, index, own }: RoundPlace): RoundDraft {
  const part = <Key extends keyof Sections>(key: Key): Part<NonNullable<Sections[Key]>> | undefined => {
    const mine = own?.[key];
    if (mine !== undefined) return { value: mine as NonNullable<Sections[Key]>, path: [...path, key] };
    const shared = mission[key];
    return shared === undefined ? undefined : { value: shared as NonNullable<Sections[Key]>, path: [key] };
  };
  const isOwn = (section: 'assistant' | 'schedule', key: string): boolean =>
    (own?.[section] as Readonly<Record<string, unknown>> | undefined)?.[key] !== undefined;
  return {
    id,
    path,
    index,
    channel: part('channel') ?? { value: 'call', path },
    assistant: overlaidAssistant(mission.assistant, own?.assistant),
    message: part('message'),
    reply: part('reply'),
    collect: part('collect'),
    rubric: part('rubric'),
    schedule: { ...mission.schedule, ...own?.schedule },
    pathOf: (section, key) => (isOwn(section, key) ? [...path, section, key] : [section, key]),
  };
}

/** Key by key; instructions of either form replace those of both. */
function overlaidAssistant(
  base: AssistantDraft | undefined,
  own: AssistantDraft | undefined,
): AssistantDraft | undefined {
  if (base === undefined || own === undefined) return own ?? base;
  if (own.instructions === undefined && own.instructions_file === undefined) return { ...base, ...own };
  const { instructions: _, instructions_file: __, ...rest } = base;
  return { ...rest, ...own };
}
