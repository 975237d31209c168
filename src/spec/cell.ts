/** Numbers and truths as people write them, in cells of a target file and in answers. */

const currencies = '[$€£¥]|USD|EUR|GBP|CAD|AUD|CHF|JPY|dollars?|euros?|pounds?';
const numberPattern = new RegExp(
  `^([-+]?)\\s*(?:${currencies})?\\s*([-+]?)((?:\\d{1,3}(?:,\\d{3})+|\\d{1,15})(?:\\.\\d{1,15})?)\\s*(?:%|${currencies})?$`,
  'i',
);
const textCharsMax = 64;

/**
 * `42`, `1,200.50`, `$95`, `42 USD`, `95%`, and a number followed by its `unit`; NaN for what could be read in two ways
 * (`1,5`, `40-50`) or is none.
 */
export function readNumber(text: string, unit?: string): number {
  let plain = text.trim();
  if (plain.length > textCharsMax) return Number.NaN;
  if (unit !== undefined && plain.toLowerCase().endsWith(unit.toLowerCase())) {
    plain = plain.slice(0, plain.length - unit.length).trim();
  }
  const parts = numberPattern.exec(plain);
  if (parts === null) return exponent(plain);
  const [, before = '', after = '', digits = ''] = parts;
  if (before !== '' && after !== '') return Number.NaN;
  const value = Number(digits.replaceAll(',', ''));
  return before === '-' || after === '-' ? -value : value;
}

/** `1.5e3`, as programs write. */
function exponent(text: string): number {
  return /^[-+]?\d+(\.\d+)?[eE][-+]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}

const truths = new Map([
  ...['true', 'yes', 'y', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', '0'].map((word) => [word, false] as const),
]);

/** Null: neither. */
export function readBoolean(text: string): boolean | null {
  return truths.get(text.trim().toLowerCase()) ?? null;
}
