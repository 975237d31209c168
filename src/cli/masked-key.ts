/** A key as people may see it. */

const shownFirst = 8;
const shownLast = 4;

/** Of a key that is hardly longer than what would be shown, nothing is. */
export function maskedKey(key: string): string {
  if (key.length <= shownFirst + shownLast) return '...';
  return `${key.slice(0, shownFirst)}...${key.slice(-shownLast)}`;
}
