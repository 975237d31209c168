import { expect, it } from 'vitest';
import { slugOf } from '../../src/lib/slug.ts';

it.each([
  ['Find window washing contractors', 'find-window-washing-contractors'],
  ['  Acme & Sons, Ltd. ', 'acme-sons-ltd'],
  ['A--B__C', 'a-b-c'],
  ['2 for 1!', '2-for-1'],
  ['Café Zürich', 'café-zürich'],
  ['Cafe\u0301', 'café'],
  ['東京 2026', '東京-2026'],
  ['../../etc/passwd', 'etc-passwd'],
  ['!?', ''],
])('the slug of %j is %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
