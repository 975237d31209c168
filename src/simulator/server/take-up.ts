/** Going on where an earlier process ended: what it left under way is awaited again. */
import { answerLater } from './rest/approvals.ts';
import { deliverLater } from './rest/messages.ts';
import type { Service } from './service.ts';
import { goOn } from './voice/calls.ts';

export function takeUp(service: Service): void {
  for (const approval of service.shelf.all('approval')) {
    if (approval.answer !== null || approval.timeoutTold) continue;
    service.openApprovals.set(approval.id, approval);
    answerLater(service, approval.id);
  }
  for (const call of service.shelf.all('call')) if (call.end === null) goOn(service, call);
  for (const message of service.shelf.all('message')) if (message.status === 'queued') deliverLater(service, message);
}
