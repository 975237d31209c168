/** An instant, in milliseconds since 1970-01-01T00:00:00Z. Always from a Clock, never from the machine directly. */
export type Instant = number;

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** `2026-11-23T15:00:00Z`; milliseconds are shown only where there are some. */
export function isoInstant(at: Instant): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
