/** Pages of a list. */
import type { Call } from './reply.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly meta: {
    readonly total_pages: number;
    readonly total_results: number;
    readonly page_number: number;
    readonly page_size: number;
  };
}

const pageSizeMax = 250;

/** `names`: what the query calls the page's number and size; the first that is there counts. */
export function pageOf<Item>(
  all: readonly Item[],
  by: {
    readonly call: Call;
    readonly number: readonly string[];
    readonly size: readonly string[];
    readonly usual: number;
  },
): Page<Item> {
  const size = Math.min(whole(by.call, by.size) ?? by.usual, pageSizeMax);
  const number = whole(by.call, by.number) ?? 1;
  const from = (number - 1) * size;
  return {
    items: all.slice(from, from + size),
    meta: {
      total_pages: Math.ceil(all.length / size),
      total_results: all.length,
      page_number: number,
      page_size: size,
    },
  };
}

function whole(call: Call, names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = call.query(name);
    if (text !== undefined && /^[1-9]\d{0,8}$/.test(text)) return Number(text);
  }
  return undefined;
}
