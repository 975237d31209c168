import { describe, expect, it } from 'vitest';
import { parsePhone } from '../../src/spec/phone.ts';
import { zonesOf } from '../../src/spec/phone-zones.ts';

const parsed = (text: string) => {
  const result = parsePhone(text);
  return result.ok ? result.value.e164 : result.error.code;
};

describe('parsePhone', () => {
  it.each([
    '+13125550101',
    '(312) 555-0101',
    '312-555-0101',
    '312.555.0101',
    '312 555 0101',
    '1 312 555 0101',
    '13125550101',
    '+1 (312) 555-0101',
    '+1(312)5550101',
    'tel:+13125550101',
    ' +13125550101 ',
    '＋１３１２５５５０１０１',
    '+1‑312‑555‑0101',
    '\u202a+13125550101\u202c',
  ])('reads %j', (text) => {
    expect(parsed(text)).toBe('+13125550101');
  });

  it.each(['201', '312', '415', '615', '684', '787', '800', '888', '989'])(
    'knows the fictional numbers of %s',
    (area) => {
      expect(parsed(`+1${area}5550199`)).toBe(`+1${area}5550199`);
    },
  );

  // The fictional ranges of the British and German regulators.
  it.each([
    ['+44 20 7946 0958', '+442079460958', 'GB'],
    ['+49 30 23125 001', '+493023125001', 'DE'],
  ])('reads %s and its country', (text, e164, country) => {
    expect(parsePhone(text)).toEqual({ ok: true, value: { e164, country } });
  });

  it.each([
    '',
    '   ',
    '+',
    '++1',
    '12',
    '5550101',
    '3125550101',
    '020 7946 0958',
    '00442079460958',
    '+1312555010',
    `+1${'3125550101'}1`,
    '+1 012 555 0101',
    '+1 112 555 0101',
    '+1 211 555 0101',
    '+1 990 555 0101',
    '+1 370 555 0101',
    '+1 960 555 0101',
    '+1 312 055 0101',
    '+1 312 155 0101',
    '+1 312 211 0101',
    '+999 12345678',
    '1-800-FLOWERS',
    '+13125550101 x5',
    '+13125550101,5',
    '1.3125550101E10',
    '1.31256E+10',
    '1,31256E+10',
    'null',
    'x'.repeat(100_000),
    '+'.padEnd(39, '1'),
  ])('does not read %.40j', (text) => {
    expect(parsed(text)).toBe('invalid');
  });

  it.each(['911', '+1911', '112', '999', '000', '+1 911 555 0101', '+1 312 911 0101', '988'])(
    'never calls %s',
    (text) => {
      expect(parsed(text)).toBe('emergency');
    },
  );

  it.each(['+1 900 555 0101', '+19005550101', '+1 312 976 0101', '+44 909 879 0000', '+979 123 456 789'])(
    'never pays for %s',
    (text) => {
      expect(parsed(text)).toBe('premium');
    },
  );

  it.each(['+13125550101,5', '+13125550101#', '+1312FLOWERS'])('says that %s holds more than digits', (text) => {
    expect(parsePhone(text)).toMatchObject({ error: { help: expect.stringContaining('digits only') } });
  });

  it('says what a spreadsheet has done', () => {
    expect(parsePhone('1.3125550101E10')).toMatchObject({ error: { message: expect.stringContaining('spreadsheet') } });
  });

  it('reads plain numbers by the same rules as written ones', () => {
    for (let area = 0; area < 1_000; area += 1) {
      const text = String(area).padStart(3, '0');
      expect(parsed(`+1${text}5550101`), text).toBe(parsed(`+1 ${text} 555 0101`));
      expect(parsed(`+1312${text}0101`), text).toBe(parsed(`+1 312 ${text} 0101`));
    }
  });
});

describe('zonesOf', () => {
  it.each([
    ['+13125550101', ['America/Chicago']],
    ['+12125550101', ['America/New_York']],
    ['+442079460958', ['Europe/London']],
    ['+99912345678', []],
  ])('knows where %s may be', (number, zones) => {
    expect(zonesOf(number)).toEqual(zones);
  });

  it('goes by the longest prefix: Idaho has two zones', () => {
    expect(zonesOf(`+1208${'2010101'}`)).toEqual(['America/Denver']);
    expect(zonesOf('+12085550101')).toEqual(['America/Boise', 'America/Los_Angeles']);
  });

  it('names all zones of a toll-free number, and shares the list', () => {
    expect(zonesOf('+18005550101').length).toBeGreaterThan(30);
    expect(zonesOf('+18005550101')).toBe(zonesOf('+18885550102'));
  });
});
