/** Keys: values that no line, error or event may show, of whichever process. Pure. */

/** What stands in their place. */
export const hidden = '[redacted]';
/** What is shorter is hardly a secret, and would tear texts apart. */
export const secretCharsMin = 6;

const names = /key|token|secret|password|passphrase|credential/i;

/** The values of variables of the environment that are called like keys. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (value !== undefined && names.test(name) ? [value] : []));
}

/** The text without them, and without what looks like a key of the service or stands where one is sent. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.filter(({ length }) => length >= secretCharsMin);
  // A key that another begins with would leave the rest of that.
  const clean = known.toSorted((a, b) => b.length - a.length).reduce((left, one) => left.replaceAll(one, hidden), text);
  return clean
    .replace(/\b(cc_(?:live|test)_)[\w-]+/g, `$1${hidden}`)
    .replace(/\b(Bearer )[^\s,;"'\\]+/gi, `$1${hidden}`);
}
