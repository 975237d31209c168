import { describe, expect, test } from 'vitest';
import { showPhone } from '../../src/results/phones.ts';

describe('phones in results', () => {
  const phone = '+13125550101';
  test.each([
    ['masked', 'xxxxxxx0101'],
    ['clear', '+13125550101'],
  ] as const)('%s shows %s', (style, shown) => {
    expect(showPhone(phone, { style, salt: 's' })).toBe(shown);
  });

  test('hashed is the same for the same number of a workspace, and tells nothing in another', () => {
    const hashed = showPhone(phone, { style: 'hashed', salt: 'one' });
    expect(hashed).toMatch(/^phone:[0-9a-f]{16}$/);
    expect(showPhone(phone, { style: 'hashed', salt: 'one' })).toBe(hashed);
    expect(showPhone(phone, { style: 'hashed', salt: 'two' })).not.toBe(hashed);
    expect(showPhone('+13125550102', { style: 'hashed', salt: 'one' })).not.toBe(hashed);
  });
});
