/** Keys of rows: a run's rows lie together, in the order of their places. */

const places = 2 ** 32;

/** Keys stay exact integers for two million runs of four thousand million rows each. */
export function rowKey(run: number, place: number): number {
  return run * places + place;
}

/** The place in its run of a row with the key. */
export function placeOf(key: number): number {
  return key % places;
}

/** The run of a row with the key. */
export function runOf(key: number): number {
  return Math.floor(key / places);
}

/** The first key after the run's rows. */
export function rowsEnd(run: number): number {
  return (run + 1) * places;
}
