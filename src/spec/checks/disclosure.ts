/**
 * Whether the person called is told that an AI speaks, and that the call is recorded. A reading of the prompt's words: it
 * cannot know what is said, only warn of what is plainly missing.
 */
import { severityOf } from '../contact-rule.ts';
import type { RoundDraft } from '../draft.ts';
import type { Inspection } from '../inspection.ts';
import { pathText } from '../source.ts';
import { promptsOf } from './templates.ts';

const saysAi =
  /\b(A\.?I|KI|IA)\b|\bartificial\b|\bautomated\b|\bvirtual (assistant|agent)|\bdigital assistant|\bvoice assistant|\b(ro)?bot\b|\bmachine\b|\bcomputer\b|künstliche|intelligence artificielle|inteligencia artificial/iu;
const ai = String.raw`\b(A\.?I|(ro)?bot|machine|automated|artificial)\b`;
const you = String.raw`\b(you are|you're|being|it is|this is)\b`;
const denials = [
  new RegExp(
    String.raw`\b(never|don't|do not|must not|avoid|without)\b.{0,40}\b(say|tell|admit|reveal|mention|disclos)\w*.{0,40}${you}.{0,20}${ai}`,
    'iu',
  ),
  new RegExp(
    String.raw`\b(pretend|claim|insist|say)\b.{0,30}(\bto be\b|${you}).{0,20}\b(human|a (real )?person)\b`,
    'iu',
  ),
  /\byou(r name is \w+ and you)? are (a human|human|a real person)\b/iu,
  new RegExp(String.raw`\byou( are|'re) not an? ${ai}`, 'iu'),
];
/** What a prompt forbids is no denial: "never say that you are human". */
const forbidsDenial =
  /\b(never|don't|do not|must not)\b.{0,30}\b(pretend|claim|insist|deny|say)\b.{0,40}\b(human|person|not an?)\b/iu;
const saysRecorded = /\brecord(ed|ing|s)?\b|\baufgezeichnet\b|\benregistr|\bgrabad/iu;

/** Of one sentence; what follows is not looked at. */
const sentenceCharsMax = 1_000;

export function checkDisclosure(inspection: Inspection): void {
  const seen = new Set<string>();
  for (const round of inspection.rounds) {
    if (round.channel.value !== 'call' || round.assistant === undefined) continue;
    const prompts = promptsOf(inspection, round).filter(({ path }) => path.at(-1) !== 'message');
    const instructions = prompts.find(({ path }) => String(path.at(-1)).startsWith('instructions'));
    if (instructions === undefined || instructions.text.trim() === '' || seen.has(pathText(instructions.path)))
      continue;
    seen.add(pathText(instructions.path));
    const texts = prompts.map(({ text }) => text);
    checkTexts(inspection, { texts, path: instructions.path });
    checkRecording(inspection, { round, texts });
  }
}

function checkTexts(
  { add, rules }: Inspection,
  of: { readonly texts: readonly string[]; readonly path: readonly (string | number)[] },
): void {
  // A rule that is loosened still warns: the person called is told nothing.
  const severity = severityOf(rules.inForce, 'disclosure') ?? 'warning';
  const denies = of.texts.some((text) => text.split(/[.!?]\s|\n\s*\n/).some(isDenial));
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
  { add, rules }: Inspection,
  of: { readonly round: RoundDraft; readonly texts: readonly string[] },
): void {
  const severity = severityOf(rules.inForce, 'recording') ?? 'warning';
  if (of.round.assistant?.record !== true || of.texts.some((text) => saysRecorded.test(text))) return;
  const message = 'The call is recorded, and nothing says so to the person called.';
  const help = 'Tell the assistant to say that the call is recorded.';
  add({
    code: 'no-recording-notice',
    severity,
    path: of.round.pathOf('assistant', 'record'),
    message,
    help,
  });
}

function isDenial(sentence: string): boolean {
  const text = sentence.slice(0, sentenceCharsMax).replace(/\s+/g, ' ');
  return denials.some((pattern) => pattern.test(text)) && !forbidsDenial.test(text);
}
