/** What was said in a mission's conversations. */
import type { SimEvent } from '../../event.ts';
import { durationS } from '../../event.ts';
import { type Call, notFound, ok, type Reply, type Route } from '../reply.ts';
import type { Service } from '../service.ts';

export function insightRoutes(service: Service): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/missions/conversations/:conversation/insights',
      answer: (call) => {
        const event = service.conversation(call.account.id, call.params.conversation ?? '');
        return event === null ? notFound('Conversation') : insights(service, event);
      },
    },
    { method: 'GET', path: '/missions/recordings/:recording', answer: (call) => recording(service, call) },
  ];
}

function insights(service: Service, event: SimEvent): Reply {
  const insight = service.world.insight(event);
  if (insight !== null)
    return ok({ data: [{ status: 'completed', conversation_insights: [{ result: insight.text }] }] });
  const isOver = event.dialled !== null && service.now() >= event.dialled.endedAt;
  return ok({ data: [{ status: isOver ? 'in_progress' : 'pending', conversation_insights: [] }] });
}

/** A recording has its conversation's id. */
function recording(service: Service, { account, params }: Call): Reply {
  const id = params.recording ?? '';
  const event = service.conversation(account.id, id);
  const dialled = event?.dialled;
  if (dialled == null || dialled.answeredAt === null || service.now() < dialled.endedAt) return notFound('Recording');
  return ok({
    data: {
      id,
      conversation_id: id,
      status: 'completed',
      duration_millis: durationS(dialled) * 1000,
      created_at: new Date(dialled.answeredAt).toISOString(),
      updated_at: new Date(dialled.endedAt).toISOString(),
      download_urls: {},
    },
  });
}
