/**
 * What is done about calls that were placed and could not be stored: nothing more is placed, and what is known is taken back,
 * so that nothing rings that the store knows nothing of. Whoever goes on with the run settles the rest as doubt.
 */
import { openAttempt } from '../run/contact-state.ts';
import type { Provider, StoreFailure } from '../run/ports.ts';
import type { Deeds, Told } from './deeds.ts';
import type { Mailbox } from './mailbox.ts';
import type { Placed, Session } from './session.ts';

export interface Unstored {
  readonly placed: readonly Placed[];
  /** Refusals that were heard: whoever goes on hears them again. */
  readonly optOuts: number;
}

/** Waits for the answers that are still to come. */
export async function leftUnstored(
  session: Session,
  { mailbox, deeds }: { readonly mailbox: Mailbox; readonly deeds: Deeds },
): Promise<Unstored> {
  const told: Told[] = [];
  for (;;) {
    told.push(...mailbox.take());
    if (deeds.outstanding === 0) return unstored(session, told);
    await mailbox.arrival();
  }
}

/** `told`: answers that came after the failure. */
function unstored(session: Session, told: readonly Told[]): Unstored {
  const { placed, optOuts } = session.unstored();
  const late = told.flatMap((one): readonly Placed[] => {
    if (one.to !== 'contact' || one.observation.kind !== 'placed') return [];
    const { attempt, ref } = one.observation;
    const open = openAttempt(session.state(one.index));
    return open?.n === attempt && open.ref === undefined ? [{ assistant: open.assistant, ref }] : [];
  });
  return { placed: [...placed, ...late], optOuts };
}

/** How many could be taken back. */
export async function takeBack(provider: Provider, placed: readonly Placed[]): Promise<number> {
  const asked = await Promise.allSettled(placed.map((one) => provider.withdraw(one)));
  return asked.filter((one) => one.status === 'fulfilled' && one.value.ok && one.value.value.withdrawn).length;
}

/** The failure, and what it left behind. */
export function withConsequences(
  failure: StoreFailure,
  of: { readonly unstored: Unstored; readonly takenBack: number },
): StoreFailure {
  const { placed, optOuts } = of.unstored;
  const left = placed.length - of.takenBack;
  const words = [
    ...(placed.length === 0 ? [] : [`${counted(placed.length, 'call')} that had been placed could not be stored`]),
    ...(of.takenBack === 0 ? [] : [`${of.takenBack} could be taken back`]),
    ...(left === 0 ? [] : [`${left} may still ring`]),
    ...(optOuts === 0
      ? []
      : [`${counted(optOuts, 'refusal')} could not be stored, and will be heard again when the run goes on`]),
  ];
  return words.length === 0 ? failure : { ...failure, message: `${failure.message}; ${words.join(', ')}` };
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
