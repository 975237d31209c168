/** Texts received, read from the service's messages. Pure. */
import type { Instant } from '../lib/time.ts';
import type { InboundText } from '../run/ports.ts';
import { idOf, instantOf, spelled, textOf } from '../wire/fields.ts';

/** Null: it is none, or cannot be read. */
export function inboundText(of: unknown): InboundText | null {
  const direction = spelled(textOf(of, 'direction'));
  const id = idOf(of);
  const from = number(textOf(of, 'from'));
  const at = instantOf(of, 'created_at');
  if (
    (direction !== undefined && direction !== 'inbound') ||
    id === undefined ||
    from === undefined ||
    at === undefined
  )
    return null;
  return { id, from, to: number(textOf(of, 'to')) ?? '', text: textOf(of, 'body') ?? textOf(of, 'text') ?? '', at };
}

/** Those at or after `since`, oldest first. */
export function receivedSince(items: readonly unknown[], since: Instant): readonly InboundText[] {
  return items
    .flatMap((item) => inboundText(item) ?? [])
    .filter(({ at }) => at >= since)
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Newest first: a page that ends before `since` is the last that matters. */
export function endsBefore(items: readonly unknown[], since: Instant): boolean {
  const at = instantOf(items.at(-1), 'created_at');
  return at !== undefined && at < since;
}

/** A plus that a query turned into a space. */
function number(text: string | undefined): string | undefined {
  return text?.replace(/^ (?=\d)/, '+');
}
