/** What a person does: answers a request for approval, writes a text. */
import { answerApproval, shownApproval } from '../approvals.ts';
import { receive } from '../received.ts';
import {
  badField,
  type Call,
  created,
  missing,
  missingField,
  no,
  notFound,
  ok,
  type Reply,
  type Route,
  textOf,
} from '../reply.ts';
import type { Service } from '../service.ts';

export function peopleControl(service: Service): readonly Route[] {
  return [
    { method: 'POST', path: '/approvals/:approval', answer: (call) => decide(service, call) },
    { method: 'POST', path: '/inbound-sms', answer: (call) => text(service, call) },
  ];
}

function decide(service: Service, { account, body, params }: Call): Reply {
  const { decision } = body;
  if (decision !== 'approved' && decision !== 'denied') return badField('decision must be approved or denied');
  const id = params.approval ?? '';
  if (service.shelf.get('approval', id)?.account !== account.id) return notFound('Approval request');
  if (!answerApproval(service, id, decision))
    return no(409, 'conflict', 'The request is not pending any more, or reached no phone');
  const answered = service.shelf.get('approval', id);
  return answered === undefined ? notFound('Approval request') : ok(shownApproval(service, answered));
}

/** A text to the account, unless told to the number that wrote to its sender last; to a mission's text it is the answer. */
function text(service: Service, { account, body }: Call): Reply {
  const lacks = missing(body, ['from', 'body']);
  if (lacks.length > 0) return missingField(...lacks);
  const from = textOf(body, 'from') ?? '';
  const to = textOf(body, 'to') ?? answeredNumber(service, { account: account.id, from });
  if (to === undefined) return badField('the account has no number to write to');
  const message = receive(service, {
    account: account.id,
    from,
    to,
    body: textOf(body, 'body') ?? '',
    at: service.now(),
  });
  return created({ id: message.id });
}

/** The account's number that wrote to a person last, else its first. */
function answeredNumber(service: Service, of: { readonly account: string; readonly from: string }): string | undefined {
  const own = service.shelf.of('phone', of.account).map(({ phone }) => phone);
  const wrote = service.shelf
    .of('message', of.account)
    .findLast(({ direction, to, from }) => direction === 'outbound' && to === of.from && own.includes(from));
  return wrote?.from ?? own[0];
}
