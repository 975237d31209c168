/** Lists in pages, however a service counts them. */
import { expect, test } from 'vitest';
import { askPages } from '../../src/provider/pages.ts';
import { Service } from '../../src/provider/service.ts';
import { type FakeReply, fakeService } from '../support/fake-service.ts';

const items = Array.from({ length: 45 }, (_, at) => ({ id: `i${at}` }));

async function read(answer: (page: number) => FakeReply, size?: number, charsMax?: number) {
  const { client, requests } = await fakeService(({ query }) => answer(Number(query.get('page'))));
  const service = new Service({ client, now: () => 0, repeat: { minMs: 1 } });
  const pages = await askPages(service, {
    path: (page) => `/things?page=${page}`,
    names: ['things', 'data'],
    ...(size === undefined ? {} : { size }),
    ...(charsMax === undefined ? {} : { charsMax }),
  });
  const found = pages.ok ? pages.value.items.length : pages.error.code;
  return { found, complete: pages.ok && pages.value.complete, asked: requests.length };
}

const slice = (page: number, size: number) => items.slice((page - 1) * size, page * size);

test.each([
  ['all at once, and no pages are known', () => ({ body: { things: items } }), undefined, 45, true, 1],
  ['as asked for', (page: number) => ({ body: { data: slice(page, 30) } }), 30, 45, true, 2],
  ['fewer at once than asked for', (page: number) => ({ body: { things: slice(page, 20) } }), 100, 45, true, 3],
  ['everything, whichever page is asked for', () => ({ body: { things: items } }), 45, 45, true, 2],
  [
    'as it counts',
    (page: number) => ({ body: { things: slice(page, 20), meta: { total_pages: 3 } } }),
    100,
    45,
    true,
    3,
  ],
  [
    'as it counts in text',
    (page: number) => ({ body: { things: slice(page, 40), pagination: { pages: '2' } } }),
    9,
    45,
    true,
    2,
  ],
  ['nothing, of no pages', () => ({ body: { things: [], meta: { total_pages: 0 } } }), 20, 0, true, 1],
  [
    'the same page twice, of two that it counts',
    () => ({ body: { things: items, meta: { total_pages: 2 } } }),
    undefined,
    45,
    false,
    2,
  ],
  [
    'the same page twice, of three that it counts',
    () => ({ body: { things: items, meta: { total_pages: 3 } } }),
    20,
    45,
    false,
    2,
  ],
  ['no list', () => ({ body: { others: [] } }), 20, 'lost', false, 1],
] as const)('%s', async (_, answer, size, found, complete, asked) => {
  expect(await read(answer as (page: number) => FakeReply, size)).toEqual({ found, complete, asked });
});

test('a list that grows without end is given up, not held', async () => {
  const page = (at: number) => Array.from({ length: 20 }, (_, n) => ({ id: `p${at}-${n}`, text: 'x'.repeat(100) }));
  const endless = (at: number) => ({ body: { things: page(at), meta: { total_pages: 1_000_000 } } });
  const { found, asked } = await read(endless, 20, 10_000);
  expect({ found, asked }).toEqual({ found: 'lost', asked: 5 });
});

test('what lies beyond two hundred pages is not read, and not taken for all', async () => {
  const endless = (at: number) => ({ body: { things: [{ id: `i${at}` }], meta: { total_pages: 1_000 } } });
  expect(await read(endless, 1)).toEqual({ found: 200, complete: false, asked: 200 });
});
