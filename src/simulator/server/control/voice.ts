/** What a person does with the voice agent: calls it, asks it something, hangs up; and what the service asks of its client. */
import { secondMs } from '../../../lib/time.ts';
import {
  badField,
  type Call,
  created,
  missingField,
  no,
  notFound,
  objectOf,
  ok,
  type Reply,
  type Route,
  textOf,
} from '../reply.ts';
import { shownCall } from '../rest/calls.ts';
import type { Service } from '../service.ts';
import { beginCall, callUnderWay, endCall, personHungUp } from '../voice/calls.ts';
import type { AskedRequest, RequestKind } from '../voice/requests.ts';

/** How long an answer of the client is waited for, of wall time, unless told. */
const waitS = { usual: 130, max: 600 };

export function voiceControl(service: Service): readonly Route[] {
  return [
    { method: 'POST', path: '/inbound-call', answer: (call) => inbound(service, call) },
    { method: 'POST', path: '/hang-up', answer: (call) => hangUp(service, call) },
    {
      method: 'GET',
      path: '/calls/:call',
      answer: ({ account, params }) => {
        const call = service.shelf.get('call', params.call ?? '');
        if (call?.account !== account.id) return notFound('Call');
        return ok({ ...shownCall(service, call), context: call.context, responses: call.said });
      },
    },
    { method: 'POST', path: '/deep-tool', answer: (call) => deepTool(service, call) },
    { method: 'POST', path: '/walkie', answer: (call) => walkie(service, call) },
    {
      method: 'POST',
      path: '/request-logs',
      answer: (call) =>
        ask(service, call, { kind: 'logs', message: (id) => ({ type: 'request_logs', request_id: id }) }),
    },
    {
      method: 'GET',
      path: '/requests/:request',
      answer: ({ account, params }) => {
        const asked = service.requests.get(account.id, params.request ?? '');
        return asked === undefined ? notFound('Request') : ok(shown(asked));
      },
    },
    {
      method: 'GET',
      path: '/client',
      answer: ({ account }) =>
        ok({ connected: service.hub.isListening(account.id), ...(service.clients.get(account.id) ?? { restarts: 0 }) }),
    },
  ];
}

function inbound(service: Service, { account, body }: Call): Reply {
  const from = textOf(body, 'from');
  const call = beginCall(service, account, { direction: 'inbound', ...(from === undefined ? {} : { other: from }) });
  return created({ call_id: call.id, from: call.from, to: call.to });
}

/** `call_id` absent: the one under way. */
function hangUp(service: Service, { account, body }: Call): Reply {
  const id = textOf(body, 'call_id');
  const call = id === undefined ? callUnderWay(service, account.id) : service.shelf.get('call', id);
  if (call?.account !== account.id) return notFound('Call');
  if (call.end !== null) return no(409, 'conflict', 'The call has ended');
  return ok(shownCall(service, endCall(service, call, personHungUp)));
}

function deepTool(service: Service, call: Call): Promise<Reply> | Reply {
  const { account, body } = call;
  const query = textOf(body, 'query');
  if (query === undefined) return missingField('query');
  const under = textOf(body, 'call_id') ?? callUnderWay(service, account.id)?.id;
  const of = under === undefined ? {} : { call_id: under, call_control_id: `v3:${under}` };
  return ask(service, call, {
    kind: 'deep-tool',
    message: (id) => ({
      type: 'event',
      event: 'deep_tool_request',
      ...of,
      request_id: id,
      query,
      context: objectOf(body.context) ?? textOf(body, 'context') ?? {},
      urgency: textOf(body, 'urgency') ?? 'normal',
    }),
  });
}

function walkie(service: Service, call: Call): Promise<Reply> | Reply {
  const transcript = textOf(call.body, 'transcript');
  if (transcript === undefined) return missingField('transcript');
  const session_key = textOf(call.body, 'session_key') ?? 'agent:main:main';
  return ask(service, call, {
    kind: 'walkie',
    message: (id) => ({ type: 'event', event: 'walkie_request', request_id: id, transcript, session_key }),
  });
}

/** Asks the client and waits for what it says; `wait: false` answers at once. */
async function ask(
  service: Service,
  call: Call,
  of: { readonly kind: RequestKind; readonly message: (id: string) => object },
): Promise<Reply> {
  const { account, body } = call;
  const seconds = body.timeout_seconds ?? waitS.usual;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= waitS.max))
    return badField(`timeout_seconds must be a number up to ${waitS.max}`);
  const asked = service.requests.ask(account.id, of.kind);
  if (!service.tell(account.id, { message: of.message(asked.id), push: null }))
    return no(409, 'not_connected', 'No client is connected with this key');
  if (body.wait === false) return { status: 202, body: shown(asked) };
  return ok(shown(await service.requests.settled(asked, { maxMs: seconds * secondMs, gone: call.gone })));
}

function shown({ id, kind, progress, result }: AskedRequest): object {
  return { request_id: id, kind, done: result !== null, progress, ...result };
}
