/** IANA time zones: which names are some, and which one was meant. */
import { closest } from '../lib/suggest.ts';

const known = new Map<string, boolean>();
/** Names in a file are the user's; the map must not grow with them. */
const knownMax = 10_000;

/** `America/Chicago` or `UTC`. Abbreviations such as EST are refused: they know no summer time. */
export function isZone(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;
  const valid = /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)+$|^UTC$/.test(name) && isKnownToIntl(name);
  if (known.size < knownMax) known.set(name, valid);
  return valid;
}

let listed: ReadonlySet<string> | null = null;

/** The list is there at once; making a format for what it lacks (older names of zones) loads much more. */
function isKnownToIntl(name: string): boolean {
  listed ??= new Set(Intl.supportedValuesOf('timeZone'));
  if (listed.has(name)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** What Americans say, without regard to summer time: the zone that follows it. */
const spoken = new Map([
  ['ET', 'America/New_York'],
  ['EST', 'America/New_York'],
  ['EDT', 'America/New_York'],
  ['EASTERN', 'America/New_York'],
  ['CT', 'America/Chicago'],
  ['CST', 'America/Chicago'],
  ['CDT', 'America/Chicago'],
  ['CENTRAL', 'America/Chicago'],
  ['MT', 'America/Denver'],
  ['MST', 'America/Denver'],
  ['MDT', 'America/Denver'],
  ['MOUNTAIN', 'America/Denver'],
  ['PT', 'America/Los_Angeles'],
  ['PST', 'America/Los_Angeles'],
  ['PDT', 'America/Los_Angeles'],
  ['PACIFIC', 'America/Los_Angeles'],
  ['GMT', 'Europe/London'],
  ['BST', 'Europe/London'],
  ['CET', 'Europe/Berlin'],
  ['CEST', 'Europe/Berlin'],
  ['Z', 'UTC'],
]);

/** The zone that was most likely meant: by its abbreviation, its city, or its spelling. */
export function nearestZone(name: string): string | undefined {
  const word = name.trim();
  const abbreviation = spoken.get(word.toUpperCase());
  if (abbreviation !== undefined) return abbreviation;
  const zones = Intl.supportedValuesOf('timeZone');
  const city = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1);
  const whole = closest(word, zones);
  if (whole !== undefined) return whole;
  const cities = new Map(zones.map((zone) => [city(zone), zone]));
  const near = closest(city(word), cities.keys());
  return near === undefined ? undefined : cities.get(near);
}
