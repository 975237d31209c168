/** The seeded model of a simulator server: it knows what its people meant. */
import type { Result } from '../lib/result.ts';
import type { Answer, Model } from '../run/ports.ts';
import type { Fields } from '../spec/spec.ts';
import type { WireAnswer, WireClient } from '../wire/client.ts';
import { field, type WireFailure } from '../wire/failure.ts';

export function simulatorModel(client: WireClient): Model {
  const ask = (path: string, body: unknown) => client.requestBeside({ method: 'POST', path, body });
  return {
    name: 'simulator',
    async extract(request) {
      return answerOf(await ask('/simulator/model/extract', request), (body) => {
        const fields = field(body, 'fields');
        return typeof fields === 'object' && fields !== null ? (fields as Fields) : {};
      });
    },
    async judge(request) {
      return answerOf(await ask('/simulator/model/judge', request), (body) => Number(field(body, 'score')));
    },
  };
}

function answerOf<Value>(answer: Result<WireAnswer, WireFailure>, read: (body: unknown) => Value): Answer<Value> {
  if (answer.ok) return { ok: true, value: read(answer.value.body), serviceAt: answer.value.serviceAt ?? 0 };
  const { code, message, retryAfterMs, serviceAt } = answer.error;
  const at = serviceAt === undefined ? {} : { serviceAt };
  return {
    ok: false,
    error: {
      code: code === 'unreached' ? 'unavailable' : code === 'unreadable' ? 'lost' : code,
      message,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    ...at,
  };
}
