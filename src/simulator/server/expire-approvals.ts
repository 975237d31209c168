/** Requests for approval whose time is over are told once. It is no happening: nobody waits for it, and it holds no clock up. */
import type { Service } from './service.ts';

export function expireApprovals(service: Service): void {
  const now = service.time.now();
  for (const approval of service.openApprovals.values()) {
    if (approval.expiresAt > now) continue;
    service.openApprovals.delete(approval.id);
    service.shelf.put('approval', { ...approval, timeoutTold: true });
    service.hub.push(approval.account, {
      type: 'event',
      event: 'approval.responded',
      request_id: approval.id,
      decision: 'timeout',
    });
  }
}
