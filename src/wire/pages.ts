/** Reading a list of the service's that comes in pages, newest first, however it counts them; and finding ours in it. */
import { fail, ok, type Result } from '../lib/result.ts';
import { field, idOf, instantOf, listOf, numberOf } from './fields.ts';

/** However many a service says that it has: what lies beyond is not read. */
const pagesMax = 200;
/** Of all pages together, as JSON. */
const charsMax = 64 * 2 ** 20;
/** Of pages that nobody counts. A service may give fewer at once than it was asked for, but hardly fewer than this. */
const pageSizeMin = 20;

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

/** Whose pages they are. */
export interface PageReader<Failure> {
  /** The body of the answer. */
  readonly read: (path: string) => Promise<Result<unknown, Failure>>;
  /** An answer that is none, in words, as a failure of the reader's kind. */
  readonly strange: (message: string) => Failure;
}

export async function readPages<Failure>(reader: PageReader<Failure>, pages: Pages): Promise<Result<Paged, Failure>> {
  const [name = 'things'] = pages.names;
  const items: unknown[] = [];
  const seen = new Set<string>();
  let chars = 0;
  for (let page = 1; page <= pagesMax; page += 1) {
    const answer = await reader.read(pages.path(page));
    if (!answer.ok) return answer;
    const list = listIn(answer.value, pages.names);
    if (list === null) return fail(reader.strange(`The service answered, but its answer holds no list of ${name}.`));
    const fresh = list.filter((item) => isFresh(item, seen));
    chars += JSON.stringify(fresh).length;
    if (chars > (pages.charsMax ?? charsMax)) return fail(reader.strange(tooLarge(name)));
    items.push(...fresh);
    if (pages.enough?.(list) === true) return ok({ items, complete: true });
    const total = pagesOf(answer.value);
    // A service that knows no pages gives the first one again: that was all, unless it speaks of more.
    if (page > 1 && fresh.length === 0) return ok({ items, complete: total === undefined });
    if (total === undefined ? isLast(list, pages.size) : page >= total) return ok({ items, complete: true });
  }
  return ok({ items, complete: false });
}

/** Wherever in the list it stands. Null: none fits. */
export function oldest(items: readonly unknown[], fits: (item: unknown) => boolean): unknown {
  const ours = items.flatMap((item, at) =>
    fits(item) ? [{ item, at, made: instantOf(item, 'created_at') ?? instantOf(item, 'started_at') ?? 0 }] : [],
  );
  return ours.toSorted((a, b) => a.made - b.made || b.at - a.at)[0]?.item ?? null;
}

function tooLarge(name: string): string {
  return `The service's list of ${name} is larger than ${charsMax / 2 ** 20} MiB, and was not read to its end.`;
}

function listIn(body: unknown, names: readonly string[]): readonly unknown[] | null {
  return names.reduce<readonly unknown[] | null>((found, name) => found ?? listOf(body, name), null);
}

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
