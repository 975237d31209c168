/** Rules that a mission loosens: which there are, which may be, and why; and limits that a rule does not allow. */
import { didYouMean } from '../../lib/suggest.ts';
import { attemptsMost } from '../contact-rule.ts';
import type { Inspection } from '../inspection.ts';

export function checkRules(inspection: Inspection): void {
  for (const [index, id] of (inspection.draft.rules?.override ?? []).entries()) {
    if (id !== undefined) checkOverride(inspection, { id, index });
  }
  checkReason(inspection);
  checkDailyLimit(inspection);
}

function checkOverride({ draft, rules, add }: Inspection, of: { readonly id: string; readonly index: number }): void {
  const { id } = of;
  const path = ['rules', 'override', of.index];
  const rows = rules.known.filter((rule) => rule.id === id);
  if (rows.length === 0) {
    const ids = new Set(rules.known.map((rule) => rule.id));
    const help = didYouMean(id, ids) ?? `There is ${[...ids].join(', ')}.`;
    add({ code: 'unknown-rule', path, message: `There is no contact rule \`${id}\`.`, help });
    return;
  }
  const fixed = rows.find((rule) => rule.fixed !== undefined)?.fixed;
  if (fixed !== undefined) {
    add({ code: 'fixed-rule', path, message: `No mission may loosen \`${id}\`.`, help: fixed });
    return;
  }
  if (draft.purpose === undefined || rules.all.some((rule) => rule.id === id)) return;
  const message = `\`${id}\` says nothing of missions whose purpose is ${draft.purpose}.`;
  add({ code: 'no-effect', severity: 'warning', path, message, help: 'Take it out.' });
}

function checkReason({ draft, add }: Inspection): void {
  const because = draft.rules?.because;
  if (because === undefined || because.trim() !== '') return;
  const message = 'A rule is loosened for a reason, and here is none.';
  add({
    code: 'empty',
    path: ['rules', 'because'],
    message,
    help: 'Say why; it stands in the plan and in the results.',
  });
}

function checkDailyLimit({ draft, rules, add }: Inspection): void {
  const asked = draft.limits?.attempts_per_number_per_day;
  const most = attemptsMost(rules.inForce);
  if (asked === undefined || asked <= most) return;
  const rule = rules.inForce.find(({ value }) => value?.attempts?.most === most);
  const message = `At most ${most} attempts per number and day are allowed (${rule?.id}: ${rule?.source}).`;
  const help = `Write ${most} or fewer, or loosen \`${rule?.id}\` under \`rules\` with a reason.`;
  add({ code: 'out-of-range', path: ['limits', 'attempts_per_number_per_day'], message, help });
}
