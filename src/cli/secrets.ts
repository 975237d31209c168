/** Keys: values that no line, error or event may show. */
const names = /key|token|secret|password|passphrase|credential/i;
const charsMin = 6;
const hidden = '[redacted]';

/** The values of variables of the environment that are called like keys. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (value !== undefined && names.test(name) ? [value] : []));
}

/** The text without them; what is hardly a secret would tear texts apart. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => (secret.length < charsMin ? clean : clean.replaceAll(secret, hidden)), text);
}
