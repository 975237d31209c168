/** The part of the store's port about numbers that may not be contacted, in memory. */
import type { NumberStore, OptOut, OptOutChange } from '../../src/run/number-port.ts';
import { listWorld, workspaceWorld } from '../../src/run/own-worlds.ts';

type Numbers = Omit<NumberStore, 'refusedOpen'> & { add(entries: readonly OptOut[]): number };

const isSimulated = (world: string): boolean => world.startsWith('sim:');
const isOwnWord = ({ source }: OptOut): boolean => source === 'reply' || source === 'conversation';

export function memoryNumbers(): Numbers {
  let inForce: OptOut[] = [];
  const log: OptOutChange[] = [];
  const binding = (number: string, world: string): readonly OptOut[] =>
    inForce.filter((one) => one.number === number && (one.world === world || !isSimulated(one.world)));
  const add = (entries: readonly OptOut[]): number => {
    let added = 0;
    for (const entry of entries) {
      const { number, world, at } = entry;
      const takenBack = log.some(
        (one) => one.number === number && one.change === 'removed' && isOwnWord(one) && one.at >= at,
      );
      if (takenBack && isOwnWord(entry) && !isSimulated(world)) continue;
      if (inForce.some((one) => one.number === number && one.world === world)) continue;
      inForce.push(entry);
      log.push({ ...entry, change: 'added' });
      added += 1;
    }
    return added;
  };
  const drop = (entries: readonly OptOut[], by: { readonly at: number; readonly reason: string }): void => {
    inForce = inForce.filter((one) => !entries.includes(one));
    for (const entry of entries) log.push({ ...entry, ...by, change: 'removed' });
  };
  return {
    add,
    optedOut: ({ number, world }) => binding(number, world).length > 0,
    refusal({ number, world }) {
      const found = binding(number, world);
      if (found.length === 0) return null;
      return found.some(isOwnWord) ? 'opt-out' : 'do-not-contact';
    },
    addOptOuts: (entries) => add(entries.map((entry) => ({ world: workspaceWorld, ...entry }))),
    removeOptOut({ number, at, reason, ownWord }) {
      const real = inForce.filter((one) => one.number === number && !isSimulated(one.world));
      const removed = real.filter((one) => one.source !== 'list' && (ownWord || !isOwnWord(one)));
      drop(removed, { at, reason });
      return { removed, kept: real.filter((one) => !removed.includes(one)) };
    },
    replaceList(numbers, at) {
      const gone = inForce.filter((one) => one.world === listWorld && !numbers.has(one.number ?? ''));
      drop(gone, { at, reason: 'no longer on the list' });
      const reason = 'on the list of the configuration';
      const added = add(Array.from(numbers, (number) => ({ number, at, reason, source: 'list', world: listWorld })));
      return { added, removed: gone.length };
    },
    optOuts: () => inForce.toSorted((a, b) => a.at - b.at || compare(a.number, b.number)),
    optOutHistory: () => log,
    optOutNews: (last) => ({
      last: log.length,
      numbers: log.slice(last).flatMap(({ change, number }) => (change === 'added' && number !== null ? [number] : [])),
    }),
    forget: () => Promise.reject(new Error('a store in memory forgets everything by itself')),
    salt: () => 'the salt of a store in memory',
  };
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
