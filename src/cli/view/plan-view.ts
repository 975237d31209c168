/** A plan for people: steps, who is called when in their own time, who is left out and why, what it may come to. Pure. */
import pc from 'picocolors';
import { minuteMs } from '../../lib/time.ts';
import type { Planned } from '../../plan/plan.ts';
import type { LeftOut, Spec, Target } from '../../spec/spec.ts';
import { counted } from './event-text.ts';
import { localText } from './local-text.ts';
import { tableLines } from './table.ts';
import { instantText } from './time-text.ts';
import { cut, oneLine, wrap } from './width.ts';

const contactsShownMax = 30;
const leftOutShownMax = 10;
const columnsMin = 20;

export interface PlanViewOptions {
  readonly columns: number;
  readonly colour: boolean;
  readonly spec: Spec;
  readonly targets: readonly Target[];
}

/** No line is wider than the columns. */
export function planLines(planned: Planned, options: PlanViewOptions): readonly string[] {
  const { plan } = planned;
  const columns = Math.max(columnsMin, options.columns);
  const colours = pc.createColors(options.colour);
  const title = (text: string): string => colours.bold(cut(text, columns));
  const wrapped = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => wrap(oneLine(line), columns));
  return [
    title(`${oneLine(plan.mission)} (${plan.class}, ${options.spec.provider})`),
    ...(options.spec.provider === 'simulator' ? wrapped(['Simulated: nobody will be called.']) : []),
    '',
    title('Steps'),
    ...plan.steps.map((step, at) => cut(oneLine(`${String(at + 1).padStart(2)}. ${step.id}: ${step.title}`), columns)),
    '',
    title(counted(plan.included.length, 'contact')),
    ...contactLines(planned, { ...options, columns }),
    ...leftOutLines(plan.excluded, { columns, title }),
    '',
    title('Forecast'),
    ...wrapped(forecastLines(planned)),
    ...wrapped(ruleLines(options.spec)),
    '',
    colours.dim(cut(`Plan ${plan.hash}`, columns)),
  ];
}

function contactLines(planned: Planned, options: PlanViewOptions): readonly string[] {
  const { included } = planned.plan;
  const rows = included.slice(0, contactsShownMax).flatMap((index, place) => {
    const target = options.targets[index];
    return target === undefined ? [] : [contactRow(target, planned.slot(place))];
  });
  if (rows.length === 0) return ['Nobody is left to contact.'];
  const columns = [{ title: 'target' }, { title: 'first slot' }, { title: 'window' }, { title: 'zone' }];
  const more = included.length - rows.length;
  const rest = more > 0 ? [cut(`… and ${more} more (\`--contacts FILE\` writes them all)`, options.columns)] : [];
  return [...tableLines(columns, rows, options.columns), ...rest];
}

function contactRow(target: Target, slot: ReturnType<Planned['slot']>): readonly string[] {
  const [zone = 'UTC', ...others] = target.zones;
  const from = localText(slot.window.from, zone);
  const to = localText(slot.window.to, zone);
  const day = from.slice(0, -5);
  const window = to.startsWith(day) ? `${from.slice(-5)}–${to.slice(-5)}` : `${from} – ${to}`;
  return [
    target.name,
    localText(slot.first, zone),
    window,
    others.length === 0 ? zone : `${zone} and ${others.length} more`,
  ];
}

function leftOutLines(
  excluded: readonly LeftOut[],
  on: { readonly columns: number; readonly title: (text: string) => string },
): readonly string[] {
  if (excluded.length === 0) return [];
  const lines = excluded
    .slice(0, leftOutShownMax)
    .map((one) => cut(oneLine(`${one.target}: ${one.rule} (${one.reason})`), on.columns));
  const more = excluded.length - lines.length;
  return [
    '',
    on.title(`${counted(excluded.length, 'target')} left out`),
    ...lines,
    ...(more > 0 ? wrap(`… and ${more} more: ${byRule(excluded.slice(lines.length))}`, on.columns) : []),
  ];
}

/** `12 by consent, 3 by where` */
function byRule(excluded: readonly LeftOut[]): string {
  const counts = new Map<string, number>();
  for (const { rule } of excluded) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => `${count} by ${rule}`).join(', ');
}

function forecastLines({ plan }: Planned): readonly string[] {
  const { attempts, minutes, cost, finish, late = 0 } = plan.forecast;
  const { allowed, because, assistants } = plan.concurrency;
  return [
    `${attempts.expected} attempts expected, ${attempts.worst} at most`,
    `${minutes.expected} minutes expected, ${minutes.worst} at most`,
    `${cost.expected.toFixed(2)} ${cost.currency} expected, ${cost.worst.toFixed(2)} ${cost.currency} at most`,
    `At most ${allowed} at once, with ${counted(assistants, 'assistant')}${because === undefined ? '' : ` (${because})`}`,
    `Done about ${instantText(Math.ceil(finish / minuteMs) * minuteMs)}`,
    ...(late === 0
      ? []
      : [
          `About ${counted(late, 'contact')} will not be called before the deadline: raise limits.concurrency or schedule.deadline, or take fewer targets`,
        ]),
  ];
}

function ruleLines({ rules }: Spec): readonly string[] {
  return rules === undefined ? [] : [`Rules loosened: ${rules.override.join(', ')} (${rules.because})`];
}
