import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WakeHeap } from '../../src/engine/heap.ts';

test('entries come up by time, then by index', () => {
  const heap = new WakeHeap();
  heap.set(7, 20);
  heap.set(3, 10);
  heap.set(1, 20);
  expect([heap.pop(30), heap.pop(30), heap.pop(30), heap.pop(30)]).toEqual([3, 1, 7, null]);
});

test('a later time replaces an earlier one, and a deleted entry never comes up', () => {
  const heap = new WakeHeap();
  heap.set(1, 10);
  heap.set(1, 30);
  heap.set(2, 15);
  heap.delete(2);
  expect(heap.pop(20)).toBeNull();
  expect(heap.peek()).toEqual({ at: 30, index: 1 });
});

test('it agrees with a sorted list, whatever is set, deleted and popped', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('set' as const), index: fc.nat(20), at: fc.nat(50) }),
    fc.record({ do: fc.constant('delete' as const), index: fc.nat(20), at: fc.nat(50) }),
    fc.record({ do: fc.constant('pop' as const), index: fc.nat(20), at: fc.nat(50) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new WakeHeap();
      const model = new Map<number, number>();
      for (const { do: what, index, at } of steps) {
        if (what === 'set') {
          heap.set(index, at);
          model.set(index, at);
        } else if (what === 'delete') {
          heap.delete(index);
          model.delete(index);
        } else {
          const due = [...model].filter(([, time]) => time <= at).toSorted(([i, a], [j, b]) => a - b || i - j)[0];
          expect(heap.pop(at)).toBe(due?.[0] ?? null);
          if (due !== undefined) model.delete(due[0]);
        }
      }
      expect(heap.size).toBe(model.size);
    }),
  );
});
