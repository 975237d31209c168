/** What to do about a failure of the service that brings no advice of its own. */
import { secondMs } from '../lib/time.ts';
import type { WireFailure } from '../wire/failure.ts';

export function nextStep({ code, status, retryAfterMs }: WireFailure): string {
  if (code === 'throttled') {
    const when = retryAfterMs === undefined ? 'in a minute' : `in ${Math.ceil(retryAfterMs / secondMs)} s`;
    return `The service is asked too often. Try again ${when}.`;
  }
  if (code === 'refused' && status === 404)
    return 'Look for a slip in the id; another account has other ids. `mission doctor` tells which key is used.';
  if (code === 'refused') return '`mission doctor` looks at the account, its quota and its number.';
  return 'Try again in a minute; `mission doctor` looks at the service.';
}
