/** What people and the service say: insights, transcripts and replies, written from the collected fields. */
import type { Insight } from '../run/ports.ts';
import type { CollectField, Fields, Value } from '../spec/spec.ts';
import type { Draws } from './draw.ts';
import { type Dialled, durationS } from './event.ts';

type Collect = Readonly<Record<string, CollectField>>;

/** How much of the JSON comes inside a Markdown fence, as language models like to write it. */
const fencedShare = 0.1;

export interface Told {
  readonly target: string;
  readonly dialled: Dialled;
  readonly collect: Collect;
  readonly collected: Fields;
  readonly automated: boolean;
  /** The persona's own words. */
  readonly transcript?: readonly string[];
  readonly scripted: boolean;
  /** The person asks never to be called again. */
  readonly refuses: boolean;
  readonly draws: Draws;
}

export function insightOf(told: Told): Insight {
  if (told.dialled.outcome === 'voicemail') {
    return {
      text: JSON.stringify({ summary: `Reached the voicemail of ${told.target}.` }),
      transcript: ['user: Please leave a message after the tone.'],
    };
  }
  const transcript = told.transcript ?? transcriptOf(told);
  const no = told.refuses ? ' They asked not to be called again.' : '';
  const summary = `Spoke with ${told.target} for ${durationS(told.dialled)} seconds.${no}`;
  if (told.dialled.prose) return { text: `${summary} ${valuesAsText(told)}`.trim(), transcript };
  const json = JSON.stringify({ summary, ...told.collected, ...(told.refuses ? { opt_out: true } : {}) });
  const fenced = !told.scripted && told.draws.chance('fenced', fencedShare);
  return { text: fenced ? `\`\`\`json\n${json}\n\`\`\`` : json, transcript };
}

function transcriptOf(told: Told): readonly string[] {
  if (told.automated) {
    return [
      'user: For opening hours press 1, for everything else press 2.',
      'assistant: [presses 2]',
      `user: ${valuesAsText(told) || 'Goodbye.'}`,
    ];
  }
  const greeting = told.draws.pick('greeting', ['Hello?', 'Hi, who is calling?', 'Good day, what can I do for you?']);
  const questions = Object.entries(told.collect).flatMap(([name, field]) => {
    const answer = told.collected[name];
    return [
      `assistant: ${field.description ?? name}?`,
      `user: ${answer === undefined ? 'I could not say.' : spoken(answer, field)}.`,
    ];
  });
  const no = told.refuses ? ['user: Please do not call me again.'] : [];
  return [`user: ${greeting}`, ...questions, ...no, 'assistant: Thank you, goodbye.'];
}

/** `Quoted price per floor: 42 USD. Carries liability insurance: yes.`; '' where nothing was collected. */
export function valuesAsText(told: Pick<Told, 'collect' | 'collected'>): string {
  return Object.entries(told.collect)
    .flatMap(([name, field]) => {
      const value = Object.hasOwn(told.collected, name) ? told.collected[name] : undefined;
      return value === undefined ? [] : [`${field.description ?? name}: ${spoken(value, field)}.`];
    })
    .join(' ');
}

function spoken(value: Value, field: CollectField): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(String).join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return field.unit === undefined ? text : `${text} ${field.unit}`;
}
