/** The JSON of a plan. Above 10,000 contacts the list is left to `--contacts FILE`. */
import { isoInstant } from '../lib/time.ts';
import type { Planned } from '../plan/plan.ts';
import type { Target } from '../spec/spec.ts';

const contactsListedMax = 10_000;

export function planDocument(planned: Planned, targets: readonly Target[]): Readonly<Record<string, unknown>> {
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
    forecast: { ...forecast, finish: isoInstant(forecast.finish) },
    concurrency,
  };
}

export function contactEntry(
  planned: Planned,
  of: { readonly target: Target; readonly place: number },
): Readonly<Record<string, unknown>> {
  const { window, first } = planned.slot(of.place);
  const { id, name, zones } = of.target;
  const window_ = { from: isoInstant(window.from), to: isoInstant(window.to) };
  return { contact: id, target: { id, name, zones }, window: window_, first: isoInstant(first) };
}
