/** Going on where an earlier process ended: what it left under way is awaited again. */
import { answerLater } from './rest/approvals.ts';
import { deliverLater } from './rest/messages.ts';
import type { Service } from './service.ts';

export function takeUp(service: Service): void {
  for (const approval of service.shelf.all('approval')) {
    if (approval.answer !== null || approval.timeoutTold) continue;
    service.openApprovals.set(approval.id, approval);
    answerLater(service, approval.id);
  }
  for (const message of service.shelf.all('message')) if (message.status === 'queued') deliverLater(service, message);
}
