/** Approvals by phone: what is asked, and what of the answers is a yes. Pure. */
import { secondMs } from '../lib/time.ts';
import type { Approval, AskRequest } from '../run/ports.ts';
import { field, idOf, numberOf, spelled, textOf } from './fields.ts';

export type Asking = { readonly id: string | null; readonly reason?: 'no_devices' | 'no_devices_reached' };

/** `now`: by the clock that `expiresAt` is of. */
export function approvalRequest(request: AskRequest, now: number) {
  return {
    action: request.question,
    details: detailsOf(request),
    require_biometric: request.biometric,
    expires_in: Math.max(1, Math.floor((request.expiresAt - now) / secondMs)),
  };
}

/** Names the run and the gate, so that what was asked can be found again where the answer was lost. */
export function detailsOf({ run, gate, details }: AskRequest): string {
  return `${run}, gate ${gate}${details === '' ? '' : `: ${details}`}`;
}

/** Null: it holds no id. */
export function askingOf(body: unknown): Asking | null {
  const notified = numberOf(body, 'devices_notified');
  const failed = numberOf(body, 'devices_failed') ?? 0;
  if (notified !== undefined && notified <= 0)
    return { id: null, reason: failed > 0 ? 'no_devices_reached' : 'no_devices' };
  const id = idOf(body, 'request_id');
  return id === undefined ? null : { id };
}

/** Only yes is yes: whatever is not known is no answer, and one without the biometrics that were asked for is none either. */
export function approvalOf(body: unknown, biometric: boolean): Approval {
  switch (spelled(textOf(body, 'status'))) {
    case 'approved':
      return { status: isUnverified(body, biometric) ? 'expired' : 'approved' };
    case 'denied':
    case 'rejected':
      return { status: 'denied' };
    case 'expired':
    case 'timeout':
    case 'canceled':
    case 'cancelled':
    case 'no-devices':
    case 'no-devices-reached':
      return { status: 'expired' };
    default:
      return { status: 'pending' };
  }
}

/** Asked for by us, or by what the service says. */
function isUnverified(body: unknown, biometric: boolean): boolean {
  const isRequired = biometric || field(body, 'require_biometric') === true;
  return isRequired && field(body, 'biometric_verified') !== true;
}

/** The id of the same question where it is still open. */
export function openRequest(items: readonly unknown[], request: AskRequest): string | null {
  const found = items.find(
    (item) =>
      spelled(textOf(item, 'status')) === 'pending' &&
      textOf(item, 'action') === request.question &&
      textOf(item, 'details') === detailsOf(request) &&
      !(request.biometric && field(item, 'require_biometric') === false),
  );
  return found === undefined ? null : (idOf(found, 'request_id') ?? idOf(found) ?? null);
}
