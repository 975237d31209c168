import { describe, expect, it } from 'vitest';
import { approvalIn, approvalWord, unreachedIn } from '../../src/wire/approval.ts';

describe('how a request for approval stands', () => {
  it.each([
    ['pending', 'pending'],
    ['approved', 'approved'],
    ['denied', 'denied'],
    ['rejected', 'denied'],
    ['expired', 'expired'],
    ['canceled', 'expired'],
    ['cancelled', 'expired'],
    ['timeout', 'timeout'],
    ['no_devices', 'no_devices'],
    ['no-devices', 'no_devices'],
    ['no_devices_reached', 'no_devices_reached'],
    ['No Devices Reached', 'no_devices_reached'],
    ['granted', null],
    ['yes', null],
    ['constructor', null],
    ['', null],
    [undefined, null],
  ])('%j is %j', (said, word) => {
    expect(approvalWord(said)).toBe(word);
    expect(approvalIn({ status: said }, { biometric: false })).toBe(word);
  });

  it.each([
    [{}, false, 'approved'],
    [{}, true, 'expired'],
    [{ biometric_verified: true }, true, 'approved'],
    [{ biometric_verified: 'true' }, true, 'expired'],
    [{ require_biometric: true }, false, 'expired'],
    [{ require_biometric: true, biometric_verified: true }, false, 'approved'],
    [{ require_biometric: false }, true, 'expired'],
  ])('a yes with %j, biometrics asked for: %j, is %j', (more, biometric, word) => {
    expect(approvalIn({ status: 'approved', ...more }, { biometric })).toBe(word);
  });

  it('may be told in an object of its own', () => {
    expect(approvalIn({ approval: { status: 'denied' } }, { biometric: false })).toBe('denied');
  });

  it.each([true, 1, ['approved'], null])('a status that is no text decides nothing: %j', (status) => {
    expect(approvalIn({ status }, { biometric: false })).toBeNull();
  });

  it.each([
    [{ devices_notified: 1 }, null],
    [{ devices_notified: 1, devices_failed: 1 }, null],
    [{ devices_notified: 0 }, 'no_devices'],
    [{ devices_notified: '0', devices_failed: '2' }, 'no_devices_reached'],
    [{ devices_notified: 0, devices_failed: 0 }, 'no_devices'],
    [{ devices_notified: 0, devices_failed: 2 }, 'no_devices_reached'],
    [{}, null],
  ])('of %j nobody was asked, for: %j', (body, word) => {
    expect(unreachedIn(body)).toBe(word);
  });
});
