/**
 * Asking a person on their phone, at the service.
 *
 * 1. It is asked once: an open request that asks the same is taken for ours, before and after an answer that was lost.
 */
import type { Answer, AskRequest } from '../run/ports.ts';
import { listOf } from '../wire/fields.ts';
import { type Asking, approvalRequest, askingOf, openRequest } from './approvals.ts';
import { type Asked, answer, type Service, unreadable } from './service.ts';

export async function askByPhone(service: Service, request: AskRequest): Promise<Answer<Asking>> {
  // A process that died before it heard the answer may have asked already.
  const before = await standing(service, request);
  if (!before.ok) return answer(before);
  if (before.value !== null) return { ...before, value: { id: before.value } };
  const body = approvalRequest(request, before.serviceAt);
  const asked = await service.once({ method: 'POST', path: '/approvals', body });
  if (asked.ok) {
    const value = askingOf(asked.value);
    return value === null ? answer(unreadable('id of the request', asked.serviceAt)) : { ...asked, value };
  }
  if (asked.error.code !== 'lost') return answer(asked);
  const after = await standing(service, request);
  return after.ok && after.value !== null ? { ...after, value: { id: after.value } } : answer(asked);
}

/** The id of the open request that asks the same; null: there is none. */
async function standing(service: Service, request: AskRequest): Promise<Asked<string | null>> {
  const list = await service.ask({ method: 'GET', path: '/approvals?status=pending' });
  if (!list.ok) return list;
  const items = Array.isArray(list.value)
    ? list.value
    : (listOf(list.value, 'approvals') ?? listOf(list.value, 'data'));
  return { ...list, value: openRequest(items ?? [], request) };
}
