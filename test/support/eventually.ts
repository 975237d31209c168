import { vi } from 'vitest';

/** Waits until `check` throws no more. Long enough for a machine that is busy otherwise; what never comes fails all the same. */
export function eventually<Value>(check: () => Value): Promise<Awaited<Value>> {
  return vi.waitFor(check as () => Awaited<Value>, { timeout: 20_000, interval: 20 });
}
