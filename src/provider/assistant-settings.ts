/** An assistant as the service wants it described. Pure. Source: the service's contract, `POST /assistants`. */
import type { PrepareRequest, PrepareRound, PromptRequest } from '../run/ports.ts';
import { field, textOf } from '../wire/fields.ts';

/** However a spec is named; a name is looked for as a whole. */
const nameCharsMax = 60;
/** Where a mission names none: somebody must hang up, and menus want keys. */
const toolsDefault = ['hangup', 'send_dtmf'];
/** Until an assistant of a pool has the prompt of its first call; no call is placed before. */
const noPromptYet = 'Say that you called by mistake, apologise, and hang up.';

/** The beginning of what follows the dot in the names of a run's assistants. */
export const runMark = (run: string): string => run.slice(0, 8);

/** `Find a window washer · 0f3a91bc/quote/0`: by it an assistant is found again. */
export function assistantName(
  request: Pick<PrepareRequest, 'run' | 'mission'>,
  at: { readonly round: string; readonly place: number },
): string {
  const { run, mission } = request;
  return `${mission.slice(0, nameCharsMax)} · ${runMark(run)}/${at.round === '' ? '-' : at.round}/${at.place}`;
}

export function assistantSettings(round: PrepareRound, name: string) {
  const { instructions, greeting, model, voice, tools, voicemail } = round;
  return {
    name,
    description: round.name,
    instructions: instructions === '' ? noPromptYet : instructions,
    greeting,
    ...(model === undefined ? {} : { model }),
    ...(voice === undefined ? {} : { voice }),
    enabled_features: ['telephony', 'messaging'],
    tools: (tools.length === 0 ? toolsDefault : tools).map(toolOf),
    extra_config: listening(voicemail?.detect !== false, voicemail?.message),
  };
}

export function promptSettings(prompt: PromptRequest) {
  const { instructions, greeting, detect = true, voicemail } = prompt;
  return { instructions, greeting, extra_config: listening(detect, voicemail) };
}

/** True: the assistant has this prompt. */
export function hasPrompt(assistant: unknown, prompt: Pick<PromptRequest, 'instructions' | 'greeting'>): boolean {
  const of = (name: 'instructions' | 'greeting'): string =>
    (textOf(field(assistant, 'config'), name) ?? textOf(assistant, name) ?? '').trim();
  return of('instructions') === prompt.instructions.trim() && of('greeting') === prompt.greeting.trim();
}

/** What it does when an answering machine picks up: an IVR or phone tree is talked to like a person. */
function listening(detect: boolean, message: string | undefined) {
  const action = detect
    ? message === undefined
      ? 'stop_assistant'
      : 'leave_message_and_stop_assistant'
    : 'continue_assistant';
  const left = detect && message !== undefined ? { voicemail_message: { type: 'message', message } } : {};
  return { telephony_settings: { voicemail_detection: { on_voicemail_detected: { action, ...left } } } };
}

function toolOf(name: string): object {
  if (name === 'hangup')
    return {
      type: 'hangup',
      hangup: { description: 'Hang up when the conversation is over, or nobody answers any more.' },
    };
  return { type: name, [name]: {} };
}
