/** Hours of the day at which a redial would meet nobody, at the called person's place. */
import { DateTime } from 'luxon';
import { dayMs, type Instant } from '../lib/time.ts';
import { lateDiallingMs, type Windows } from './windows.ts';

/** Local minutes of the day; `to` is exclusive. */
export interface Peak {
  readonly from: number;
  readonly to: number;
}

interface At {
  readonly peak: Peak;
  /** Everywhere the person may be: the hours count in each of them. */
  readonly zones: readonly string[];
}

/** The first instant, not before `at`, that is outside of the peak in every zone. */
export function afterPeak(at: Instant, where: At): Instant {
  let free = at;
  // A zone's end of the peak may lie in another zone's; a day holds one of each.
  for (let pass = 0; pass <= where.zones.length; pass += 1) {
    const next = where.zones.reduce((late, zone) => Math.max(late, endOfPeak(late, { zone, peak: where.peak })), free);
    if (next === free) return free;
    free = next;
  }
  return free;
}

/** The windows, without the peak; each leaves room for late dialling before one. */
export function outsidePeak(windows: Windows, where: At): Windows {
  return {
    next(from) {
      let at = from;
      // Ever later; windows that lie within the peak alone are passed over.
      for (let day = 0; day < 400; day += 1) {
        const window = windows.next(at);
        if (window === null) return null;
        const first = afterPeak(Math.max(at, window.from), where);
        const to = Math.min(window.to, nextPeak(first, where) - lateDiallingMs);
        if (first < to) return { from: first === at ? Math.min(window.from, at) : first, to };
        at = Math.max(first, to + lateDiallingMs);
      }
      return null;
    },
  };
}

function endOfPeak(at: Instant, of: { readonly zone: string; readonly peak: Peak }): Instant {
  const local = DateTime.fromMillis(at, { zone: of.zone });
  const minutes = local.hour * 60 + local.minute;
  return minutes < of.peak.from || minutes >= of.peak.to ? at : minuteOfDay(local, of.peak.to);
}

/** When the peak begins next in one of the zones. */
function nextPeak(at: Instant, { zones, peak }: At): Instant {
  const begins = zones.map((zone) => {
    const local = DateTime.fromMillis(at, { zone });
    const today = minuteOfDay(local, peak.from);
    return today > at ? today : minuteOfDay(local.plus({ days: 1 }), peak.from);
  });
  return Math.min(at + dayMs * 2, ...begins);
}

function minuteOfDay(local: DateTime, minutes: number): Instant {
  return local
    .startOf('day')
    .set({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
    .toMillis();
}
