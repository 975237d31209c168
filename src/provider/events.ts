/** The service's scheduled events: of an assistant, and of a mission. */
import type { ListedEvent, Listing } from '../run/ports.ts';
import { segment } from '../wire/client.ts';
import { textOf } from '../wire/fields.ts';
import type { Paged } from '../wire/pages.ts';
import { askPages } from './pages.ts';
import { type ScheduledEvent, scheduledEvent } from './scheduled-event.ts';
import type { Asked, Service } from './service.ts';

export interface Events {
  readonly events: readonly ScheduledEvent[];
  /** False: something is not read, or cannot be. */
  readonly complete: boolean;
}

/** One request for all of an assistant's. */
export async function eventsOf(service: Service, assistant: string): Promise<Asked<Events>> {
  const pages = await askPages(service, {
    path: (page) => `/assistants/${segment(assistant)}/events${page === 1 ? '' : `?page=${page}`}`,
    names: ['events', 'data'],
  });
  return pages.ok ? { ...pages, value: eventsIn(pages.value, () => true) } : pages;
}

/** Complete only where every page of both lists was read, and everything in them. */
export async function listEvents(
  service: Service,
  { assistant, mission }: { readonly assistant: string; readonly mission: string },
): Promise<Asked<Listing>> {
  const own = await eventsOf(service, assistant);
  if (!own.ok) return own;
  const ofMission = await askPages(service, {
    path: (page) => `/missions/${segment(mission)}/events${page === 1 ? '' : `?page=${page}`}`,
    names: ['scheduled_events'],
  });
  if (!ofMission.ok && ofMission.error.code !== 'lost') return ofMission;
  // What one list lacks may be found in the other; that there is nothing is said only by both.
  const others = ofMission.ok ? eventsIn(ofMission.value, (of) => isOf(of, assistant)) : noEvents;
  const all = new Map([...others.events, ...own.value.events].map((event) => [event.ref, event]));
  const events = [...all.values()].flatMap((event): ListedEvent | [] => event.listed ?? []);
  const complete = own.value.complete && others.complete && events.length === all.size;
  // What was placed after the first of them was read is perhaps in neither.
  return { ok: true, value: { complete, events }, serviceAt: own.serviceAt };
}

const noEvents: Events = { events: [], complete: false };

function eventsIn({ items, complete }: Paged, isWanted: (of: unknown) => boolean): Events {
  const wanted = items.filter(isWanted);
  const events = wanted.flatMap((of) => scheduledEvent(of) ?? []);
  return { events, complete: complete && events.length === wanted.length };
}

/** What names no assistant may be anybody's. */
function isOf(event: unknown, assistant: string): boolean {
  return (textOf(event, 'assistant_id') ?? assistant) === assistant;
}
