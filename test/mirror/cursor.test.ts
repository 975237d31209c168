/** How far a run was told, as the store has it. */
import { expect, test } from 'vitest';
import { Cursor } from '../../src/mirror/cursor.ts';
import { memoryService } from '../support/memory-service.ts';

const of = { run: 'quotes-1', account: 'key' };

test('a process that slept through a takeover takes nothing back of what another has told', () => {
  const store = memoryService()(() => []);
  const asleep = new Cursor(store, of);
  asleep.advance(3, 1);
  const awake = new Cursor(store, of);
  awake.advance(5, 1);
  awake.save();
  asleep.save();
  expect(store.mirrored(of.run)).toMatchObject({ seq: 5, done: false });
  awake.finish(7);
  asleep.advance(7, 1);
  asleep.save();
  expect(store.mirrored(of.run)).toMatchObject({ seq: 7, done: true });
});

test('goes on from what was saved', () => {
  const store = memoryService()(() => []);
  const first = new Cursor(store, of);
  first.advance(3, 1);
  first.save();
  const next = new Cursor(store, of);
  next.advance(4, 1);
  next.save();
  expect(new Cursor(store, of).seq).toBe(4);
});
