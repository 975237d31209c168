/**
 * How people say no for ever, in a text or in a conversation. Pure words, no model: what is missed here a model may still find
 * (`opt_out` among the fields that it extracts). Where it is doubtful the answer is no: a call too few can be made good.
 */
import type { Insight } from './provider-port.ts';

/** A text that is nothing but one of these. Sources: the FCC's revocation rule; the service's own list lacks the last four. */
const words = ['stop', 'quit', 'end', 'cancel', 'unsubscribe', 'revoke', 'opt out', 'optout', 'stopall'];
/** What people write around such a word. */
const around = '(please|now|all|it|me|thanks|thank you|immediately|texting|calling|messaging|sms|texts|messages|calls)';
const wordAlone = new RegExp(`^(please )?(${words.join('|')})( ${around})*$`);

const reach = '(?:call|contact|text|phone|ring|message|write|bother|disturb|reach)';
const reached = '(?:called|contacted|texted|phoned|rung|messaged|written to|bothered|disturbed|reached)';
const whom = '(?: to| out to)?(?: me| us| here| him| her| them| this (?:number|phone|line)| my (?:number|phone))?';
const forEver = '(?: ever)?(?: again| any ?more| any longer| ever| back)';
const end = '(?= *(?:[.!?,;]|$))';
const not = "(?:do not|don'?t|dont|never|not|no longer)";
const list = '(?:(?:the|your|this|our|its|their|any|that)(?: \\w+)? )?(?:list|database|records|system)s?';

/** Sentences that say it, wherever they stand. "Don't call before nine" is none. */
const sentences: readonly RegExp[] = [
  new RegExp(`\\b${not} (?:ever )?${reach}${whom}(?:${forEver}|${end})`),
  new RegExp(
    `\\b${not} (?:want|wish|like|agree|consent)\\w*(?: \\w+)? to (?:ever )?be ${reached}(?:${forEver}|${end})`,
  ),
  new RegExp(
    `\\b(?:ask|request|demand|want|wish|insist)\\w*(?: that \\w+)? (?:not|never) (?:to )?(?:ever )?be ${reached}`,
  ),
  /\b(?:stop|quit|cease) (?:calling|contacting|texting|phoning|ringing|messaging|bothering)\b/,
  new RegExp(`\\b(?:take|remove|delete|strike) .{0,40}\\b(?:off|from) ${list}\\b`),
  new RegExp(`\\bremov(?:ed|al) from ${list}\\b`),
  /\b(?:remove|delete|lose) (?:my|our|this) number\b/,
  /\b(?:no|refus\w*|declin\w*|reject\w*|revok\w*|withdr\w+)(?: \w+){0,3} (?:further|future|more|any|consent to)(?: \w+)? ?(?:contacts?|calls?|texts?|messages?)\b/,
  /\bopt(?:ed|s|ing)? (?:me |us )?out\b/,
  /\bdo[- ]not[- ](?:call|contact)[- ](?:list|register|registry)\b/,
];

/** True where a text says no for ever. */
export function isOptOut(text: string): boolean {
  const plain = plainText(text);
  const letters = plain.replace(/[^a-z]+/g, ' ').trim();
  return wordAlone.test(letters) || saysNo(plain);
}

/** What the program itself said is no refusal, such as "you may opt out at any time". */
const ownLine = /^\s*(?:assistant|ai|agent|bot|caller)\s*:/i;

/** True where an insight says that the person refuses further contact: by its `opt_out`, its summary, or the person's own words. */
export function refusesContact(insight: Insight, json: Readonly<Record<string, unknown>> | null): boolean {
  if (json !== null && isYes(json.opt_out)) return true;
  const summary = json === null ? insight.text : typeof json.summary === 'string' ? json.summary : '';
  const lines = (insight.transcript ?? []).filter((line) => !ownLine.test(line));
  return [summary, ...lines].some((text) => saysNo(plainText(text)));
}

/** The field of an insight, or of what a model extracted, by which it says so. */
export function isYes(field: unknown): boolean {
  return field === true || (typeof field === 'string' && /^(true|yes)$/i.test(field.trim()));
}

function saysNo(plain: string): boolean {
  return sentences.some((sentence) => sentence.test(plain));
}

/** Longer texts are not looked through: a person needs fewer words for a no. */
const textCharsMax = 4_000;

function plainText(text: string): string {
  return text.slice(0, textCharsMax).normalize('NFKC').toLowerCase().replaceAll('’', "'").replace(/\s+/g, ' ').trim();
}
