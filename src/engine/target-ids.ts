/** Ids of a round's targets, in the order of its contacts, without reading the targets. */
import type { Store } from '../run/ports.ts';

/** How many are read at a time. */
const pageIds = 4_096;

interface Of {
  readonly run: string;
  readonly indexes: Int32Array;
}

export function* targetIds(store: Pick<Store, 'target' | 'targetIds'>, of: Of): IterableIterator<string> {
  for (let from = 0; from < of.indexes.length; from += pageIds)
    yield* page(store, { run: of.run, indexes: of.indexes.subarray(from, from + pageIds) });
}

/** Neighbours are read in one go. */
function page(store: Pick<Store, 'target' | 'targetIds'>, { run, indexes }: Of): readonly string[] {
  const [from = 0] = indexes;
  const areNeighbours = indexes.every((index, place) => index === from + place);
  if (areNeighbours) return store.targetIds(run, { from, to: from + indexes.length });
  return Array.from(indexes, (index) => store.target(run, index).id);
}
