/** How results show a phone number: `results.phones`. */
import { createHmac } from 'node:crypto';
import { maskedNumber, maskPhones, replacePhones } from '../lib/phone-text.ts';

const hashDigits = 16;

export interface PhoneStyle {
  readonly style: 'masked' | 'clear' | 'hashed';
  /** One per workspace: the same number has the same hash in all its results, and another one elsewhere. */
  readonly salt: string;
}

/** A text with every phone number in it shown in the style; of a number without its country code only the mask is sure. */
export function showPhonesIn(text: string, by: PhoneStyle): string {
  if (by.style === 'clear') return text;
  if (by.style === 'masked') return maskPhones(text);
  return maskPhones(replacePhones(text, (found) => (found.startsWith('+') ? showPhone(e164Of(found), by) : found)));
}

function e164Of(found: string): string {
  return `+${found.replace(/\D/g, '')}`;
}

/** `xxxxxxx0101`, `+13125550101`, or the head of a salted hash. A mask starts with no sign that a spreadsheet would act on. */
export function showPhone(phone: string, { style, salt }: PhoneStyle): string {
  // Of somebody who was forgotten.
  if (phone === '') return 'forgotten';
  switch (style) {
    case 'clear':
      return phone;
    case 'masked':
      return maskedNumber(phone);
    case 'hashed':
      return `phone:${createHmac('sha256', salt).update(`results ${phone}`).digest('hex').slice(0, hashDigits)}`;
  }
}
