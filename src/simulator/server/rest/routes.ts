/** Everything under `/v1`. */
import type { Route } from '../reply.ts';
import type { Service } from '../service.ts';
import { approvalRoutes } from './approvals.ts';
import { assistantRoutes } from './assistants.ts';
import { callRoutes } from './calls.ts';
import { insightRoutes } from './insights.ts';
import { meRoutes } from './me.ts';
import { messageRoutes } from './messages.ts';
import { missionRoutes } from './missions.ts';
import { numberRoutes } from './numbers.ts';
import { runRoutes } from './runs.ts';
import { scheduledRoutes } from './scheduled.ts';

export function restRoutes(service: Service): readonly Route[] {
  return [
    ...meRoutes(service),
    ...callRoutes(service),
    ...messageRoutes(service),
    ...approvalRoutes(service),
    // Before `/missions/:mission`, whose place they would take.
    ...insightRoutes(service),
    ...missionRoutes(service),
    ...runRoutes(service),
    ...assistantRoutes(service),
    ...scheduledRoutes(service),
    ...numberRoutes(service),
  ];
}
