/** What the service says about a finished conversation, in both shapes that it is known to say it in. Pure. */
import type { Insight } from '../run/ports.ts';
import { field, isObject, listOf, spelled, textOf } from '../wire/fields.ts';
import { parsed } from '../wire/http.ts';

/** Null: not there yet. */
export function insightOf(body: unknown): Insight | null {
  const data = field(body, 'data');
  if (Array.isArray(data)) return fromList(data);
  return isObject(data) ? fromSummary(data) : null;
}

const unfinished = new Set(['pending', 'in-progress', 'queued', 'running']);

/** `[{status, conversation_insights: [{result}]}]`: there once all of it is. */
function fromList(data: readonly unknown[]): Insight | null {
  if (data.some((one) => unfinished.has(spelled(textOf(one, 'status')) ?? ''))) return null;
  const results = data.flatMap((one) =>
    (listOf(one, 'conversation_insights') ?? []).flatMap((insight) => resultOf(insight)),
  );
  return results.length === 0 ? null : { text: joined(results) };
}

/** Text, JSON as text, or what should have been JSON as text. */
function resultOf(insight: unknown): readonly string[] {
  const result = field(insight, 'result');
  if (typeof result === 'string') return result.trim() === '' ? [] : [result];
  return isObject(result) ? [JSON.stringify(result)] : [];
}

/** Several insights of one conversation are one: fields together, prose as its summary. */
function joined(results: readonly string[]): string {
  const [only] = results;
  if (results.length === 1 && only !== undefined) return only;
  const objects = results.map(objectIn);
  const fields = objects.filter((object) => object !== null);
  const prose = results.filter((_, at) => objects[at] === null).join('\n\n');
  if (fields.length === 0) return prose;
  return JSON.stringify({ ...(prose === '' ? {} : { summary: prose }), ...Object.assign({}, ...fields) });
}

/** Null: prose. */
function objectIn(text: string): object | null {
  const json = parsed(text);
  return json.ok && isObject(json.value) ? json.value : null;
}

/** What the other shape is known to hold; where it holds more, that is an answer to what was asked. */
const known = new Set(['conversation_id', 'summary', 'sentiment', 'key_topics', 'action_items', 'status']);

function fromSummary(data: object): Insight | null {
  if (unfinished.has(spelled(textOf(data, 'status')) ?? '')) return null;
  if (Object.keys(data).some((name) => !known.has(name))) return { text: JSON.stringify(data) };
  const parts = [
    textOf(data, 'summary'),
    listText('Key topics', listOf(data, 'key_topics')),
    listText('Action items', listOf(data, 'action_items')),
    line('Sentiment', textOf(data, 'sentiment')),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? null : { text: parts.join('\n') };
}

function listText(title: string, items: readonly unknown[] | null): string | undefined {
  const said = (items ?? []).filter((item) => typeof item === 'string' && item !== '');
  return said.length === 0 ? undefined : `${title}: ${said.join('; ')}`;
}

function line(title: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${title}: ${text}`;
}
