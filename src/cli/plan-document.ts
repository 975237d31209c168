/** The JSON of a plan. Above 10,000 contacts the list is left to `--contacts FILE`. */
import { DateTime } from 'luxon';
import { isoInstant } from '../lib/time.ts';
import type { Planned } from '../plan/plan.ts';
import { contactId } from '../run/contact-state.ts';
import type { Target } from '../spec/spec.ts';

const contactsListedMax = 10_000;

export function planDocument(planned: Planned, targets: readonly Target[]): Readonly<Record<string, unknown>> {
  const { rules } = planned.compiled.spec;
  const { hash, mission, steps, included, excluded, forecast, concurrency } = planned.plan;
  const listed = included.length <= contactsListedMax;
  const contacts = listed
    ? included.flatMap((index, place) => {
        const target = targets[index];
        return target === undefined ? [] : [contactEntry(planned, { target, place })];
      })
    : [];
  return {
    hash,
    mission,
    class: planned.plan.class,
    steps: steps.map(({ id, title }) => ({ id, title })),
    contacts,
    ...(listed ? {} : { contacts_count: included.length }),
    excluded,
    ...(rules === undefined ? {} : { rules }),
    forecast: { ...forecast, finish: isoInstant(forecast.finish) },
    concurrency,
  };
}

/** Window and first slot in the contact's own local time, with its offset. */
export function contactEntry(
  planned: Planned,
  of: { readonly target: Target; readonly place: number },
): Readonly<Record<string, unknown>> {
  const { window, first } = planned.slot(of.place);
  const { id, name, zones } = of.target;
  const zone = zones[0] ?? 'UTC';
  const local = (at: number): string =>
    DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true }) ?? isoInstant(at);
  return {
    contact: contactId(planned.compiled.spec.rounds[0].id, id),
    target: id,
    name,
    timezone: zone,
    window: { from: local(window.from), to: local(window.to) },
    first: local(first),
  };
}
