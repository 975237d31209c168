/** Requests for approval: how they stand, and how they are answered. */
import type { ApprovalDoc } from './documents.ts';
import { milli } from './ids.ts';
import type { Service } from './service.ts';

export type ApprovalStatus = 'pending' | 'approved' | 'denied' | 'expired';

export function approvalStatus(service: Service, approval: ApprovalDoc): ApprovalStatus {
  if (approval.answer !== null) return approval.answer.decision;
  return service.time.now() >= approval.expiresAt ? 'expired' : 'pending';
}

/** False: it is not pending any more, or no phone was asked. */
export function answerApproval(service: Service, id: string, decision: 'approved' | 'denied'): boolean {
  const approval = service.openApprovals.get(id);
  if (approval === undefined || approval.notified === 0 || approvalStatus(service, approval) !== 'pending')
    return false;
  service.openApprovals.delete(id);
  service.shelf.put('approval', { ...approval, answer: { decision, at: service.time.now() } });
  const message = { type: 'event', event: 'approval.responded', request_id: id, decision };
  service.tell(approval.account, { message, push: { kind: 'approval', id } });
  return true;
}

export function shownApproval(service: Service, approval: ApprovalDoc): Record<string, unknown> {
  const { answer } = approval;
  return {
    request_id: approval.id,
    action: approval.action,
    details: approval.details,
    require_biometric: approval.biometric,
    status: approvalStatus(service, approval),
    created_at: milli(approval.createdAt),
    expires_at: milli(approval.expiresAt),
    responded_at: answer === null ? null : milli(answer.at),
    response: answer?.decision ?? null,
    biometric_verified: answer === null ? null : approval.biometric && answer.decision === 'approved',
  };
}
