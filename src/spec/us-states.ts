/** In which state of the US a number or a target may be. A number tells where it was issued, not where it is. */
import { usStates } from './generated/us-states.ts';

const none: readonly string[] = [];
let byArea: ReadonlyMap<string, readonly string[]> | null = null;
let byName: ReadonlyMap<string, string> | null = null;

/** The state of a number's area code; none for toll-free numbers and other countries. The same state gives the same array. */
export function statesOf(e164: string): readonly string[] {
  if (!e164.startsWith('+1')) return none;
  byArea ??= new Map(
    usStates.flatMap(({ code, areas }) => {
      const states = [code];
      return areas.split(' ').map((area) => [area, states] as const);
    }),
  );
  return byArea.get(e164.slice(2, 5)) ?? none;
}

/** The code of `TX`, `tx` or `Texas`; null where the text is no state of the US. */
export function stateNamed(text: string): string | null {
  byName ??= new Map(
    usStates.flatMap(({ code, name }) => [
      [code.toLowerCase(), code],
      [name.toLowerCase(), code],
    ]),
  );
  return byName.get(text.trim().toLowerCase()) ?? null;
}

export function stateCodes(): readonly string[] {
  return usStates.map(({ code }) => code);
}
