/** Everything under `/simulator` that is no part of the service's contract: its clock, its people, and what they do. */
import type { Route } from '../reply.ts';
import type { Service } from '../service.ts';
import { accountControl } from './account.ts';
import { clockControl } from './clock.ts';
import { modelControl } from './model.ts';
import { peopleControl } from './people.ts';
import { runControl } from './runs.ts';
import { voiceControl } from './voice.ts';

export function controlRoutes(service: Service): readonly Route[] {
  return [
    ...clockControl(service),
    ...runControl(service),
    ...modelControl(service),
    ...peopleControl(service),
    ...voiceControl(service),
    ...accountControl(service),
  ];
}
