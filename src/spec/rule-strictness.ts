/** Whether a rule of a workspace is stricter than the program's rule of the same id, kind by kind. */
import type { ContactRule, HoursRule, MinutesRange, RuleValue } from './contact-rule.ts';
import { concerns, openOn } from './rule-hours.ts';
import { stateCodes } from './us-states.ts';

interface Compared {
  readonly ours: ContactRule;
  /** The program's rows of the same id and purposes, which have a value of this kind. */
  readonly theirs: readonly ContactRule[];
}

/** True where our value asks for less than theirs and for nothing more. Values that are the same loosen nothing. */
export function loosens(kind: keyof RuleValue, { ours, theirs }: Compared): boolean {
  const own = ours.value ?? {};
  const others = theirs.map(({ value }) => value ?? {});
  switch (kind) {
    case 'hours': {
      const before = others.flatMap(({ hours }) => hours ?? []);
      return (own.hours ?? []).some((entry) => loosensHours(entry, before));
    }
    case 'defaultHours':
      return others.some(({ defaultHours: usual }) => {
        const mine = own.defaultHours;
        if (usual === undefined || mine === undefined) return false;
        return !isWithin(mine.between, usual.between) || mine.days.some((day) => !usual.days.includes(day));
      });
    case 'attempts':
      return others.some(
        ({ attempts }) =>
          (own.attempts?.default ?? 0) > (attempts?.default ?? Number.POSITIVE_INFINITY) ||
          (own.attempts?.most ?? 0) > (attempts?.most ?? Number.POSITIVE_INFINITY),
      );
    case 'consent':
      return others.some(({ consent = [] }) => (own.consent ?? []).some((type) => !consent.includes(type)));
    case 'disclosure':
    case 'recording':
      return own[kind] === 'warning' && others.some((value) => value[kind] === 'error');
    case 'voicemails':
      return others.some(({ voicemails = 0 }) => (own.voicemails ?? 0) > voicemails);
    case 'againAfterMs':
      return others.some(({ againAfterMs = 0 }) => (own.againAfterMs ?? 0) < againAfterMs);
  }
}

/** An entry that shuts no hour that was open, and leaves open one that was shut. */
function loosensHours(entry: HoursRule, before: readonly HoursRule[]): boolean {
  let looser = false;
  for (const state of [...stateCodes(), null]) {
    if (!concerns(entry, state === null ? [] : [state])) continue;
    const held = before.filter((one) => concerns(one, state === null ? [] : [state]));
    for (let day = 1; day <= 7; day += 1) {
      const open = openOn(day, held);
      const ours = openOn(day, [entry]);
      if (!isWithin(open, ours)) return false;
      if (!isWithin(ours, open)) looser = true;
    }
  }
  return looser;
}

function isWithin(inner: MinutesRange, outer: MinutesRange): boolean {
  return inner.from >= inner.to || (inner.from >= outer.from && inner.to <= outer.to);
}
