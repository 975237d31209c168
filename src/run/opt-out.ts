/**
 * Words by which a reply says no for ever. Sources: the FCC's revocation rule and the service's own list, which lacks
 * "revoke" and "opt out".
 */
const optOutWords: ReadonlySet<string> = new Set([
  'stop',
  'quit',
  'end',
  'revoke',
  'opt out',
  'optout',
  'cancel',
  'unsubscribe',
  'stopall',
  'stop all',
]);

/** True where the text is such a word, punctuation and case aside. */
export function isOptOut(text: string): boolean {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim();
  return optOutWords.has(plain) || /^(please )?(stop|unsubscribe)( (texting|calling|messaging))?( me)?$/.test(plain);
}
