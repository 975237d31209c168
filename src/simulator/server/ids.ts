/** Ids as the service's look, made by hashing: with the same salt the same requests have the same ids. */
import { sha256 } from '../../lib/hash.ts';
import type { Instant } from '../../lib/time.ts';

export class Ids {
  readonly #salt: string;

  constructor(salt: string) {
    this.#salt = salt;
  }

  /** Like `eb60cd37-6b56-546f-996a-c3ac9a038c30`: version 5. */
  uuid(of: string): string {
    const hex = this.#hex(of);
    const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `5${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }

  /** Like `2911183098009880238`. */
  digits(of: string): string {
    return `29${String(BigInt(`0x${this.#hex(of).slice(0, 15)}`))
      .padStart(17, '0')
      .slice(-17)}`;
  }

  #hex(of: string): string {
    return sha256(`${this.#salt} ${of}`).slice('sha256:'.length);
  }
}

/** `2026-03-09T16:39:24.997Z`. */
export const milli = (at: Instant): string => new Date(at).toISOString();

/** `2026-03-09T16:39:27.132341Z`, as the telephony layer writes instants. The last three digits come from `of`. */
export function micro(at: Instant, of: string): string {
  const digits = String(Number.parseInt(sha256(of).slice('sha256:'.length, 'sha256:'.length + 8), 16) % 1000);
  return new Date(at).toISOString().replace('Z', `${digits.padStart(3, '0')}Z`);
}
