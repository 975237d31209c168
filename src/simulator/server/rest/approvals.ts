/** `/approvals`: a yes or no from the person whose account it is. */
import { secondMs } from '../../../lib/time.ts';
import type { ApproverLine } from '../../../spec/spec.ts';
import { answerApproval, approvalStatus, shownApproval } from '../approvals.ts';
import { milli } from '../ids.ts';
import { badField, type Call, created, missingField, notFound, ok, type Reply, type Route, textOf } from '../reply.ts';
import type { Service } from '../service.ts';

const expiresInS = { usual: 300, max: 7 * 86_400 };

export function approvalRoutes(service: Service): readonly Route[] {
  return [
    { method: 'POST', path: '/approvals', answer: (call) => create(service, call) },
    { method: 'GET', path: '/approvals', answer: (call) => list(service, call) },
    {
      method: 'GET',
      path: '/approvals/:approval',
      answer: ({ account, params }) => {
        const approval = service.shelf.get('approval', params.approval ?? '');
        return approval?.account === account.id ? ok(shownApproval(service, approval)) : notFound('Approval request');
      },
    },
  ];
}

function create(service: Service, call: Call): Reply {
  const { account, body } = call;
  const action = textOf(body, 'action');
  if (action === undefined) return missingField('action');
  const seconds = body.expires_in ?? expiresInS.usual;
  if (typeof seconds !== 'number' || !(seconds > 0) || seconds > expiresInS.max)
    return badField(`expires_in must be a number of seconds up to ${expiresInS.max}`);
  const line = scriptedLine(service, call);
  const devices = line?.answer === 'no_devices' ? { notified: 0, failed: 0 } : account.devices;
  const now = service.now();
  const number = service.shelf.next('approval');
  const decides = line?.answer === 'approved' || line?.answer === 'denied';
  const approval = service.shelf.put('approval', {
    id: service.ids.uuid(`approval ${number}`),
    number,
    account: account.id,
    createdAt: now,
    action,
    details: textOf(body, 'details') ?? null,
    biometric: body.require_biometric === true,
    expiresAt: now + Math.round(seconds * secondMs),
    notified: devices.notified,
    answer: null,
    timeoutTold: false,
    scripted: decides ? { decision: line.answer, at: now + line.afterMs } : null,
  });
  service.openApprovals.set(approval.id, approval);
  answerLater(service, approval.id);
  if (devices.notified === 0) {
    const decision = devices.failed > 0 ? 'no_devices_reached' : 'no_devices';
    service.hub.push(account.id, { type: 'event', event: 'approval.responded', request_id: approval.id, decision });
  }
  return created({
    request_id: approval.id,
    status: approvalStatus(service, approval),
    expires_at: milli(approval.expiresAt),
    devices_notified: devices.notified,
    devices_failed: devices.failed,
  });
}

/**
 * What the simulated person of a mission does at a gate. A request names run and gate at the beginning of its details; the
 * mission's metadata names the run, or whoever said how its people behave did.
 */
function scriptedLine(service: Service, { account, body }: Call): ApproverLine | undefined {
  const details = textOf(body, 'details') ?? '';
  for (const { metadata, play } of service.shelf.of('mission', account.id)) {
    if (play === null) continue;
    const names = [metadata.mission_run, play.run].filter((name) => typeof name === 'string');
    for (const [gate, line] of Object.entries(play.simulate.approver)) {
      const asked = names.map((name) => `${name}, gate ${gate}`);
      if (asked.some((named) => details === named || details.startsWith(`${named}: `))) return line;
    }
  }
  return undefined;
}

/** Also for those that were open when an earlier process ended. */
export function answerLater(service: Service, id: string): void {
  const approval = service.openApprovals.get(id);
  const scripted = approval?.scripted;
  if (approval === undefined || scripted == null || approval.notified === 0 || scripted.at >= approval.expiresAt)
    return;
  const perform = () => {
    answerApproval(service, id, scripted.decision);
  };
  service.time.schedule({ at: scripted.at, number: service.world.nextNumber(), perform });
}

function list(service: Service, call: Call): Reply {
  const status = call.query('status');
  const all = service.shelf.of('approval', call.account.id).toReversed();
  const found = all.filter((each) => status === undefined || approvalStatus(service, each) === status);
  return ok({ approvals: found.map((each) => shownApproval(service, each)) });
}
