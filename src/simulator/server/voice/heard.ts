/** What the voice client says over the socket. What makes no sense is passed over: a service does not fail over a client's words. */
import type { Json } from '../documents.ts';
import { objectOf, textOf } from '../reply.ts';
import type { Service } from '../service.ts';

interface Heard {
  readonly account: string;
  readonly message: Json;
}

export function heard(service: Service, of: Heard): void {
  service.now();
  readers.get(String(of.message.type))?.(service, of);
  if (!service.shelf.hasChanges) return;
  service.hand();
  service.writer.flush();
}

const saidMax = 500;

const readers = new Map<string, (service: Service, of: Heard) => void>([
  [
    'context_response',
    (service, of) => {
      const call = callOf(service, of);
      if (call !== undefined) service.shelf.put('call', { ...call, context: objectOf(of.message.context) ?? {} });
    },
  ],
  [
    'response',
    (service, of) => {
      const call = callOf(service, of);
      const text = textOf(of.message, 'text');
      if (call === undefined || text === undefined || call.said.length >= saidMax) return;
      service.shelf.put('call', { ...call, said: [...call.said, text] });
    },
  ],
  [
    'deep_tool_progress',
    (service, { account, message }) => {
      const text = textOf(message, 'text');
      if (text !== undefined) service.requests.progress(account, { id: String(message.request_id), text });
    },
  ],
  [
    'deep_tool_result',
    (service, { account, message }) => {
      const result = { text: textOf(message, 'text') ?? '' };
      service.requests.finish(account, { id: String(message.request_id), kind: 'deep-tool', result });
    },
  ],
  [
    'walkie_response',
    (service, { account, message }) => {
      // One client calls it `reply`, the other `text`.
      const reply = textOf(message, 'reply') ?? textOf(message, 'text') ?? '';
      const error = textOf(message, 'error');
      const result = { reply, ...(error === undefined ? {} : { error }) };
      service.requests.finish(account, { id: String(message.request_id), kind: 'walkie', result });
    },
  ],
  [
    'logs_response',
    (service, { account, message }) => {
      const { lines } = message;
      const result = { lines: Array.isArray(lines) ? lines : typeof lines === 'string' ? lines.split('\n') : [] };
      service.requests.finish(account, { id: String(message.request_id), kind: 'logs', result });
    },
  ],
  [
    'client_restart',
    (service, { account }) => {
      const told = service.clients.get(account);
      service.clients.set(account, { ...told, restarts: (told?.restarts ?? 0) + 1 });
    },
  ],
]);

/** The account's call of that id, while it is under way. */
function callOf(service: Service, { account, message }: Heard) {
  const call = service.shelf.get('call', String(message.call_id));
  return call?.account === account && call.end === null ? call : undefined;
}
