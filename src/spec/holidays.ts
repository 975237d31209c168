/** Public holidays by country, `US`, or part of one, `US-CA`. */
import { createRequire } from 'node:module';
import { closest } from '../lib/suggest.ts';
import { dayMs, hourMs, isoInstant } from '../lib/time.ts';

/** Local dates (`2026-12-25`) by code, in order: plain data, which a run copies into its store. */
export type HolidayDates = Readonly<Record<string, readonly string[]>>;

type Library = typeof import('date-holidays');
type Holidays = InstanceType<Library['default']>;

const load = createRequire(import.meta.url);
let library: Library['default'] | null = null;

/** Loaded on the first question: the data of all countries takes 150 ms. */
function loadLibrary(): Library['default'] {
  if (library === null) {
    const loaded = load('date-holidays') as Library['default'] | Library;
    library = 'default' in loaded ? loaded.default : loaded;
  }
  return library;
}

/** Whether there are holidays for a code: a country or one of its states, in capitals. */
export function isKnownCountry(code: string): boolean {
  const [country = '', state] = splitCode(code);
  const all = new (loadLibrary())();
  if (!Object.hasOwn(all.getCountries(), country)) return false;
  return state === undefined || Object.hasOwn(all.getStates(country) ?? {}, state);
}

/** Codes in wide use that are not those of ISO 3166. */
const codesOfOthers: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' };

/** The code that was most likely meant. */
export function nearestCountry(code: string): string | undefined {
  const upper = codesOfOthers[code.trim().toUpperCase()] ?? code.trim().toUpperCase();
  if (isKnownCountry(upper)) return upper;
  const countries = new (loadLibrary())().getCountries('en');
  const name = closest(code, Object.values(countries));
  const named = Object.entries(countries).find(([, one]) => one === name)?.[0];
  return named ?? closest(upper, Object.keys(countries));
}

/** For each known code its public holidays of the years, both included, substitute days too. */
export function holidayDates(
  codes: readonly string[],
  years: { readonly from: number; readonly to: number },
): HolidayDates {
  const entries = [...new Set(codes)].filter(isKnownCountry).map((code) => {
    const [country = '', state] = splitCode(code);
    const holidays =
      state === undefined
        ? new (loadLibrary())(country, { types: ['public'] })
        : new (loadLibrary())(country, state, { types: ['public'] });
    return [code, datesOf(holidays, years)] as const;
  });
  return Object.fromEntries(entries);
}

function splitCode(code: string): readonly string[] {
  const at = code.indexOf('-');
  return at < 0 ? [code] : [code.slice(0, at), code.slice(at + 1)];
}

/**
 * A holiday shuts every date on which it lasts beyond this hour: some begin at noon, some last for days, and one over the
 * end of summer time ends an hour into the next date.
 */
const openingMs = 9 * hourMs;

function datesOf(holidays: Holidays, years: { readonly from: number; readonly to: number }): readonly string[] {
  const dates = new Set<string>();
  for (let year = years.from; year <= years.to; year += 1) {
    for (const { date, start, end } of holidays.getHolidays(year)) {
      // `date` is local; local time is counted as if it were UTC, so that the machine's own zone plays no part.
      const from = Date.parse(`${date.slice(0, 10)}T${date.slice(11, 19)}Z`);
      const to = from + (end.getTime() - start.getTime());
      for (let day = from - (from % dayMs); day < to; day += dayMs) {
        if (to > day + openingMs) dates.add(isoInstant(day).slice(0, 10));
      }
    }
  }
  return [...dates].sort();
}
