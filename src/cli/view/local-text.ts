/** Instants in somebody's own time. Apart from the rest, because the time zone library takes a while to load. */
import { DateTime } from 'luxon';
import type { Instant } from '../../lib/time.ts';

/** `Mon 23 Nov 15:02` in the zone; the zone's short name is left to the heading. */
export function localText(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone, locale: 'en-GB' }).toFormat('ccc d LLL HH:mm');
}
