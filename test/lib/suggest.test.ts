import { describe, expect, it } from 'vitest';
import { closest, didYouMean } from '../../src/lib/suggest.ts';

const words = ['concurrency', 'attempts_total', 'call_minutes', 'city', 'name', 'phone'];

describe('closest', () => {
  it.each([
    ['concurency', 'concurrency'],
    ['conucrrency', 'concurrency'],
    ['attemptsTotal', 'attempts_total'],
    ['Call Minutes', 'call_minutes'],
    ['ctiy', 'city'],
    ['nme', 'name'],
    ['names', 'name'],
    ['PHONE', 'phone'],
  ])('takes %s for %s', (word, meant) => {
    expect(closest(word, words)).toBe(meant);
  });

  it.each(['', 'x', 'ab', 'zebra', 'phonograph', 'a'.repeat(100)])('makes nothing of %j', (word) => {
    expect(closest(word, words)).toBeUndefined();
  });

  it('takes the nearer of two, and of equally near ones the first', () => {
    expect(closest('stare', ['stars', 'stares', 'stare'])).toBe('stare');
    expect(closest('cat', ['bat', 'hat'])).toBe('bat');
  });

  it('does not compare endless words', () => {
    expect(closest('name', ['n'.repeat(1_000_000), 'name'])).toBe('name');
  });
});

describe('didYouMean', () => {
  it('makes a sentence of it', () => {
    expect(didYouMean('ctiy', words)).toBe('Did you mean city?');
    expect(didYouMean('zebra', words)).toBeUndefined();
  });
});
