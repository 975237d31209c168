/** Approvals by phone: what is asked, and what of the answers is a yes. Pure. */
import { secondMs } from '../lib/time.ts';
import type { Approval, AskRequest } from '../run/ports.ts';
import { approvalIn, approvalWord, type UnreachedWord, unreachedIn } from '../wire/approval.ts';
import { field, idOf, textOf } from '../wire/fields.ts';

export type Asking = { readonly id: string | null; readonly reason?: UnreachedWord };

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
  const reason = unreachedIn(body);
  if (reason !== null) return { id: null, reason };
  const id = idOf(body, 'request_id');
  return id === undefined ? null : { id };
}

/** Only yes is yes: whatever is not known is no answer. */
export function approvalOf(body: unknown, biometric: boolean): Approval {
  const word = approvalIn(body, { biometric });
  switch (word) {
    case null:
      return { status: 'pending' };
    case 'pending':
    case 'approved':
    case 'denied':
      return { status: word };
    case 'expired':
    case 'timeout':
    case 'no_devices':
    case 'no_devices_reached':
      return { status: 'expired' };
  }
}

/** The id of the same question where it is still open. */
export function openRequest(items: readonly unknown[], request: AskRequest): string | null {
  const found = items.find(
    (item) =>
      approvalWord(textOf(item, 'status')) === 'pending' &&
      textOf(item, 'action') === request.question &&
      textOf(item, 'details') === detailsOf(request) &&
      !(request.biometric && field(item, 'require_biometric') === false),
  );
  return found === undefined ? null : (idOf(found, 'request_id') ?? idOf(found) ?? null);
}
