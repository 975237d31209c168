/**
 * How often a number may be tried: at most so many attempts in any 24 hours, counted at the instants of the calls, over all
 * missions and channels of the workspace.
 */
import { dayMs, type Instant } from '../lib/time.ts';

/**
 * The first instant, not before `at`, at which one more attempt keeps every stretch of 24 hours within the cap. Attempts in
 * both directions count: another mission may have reserved one for later. `attempts`: in order, those within 24 hours of `at`
 * at least.
 */
export function freeFrom(attempts: readonly Instant[], of: { readonly at: Instant; readonly cap: number }): Instant {
  const { cap } = of;
  let { at } = of;
  if (attempts.length < cap) return at;
  // A group of `cap` attempts that would lie in one day with the new one; it is over a day after its first.
  for (let first = 0; first + cap <= attempts.length; first += 1) {
    const from = attempts[first] ?? 0;
    const to = attempts[first + cap - 1] ?? 0;
    if (Math.max(to, at) - Math.min(from, at) < dayMs) at = Math.max(at, from + dayMs);
  }
  return at;
}
