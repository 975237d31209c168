/** Phone numbers in running text: finding them, hiding them. */

const shownDigits = 4;

/** A whole number as the service takes it: `+13125550101`. */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}

/** `xxxxxxx0101`: all but the last four characters, and no sign in front that a spreadsheet would act on. */
export function maskedNumber(phone: string): string {
  return `${'x'.repeat(Math.max(0, phone.length - 1 - shownDigits))}${phone.slice(-shownDigits)}`;
}

/** E.164; a North American number as people write it, with separators; the same in eleven digits, unless it is a JSON number. */
const phoneLike =
  /\+[1-9]\d{7,14}(?!\d)|(?<![\p{L}\p{N}.])(?:\+?1[-. ]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.+:,[])1[2-9]\d\d[2-9]\d{6}(?![\p{L}\p{N}])/gu;

/** The text with every number that looks like a phone number replaced. */
export function replacePhones(text: string, show: (found: string) => string): string {
  // Most texts have no four digits in a row.
  return /\d{4}/.test(text) ? text.replace(phoneLike, show) : text;
}

/** Keeps the last four digits, and how the number was written: `+xxxxxxx0101`, `(xxx) xxx-0101`. */
export function maskPhones(text: string): string {
  return replacePhones(
    text,
    (found) => `${found.slice(0, -shownDigits).replace(/\d/g, 'x')}${found.slice(-shownDigits)}`,
  );
}

/** Finds one number (E.164), however it is written: with or without its country code, with separators or without. */
export function numberPattern(number: string, nationalDigits: string): RegExp {
  const digits = number.replace(/\D/g, '');
  const country = digits.slice(0, digits.length - nationalDigits.length);
  const spread = (text: string): string => [...text].join('[-. ()/]{0,3}');
  return new RegExp(
    `(?<!\\d)(?:(?:\\+|00)?${spread(country)}[-. ()/]{0,3}|0)?\\(?${spread(nationalDigits)}(?!\\d)`,
    'gu',
  );
}
