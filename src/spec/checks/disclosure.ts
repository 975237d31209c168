/**
 * Whether the person called is told that an AI speaks, and that the call is recorded. A reading of the prompt's words: it
 * cannot know what is said, only warn of what is plainly missing.
 */
import type { RoundDraft } from '../draft.ts';
import type { Inspection } from '../inspection.ts';
import { pathText } from '../source.ts';
import { promptsOf } from './templates.ts';

const saysAi =
  /\b(A\.?I|KI|IA)\b|\bartificial\b|\bautomated\b|\bvirtual (assistant|agent)|\bdigital assistant|\bvoice assistant|\b(ro)?bot\b|\bmachine\b|\bcomputer\b|künstliche|intelligence artificielle|inteligencia artificial/iu;
const denials = [
  /\b(never|don't|do not|not|avoid|without)\b[^.!?\n]{0,40}\b(say|saying|tell|telling|admit|admitting|reveal|revealing|mention|mentioning|disclose|disclosing)\b[^.!?\n]{0,60}\b(A\.?I|bot|robot|machine|automated|assistant)\b/iu,
  /\b(pretend|claim|insist|say)\b[^.!?\n]{0,30}\b(to be|that you are|you're|you are)\b[^.!?\n]{0,20}\b(human|a real person|a person)\b/iu,
  /\byou are (a )?(human|real person)\b/iu,
  /\bnot an? (A\.?I|bot|robot|machine)\b/iu,
];
/** What a prompt forbids to deny is no denial: "never say that you are human". */
const forbidsDenial =
  /\b(never|don't|do not)\b[^.!?\n]{0,30}\b(pretend|claim|insist|deny|denying|say)\b[^.!?\n]{0,40}\b(human|person|are not|aren't)\b/iu;
const saysRecorded = /\brecord(ed|ing|s)?\b|\baufgezeichnet\b|\benregistr|\bgrabad/iu;

export function checkDisclosure(inspection: Inspection): void {
  const seen = new Set<string>();
  for (const round of inspection.rounds) {
    if (round.channel.value !== 'call' || round.assistant === undefined) continue;
    const prompts = promptsOf(inspection, round).filter(({ path }) => path.at(-1) !== 'message');
    const instructions = prompts.find(({ path }) => String(path.at(-1)).startsWith('instructions'));
    if (instructions === undefined || seen.has(pathText(instructions.path))) continue;
    seen.add(pathText(instructions.path));
    const texts = prompts.map(({ text }) => text);
    checkTexts(inspection, { texts, path: instructions.path });
    checkRecording(inspection, { round, texts });
  }
}

function checkTexts(
  { add, draft }: Inspection,
  of: { readonly texts: readonly string[]; readonly path: readonly (string | number)[] },
): void {
  const severity = draft.purpose === 'solicitation' ? 'error' : 'warning';
  const denies = of.texts.some((text) => denials.some((pattern) => pattern.test(text)) && !forbidsDenial.test(text));
  if (denies) {
    const message = 'The assistant is told to hide that it is an AI.';
    add({
      code: 'denies-ai',
      severity,
      path: of.path,
      mark: 'key',
      message,
      help: 'Tell it to say so in its first sentence.',
    });
    return;
  }
  if (of.texts.some((text) => saysAi.test(text))) return;
  const message = 'Nothing here says that the caller is an AI.';
  add({
    code: 'no-disclosure',
    severity,
    path: of.path,
    mark: 'key',
    message,
    help: 'Add: "Say at the start that you are an AI assistant."',
  });
}

function checkRecording(
  { add }: Inspection,
  of: { readonly round: RoundDraft; readonly texts: readonly string[] },
): void {
  if (of.round.assistant?.record !== true || of.texts.some((text) => saysRecorded.test(text))) return;
  const message = 'The call is recorded, and nothing says so to the person called.';
  const help = 'Tell the assistant to say that the call is recorded.';
  add({
    code: 'no-recording-notice',
    severity: 'warning',
    path: of.round.pathOf('assistant', 'record'),
    message,
    help,
  });
}
