/** Rounds, the action, and what every round needs once the mission's parts are overlaid by its own. */
import type { RoundDraft } from '../draft.ts';
import type { Inspection } from '../inspection.ts';
import type { Path } from '../source.ts';

export function checkRounds(inspection: Inspection): void {
  checkIds(inspection);
  for (const round of inspection.rounds) {
    checkChoice(inspection, round);
    checkContent(inspection, round);
    checkVoicemail(inspection, round);
    checkRubricIds(inspection, round);
  }
}

function checkIds({ draft, add }: Inspection): void {
  const seen = new Set<string>();
  for (const [index, round] of (draft.rounds ?? []).entries()) {
    const id = round?.id;
    if (id === undefined) continue;
    const path = ['rounds', index, 'id'];
    if (id === 'act') {
      const message = 'No round may be called act: that is the action of a gather-then-act mission.';
      add({ code: 'reserved-name', path, message, help: 'Give it another id.' });
    }
    if (seen.has(id)) {
      add({
        code: 'duplicate-id',
        path,
        message: `There is a round ${id} already.`,
        help: 'Give each round an id of its own.',
      });
    }
    seen.add(id);
  }
}

function checkChoice({ draft, rounds, add }: Inspection, round: RoundDraft): void {
  if (round.path[0] !== 'rounds') return;
  const targets = draft.rounds?.[round.index]?.targets;
  if (targets === undefined || targets === 'all') return;
  const path = [...round.path, 'targets'];
  if (round.index === 0) {
    const message = 'The first round has no round before it to choose by.';
    const help = 'Take it out: the first round reaches all. `targets.where` on the mission leaves some out.';
    add({ code: 'first-round', path, mark: 'key', message, help });
    return;
  }
  if (typeof targets === 'string') return;
  const before = rounds.find((each) => each.index === round.index - 1);
  if (before !== undefined && before.id !== '' && before.rubric === undefined) {
    const message = `The round ${before.id} has no rubric, so none of its targets is best.`;
    add({
      code: 'no-ranking',
      path,
      mark: 'key',
      message,
      help: `Give ${before.id} a rubric, or choose by an expression.`,
    });
  }
}

/** What this round needs: somewhere in it, or in the mission. */
function checkContent({ broken, add, draft }: Inspection, round: RoundDraft): void {
  const { channel, assistant, message, reply, collect, path } = round;
  const missing = (part: string): boolean => !broken.touches([part]) && !broken.touches([...path, part]);
  const whose = path.length === 0 ? 'This mission' : path[0] === 'act' ? 'The action' : `The round ${round.id}`;
  if (channel.value === 'call') {
    if (assistant === undefined) {
      // For missions of one round the schema says so.
      if (path.length > 0 && missing('assistant')) {
        add({
          code: 'missing-key',
          path,
          mark: 'firstLine',
          message: `${whose} calls, and has no assistant.`,
          help: 'Add `assistant: { instructions: … }`, or `channel: sms` and a message.',
        });
      }
    } else if (missing('assistant')) checkInstructions({ add, draft }, { round, whose });
    return;
  }
  if (message !== undefined && message.value.trim() === '') {
    add({
      code: 'empty',
      path: message.path,
      mark: 'key',
      message: 'The message is empty.',
      help: 'Say what the text says.',
    });
  }
  if (path[0] === 'rounds' && message === undefined && missing('message')) {
    const demanding = channel.path.length > 1 ? channel.path : path;
    add({
      code: 'missing-key',
      path: demanding,
      mark: channel.path.length > 1 ? 'key' : 'firstLine',
      message: `${whose} sends texts, and has no message.`,
      help: 'Add `message: "…"`.',
    });
  }
  if (path[0] === 'rounds' && collect !== undefined && reply === undefined && missing('reply')) {
    const text = 'To collect answers to a text, `reply` must say how long one counts.';
    add({ code: 'missing-key', path: collect.path, mark: 'key', message: text, help: 'Add `reply: { within: 24h }`.' });
  }
}

function checkInstructions(
  { add }: Pick<Inspection, 'add' | 'draft'>,
  { round, whose }: { readonly round: RoundDraft; readonly whose: string },
): void {
  const { assistant } = round;
  const where = assistantPath(round);
  if (assistant?.instructions !== undefined && assistant.instructions_file !== undefined) {
    const message = 'There are instructions and a file of instructions; only one can hold.';
    add({
      code: 'misplaced-key',
      path: round.pathOf('assistant', 'instructions_file'),
      mark: 'key',
      message,
      help: 'Keep one of them.',
    });
  }
  const given = assistant?.instructions ?? assistant?.instructions_file;
  if (given === undefined) {
    const message = `${whose} calls, and its assistant has no instructions.`;
    const help = 'Add `instructions: |` with what it is told, or `instructions_file: prompts/quote.hbs`.';
    add({ code: 'missing-key', path: where, mark: 'firstLine', message, help });
  } else if (given.trim() === '') {
    const key = assistant?.instructions === undefined ? 'instructions_file' : 'instructions';
    add({
      code: 'empty',
      path: round.pathOf('assistant', key),
      mark: 'key',
      message: 'The instructions are empty.',
      help: 'Say what the assistant is to do.',
    });
  }
}

function assistantPath(round: RoundDraft): Path {
  const own = round.pathOf('assistant', 'name');
  return own.slice(0, -1);
}

function checkVoicemail({ add }: Inspection, round: RoundDraft): void {
  const { voicemail } = round.assistant ?? {};
  if (voicemail === undefined) return;
  const path = round.pathOf('assistant', 'voicemail');
  const leaves = voicemail.action === 'leave_message';
  if (leaves && voicemail.message === undefined && !Object.hasOwn(voicemail, 'message')) {
    const message = 'To leave a message, its text is needed.';
    add({ code: 'missing-key', path: [...path, 'action'], mark: 'key', message, help: 'Add `message: "…"`.' });
  }
  if (!leaves && voicemail.message !== undefined && voicemail.action !== undefined) {
    const message = 'This message is never left: the action is hang_up.';
    add({
      code: 'misplaced-key',
      path: [...path, 'message'],
      mark: 'key',
      message,
      help: 'Write `action: leave_message`, or take it out.',
    });
  }
  if (!leaves && voicemail.message !== undefined && voicemail.action === undefined) {
    const message = 'This message is never left: hanging up is the default.';
    add({
      code: 'misplaced-key',
      path: [...path, 'message'],
      mark: 'key',
      message,
      help: 'Add `action: leave_message`.',
    });
  }
  if (leaves && voicemail.detect === 'off') {
    const message = 'No machine is told from a person, so no message is ever left.';
    add({
      code: 'never-holds',
      severity: 'warning',
      path: [...path, 'detect'],
      message,
      help: 'Write `detect: auto` or `detect: on`.',
    });
  }
}

function checkRubricIds({ add }: Inspection, { rubric, path }: RoundDraft): void {
  if (rubric === undefined || (path.length > 0 && rubric.path.length === 1)) return;
  const seen = new Set<string>();
  for (const [index, criterion] of (rubric.value.criteria ?? []).entries()) {
    const id = criterion?.id;
    if (id === undefined) continue;
    if (seen.has(id)) {
      const at = [...rubric.path, 'criteria', index, 'id'];
      add({
        code: 'duplicate-id',
        path: at,
        message: `There is a criterion ${id} already.`,
        help: 'Give each criterion an id of its own.',
      });
    }
    seen.add(id);
  }
}
