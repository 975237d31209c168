import { expect, test } from 'vitest';
import { AttemptCounts } from '../../src/simulator/attempt-counts.ts';

test('every name is counted for itself, however many there are', () => {
  const counts = new AttemptCounts();
  for (let round = 1; round <= 3; round += 1) {
    const wrong: string[] = [];
    for (let i = 0; i < 20_000; i += 1) {
      const name = `1 target-${i}`;
      if (counts.next(name) !== round) wrong.push(name);
    }
    expect(wrong).toEqual([]);
  }
});
