/**
 * How a request for approval stands, in the service's words. Pure. Whoever asks, a mission's gate, a command or the voice gateway, reads
 * them here, so that nothing is a yes for one and none for another.
 *
 * 1. Only `approved` is a yes, and where biometrics are asked for only one that was verified by them.
 * 2. What is not known is null: it decides nothing.
 */
import { field, inside, numberOf, spelled, textOf } from './fields.ts';

export type UnreachedWord = 'no_devices' | 'no_devices_reached';
/** `expired`: nobody can answer it any more. `timeout`: nobody did in time. */
export type ApprovalWord = 'pending' | 'approved' | 'denied' | 'expired' | 'timeout' | UnreachedWord;

const words = new Map<string | undefined, ApprovalWord>([
  ['pending', 'pending'],
  ['approved', 'approved'],
  ['denied', 'denied'],
  ['rejected', 'denied'],
  ['expired', 'expired'],
  ['canceled', 'expired'],
  ['cancelled', 'expired'],
  ['timeout', 'timeout'],
  ['no-devices', 'no_devices'],
  ['no-devices-reached', 'no_devices_reached'],
]);

/** A status, or a decision as it is pushed. */
export function approvalWord(said: string | undefined): ApprovalWord | null {
  return words.get(spelled(said)) ?? null;
}

/** Of `GET /approvals/:id`, bare or as `{approval}`. `biometric`: what we asked for; the service may say that it is required too. */
export function approvalIn(body: unknown, { biometric }: { readonly biometric: boolean }): ApprovalWord | null {
  const approval = inside(body, 'approval');
  const word = approvalWord(textOf(approval, 'status'));
  if (word !== 'approved') return word;
  const isRequired = biometric || field(approval, 'require_biometric') === true;
  return isRequired && field(approval, 'biometric_verified') !== true ? 'expired' : word;
}

/** Of the answer to `POST /approvals`: why nobody was asked. Null: somebody was. */
export function unreachedIn(body: unknown): UnreachedWord | null {
  const notified = numberOf(body, 'devices_notified');
  if (notified === undefined || notified > 0) return null;
  return (numberOf(body, 'devices_failed') ?? 0) > 0 ? 'no_devices_reached' : 'no_devices';
}
