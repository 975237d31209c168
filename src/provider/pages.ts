/** Reading a list that comes in pages, newest first. */
import type { Instant } from '../lib/time.ts';
import type { WireRequest } from '../wire/client.ts';
import { field, idOf, listOf, numberOf } from '../wire/fields.ts';
import { type Asked, type Service, unreadable } from './service.ts';

/** However many a service says that it has: what lies beyond is not read. */
const pagesMax = 200;
/** Of all pages together, as JSON. */
const charsMax = 64 * 2 ** 20;

export interface Paged {
  readonly items: readonly unknown[];
  /** False: there may be more. */
  readonly complete: boolean;
}

export interface Pages {
  /** From 1. */
  readonly path: (page: number) => string;
  /** Where in the body the list stands: the first of these names that holds one. */
  readonly names: readonly string[];
  /** What a full page has; absent: only what the service says of its pages tells that there are more. */
  readonly size?: number;
  /** Another limit than `charsMax`, for tests. */
  readonly charsMax?: number;
  /** Called with every page; true: enough was read. */
  readonly enough?: (items: readonly unknown[]) => boolean;
}

/** `serviceAt` is when the first page was read: what came later is perhaps not in it. */
export async function readPages(service: Service, pages: Pages): Promise<Asked<Paged>> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let serviceAt: Instant | null = null;
  let chars = 0;
  for (let page = 1; page <= pagesMax; page += 1) {
    const request: WireRequest = { method: 'GET', path: pages.path(page) };
    const answer = await service.ask(request);
    if (!answer.ok) return answer;
    serviceAt ??= answer.serviceAt;
    const list = pages.names.reduce<readonly unknown[] | null>(
      (found, name) => found ?? listOf(answer.value, name),
      null,
    );
    if (list === null) return unreadable(`list of ${pages.names[0] ?? 'things'}`, answer.serviceAt);
    const fresh = list.filter((item) => isFresh(item, seen));
    chars += JSON.stringify(fresh).length;
    if (chars > (pages.charsMax ?? charsMax)) return tooLarge(pages.names[0] ?? 'things', answer.serviceAt);
    items.push(...fresh);
    const done = (complete: boolean): Asked<Paged> => ({
      ok: true,
      value: { items, complete },
      serviceAt: serviceAt ?? answer.serviceAt,
    });
    if (pages.enough?.(list) === true) return done(true);
    const total = pagesOf(answer.value);
    if (total === undefined ? isLast(list, pages.size) : page >= total) return done(true);
    // A service that knows no pages gives the first one again: that was all, unless it speaks of more.
    if (fresh.length === 0) return done(total === undefined);
  }
  return { ok: true, value: { items, complete: false }, serviceAt: serviceAt ?? 0 };
}

function tooLarge(name: string, serviceAt: Instant): Asked<Paged> {
  const message = `The service's list of ${name} is larger than ${charsMax / 2 ** 20} MiB, and was not read to its end.`;
  return { ok: false, error: { code: 'lost', message }, serviceAt };
}

/** Of pages that nobody counts. A service may give fewer at once than it was asked for, but hardly fewer than this. */
const pageSizeMin = 20;

function isLast(list: readonly unknown[], size: number | undefined): boolean {
  return size === undefined || list.length < Math.min(size, pageSizeMin);
}

/** How many pages there are, where the service says so. */
function pagesOf(body: unknown): number | undefined {
  return (
    numberOf(field(body, 'meta'), 'total_pages') ??
    numberOf(field(body, 'pagination'), 'pages') ??
    numberOf(field(body, 'pagination'), 'total_pages')
  );
}

/** What has no id cannot be told from another, and is kept. */
function isFresh(item: unknown, seen: Set<string>): boolean {
  const id = idOf(item) ?? idOf(item, 'run_id');
  if (id === undefined) return true;
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}
