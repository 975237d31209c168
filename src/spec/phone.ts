/** Phone numbers as people write them, to E.164. */
import { createRequire } from 'node:module';
import { type Failure, fail, ok, type Result } from '../lib/result.ts';

export interface Phone {
  readonly e164: string;
  /** ISO 3166 code; absent for +1, whose countries share it. */
  readonly country?: string;
}

export type PhoneFailure = Failure<'invalid' | 'emergency' | 'premium'>;

const textCharsMax = 40;

/**
 * Reads a number with its country code, or a ten-digit North American one that is written like one: (312) 555-0101.
 * Ten bare digits are refused: in India they are a mobile number. So are letters and extensions, which cannot be dialled.
 */
export function parsePhone(text: string): Result<Phone, PhoneFailure> {
  // By far the most common; the text itself is the number, and no new one is made for each of a million rows.
  if (plainNorthAmerican.test(text)) return ok({ e164: text });
  if (text.length > textCharsMax) return invalid('This is too long for a phone number.');
  const tidied = tidy(text);
  if (tidied === '') return invalid('There is no phone number.');
  const written = northAmerican.exec(tidied) ?? northAmericanWritten.exec(tidied);
  if (written !== null) return checkNorthAmerican(written);
  if (emergencyNumbers.has(tidied.replace(/^\+1?/, ''))) return emergency(tidied);
  if (/^\+?\d+([.,]\d+)?e\+?\d+$/i.test(tidied)) {
    const help = 'Format the column as text in the spreadsheet and save the file again.';
    return invalid(`A spreadsheet has turned this phone number into ${tidied}.`, help);
  }
  if (/\p{Letter}|[;,#*]/u.test(tidied)) {
    return invalid(
      `\`${tidied}\` is not a phone number.`,
      'Write digits only; letters and extensions cannot be dialled.',
    );
  }
  return tidied.startsWith('+') ? parseForeign(tidied) : withoutCountry(tidied);
}

/** What `checkNorthAmerican` lets through, written as E.164. */
const plainNorthAmerican = /^\+1(?!.11|37|96|900|...(?:.11|976))[2-9][0-8]\d[2-9]\d{6}$/;
/** `+1`, area code, exchange, line: ATIS-0300051; digits only. */
const northAmerican = /^\+1(\d{3})(\d{3})(\d{4})$/;
/** With its punctuation, or with the 1 in front. */
const northAmericanWritten = /^(?=\+?1|.*[-. ()])(?:\+?1[-. ]?)?\(?([2-9]\d\d)\)?[-. ]*(\d{3})[-. ]*(\d{4})$/;

function checkNorthAmerican([, area = '', exchange = '', line = '']: readonly string[]): Result<Phone, PhoneFailure> {
  const e164 = `+1${area}${exchange}${line}`;
  if (area === '911' || exchange === '911') return emergency(e164);
  if (area === '900' || exchange === '976') return premium(e164);
  if (!/^[2-9][0-8]\d$/.test(area) || /^(.11|37.|96.)$/.test(area)) {
    return invalid(`${e164} is not a phone number: there is no area code ${area}.`);
  }
  if (!/^[2-9]\d\d$/.test(exchange) || exchange.endsWith('11')) {
    return invalid(`${e164} is not a phone number: ${exchange} cannot follow the area code.`);
  }
  return ok({ e164 });
}

/** Police, fire, ambulance, and lines for people in need, over the world. */
const emergencyNumbers = new Set(
  '000 108 110 111 112 113 114 115 116 117 118 119 120 122 190 191 192 193 911 933 988 991 995 997 998 999'.split(' '),
);

function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Dash}/gu, '-')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^tel:/i, '');
}

type Library = typeof import('libphonenumber-js/max');
const loadModule = createRequire(import.meta.url);
let library: Library | null = null;

/** Loaded for the first number outside of North America only: it takes as long as all the rest of a validation. */
function loadLibrary(): Library {
  library ??= loadModule('libphonenumber-js/max') as Library;
  return library;
}

function parseForeign(text: string): Result<Phone, PhoneFailure> {
  const digits = text.replace(/\D/g, '');
  if (digits.startsWith('1')) {
    return invalid(`\`${text}\` has ${digits.length - 1} digits after +1 where ten are needed.`);
  }
  const parsed = loadLibrary().parsePhoneNumberFromString(text, { extract: false });
  if (parsed === undefined)
    return invalid(`\`${text}\` is not a phone number.`, 'Write `+`, the country code and the number.');
  const { number, country, nationalNumber } = parsed;
  if (emergencyNumbers.has(nationalNumber)) return emergency(number);
  // With the full metadata a number is valid when it is of any type.
  const type = parsed.getType();
  if (type === 'PREMIUM_RATE') return premium(number);
  if (type === undefined) return invalid(`${number} is not a phone number: its digits fit no country’s plan.`);
  return ok(country === undefined ? { e164: number } : { e164: number, country });
}

/** The digits of an E.164 number without its country's. */
export function nationalDigits(number: string): string {
  if (number.startsWith('+1')) return number.slice(2);
  return loadLibrary().parsePhoneNumberFromString(number, { extract: false })?.nationalNumber ?? number.slice(1);
}

function withoutCountry(text: string): Result<Phone, PhoneFailure> {
  const digits = text.replace(/\D/g, '');
  if (/^[2-9]\d{9}$/.test(digits))
    return invalid(`\`${text}\` has no country code.`, `Write +1${digits} if it is a North American number.`);
  if (digits.length < 7) return invalid(`\`${text}\` is too short for a phone number.`);
  return invalid(`\`${text}\` has no country code.`, 'Write `+`, the country code and the number.');
}

function invalid(message: string, help = 'Write it like +13125550101.'): Result<Phone, PhoneFailure> {
  return fail({ code: 'invalid', message, help });
}

function emergency(number: string): Result<Phone, PhoneFailure> {
  return fail({ code: 'emergency', message: `${number} is an emergency number.`, help: 'Missions never call one.' });
}

function premium(number: string): Result<Phone, PhoneFailure> {
  return fail({ code: 'premium', message: `${number} is a premium-rate number.`, help: 'Missions never call one.' });
}
