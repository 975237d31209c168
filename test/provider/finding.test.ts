import { expect, test } from 'vitest';
import { ensure } from '../../src/provider/finding.ts';
import type { Asked } from '../../src/provider/service.ts';
import { oldest } from '../../src/wire/pages.ts';

const at = (minute: number): string => `2026-11-23T15:0${minute}:00Z`;

test.each([
  [
    'the earliest made',
    [
      { id: 'b', created_at: at(2) },
      { id: 'a', created_at: at(1) },
      { id: 'c', created_at: at(3) },
    ],
    'a',
  ],
  [
    'the last of the list where times are the same',
    [
      { id: 'b', created_at: at(1) },
      { id: 'a', created_at: at(1) },
    ],
    'a',
  ],
  ['the last of the list where none are told', [{ id: 'b' }, { id: 'a' }], 'a'],
  [
    'by when a run began',
    [
      { id: 'a', started_at: at(1) },
      { id: 'b', started_at: at(2) },
    ],
    'a',
  ],
  [
    'nobody else’s',
    [
      { id: 'a', other: true, created_at: at(1) },
      { id: 'b', created_at: at(2) },
    ],
    'b',
  ],
])('of two of a name the oldest is ours: %s', (_, items, id) => {
  expect(oldest(items, (item) => !Object.hasOwn(item as object, 'other'))).toMatchObject({ id });
});

test('nothing is ours of nothing', () => {
  expect(oldest([], () => true)).toBeNull();
  expect(oldest([{ id: 'a' }], () => false)).toBeNull();
});

const yes = <Value>(value: Value): Asked<Value> => ({ ok: true, value, serviceAt: 1 });
const no = (code: 'lost' | 'refused' | 'throttled'): Asked<never> => ({ ok: false, error: { code, message: code } });

test.each([
  ['found', [yes('x')], [], yes('x')],
  ['made where there is none', [yes(null)], [yes('y')], yes('y')],
  ['found after its answer was lost', [yes(null), yes('x')], [no('lost')], yes('x')],
  ['not made again where its answer was lost', [yes(null), yes(null)], [no('lost')], no('lost')],
  ['not made where nobody can tell whether it is there', [no('throttled')], [], no('throttled')],
  ['not looked for again where it was refused', [yes(null)], [no('refused')], no('refused')],
] as const)('is %s', async (_, finds, makes, expected) => {
  const found = [...finds];
  const made = [...makes];
  const ensured = await ensure<string>({
    find: () => Promise.resolve(found.shift() ?? no('refused')),
    make: () => Promise.resolve(made.shift() ?? no('refused')),
  });
  expect(ensured).toEqual(expected);
  expect([found, made]).toEqual([[], []]);
});
