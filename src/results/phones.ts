/** How results show a phone number: `results.phones`. */
import { createHash } from 'node:crypto';

const shownDigits = 4;
const hashDigits = 16;

export interface PhoneStyle {
  readonly style: 'masked' | 'clear' | 'hashed';
  /** One per workspace: the same number has the same hash in all its results, and another one elsewhere. */
  readonly salt: string;
}

/** `xxxxxxx0101`, `+13125550101`, or the head of a salted hash. A mask starts with no sign that a spreadsheet would act on. */
export function showPhone(phone: string, { style, salt }: PhoneStyle): string {
  switch (style) {
    case 'clear':
      return phone;
    case 'masked':
      return `${'x'.repeat(Math.max(0, phone.length - 1 - shownDigits))}${phone.slice(-shownDigits)}`;
    case 'hashed':
      return `phone:${createHash('sha256').update(`${salt} ${phone}`).digest('hex').slice(0, hashDigits)}`;
  }
}
