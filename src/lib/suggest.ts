/** "Did you mean": the candidate nearest to a misspelled word, by edit distance with swapped neighbours counted as one. */

/** Longer words are never compared: nobody mistypes them, and the cost grows with the square. */
const wordCharsMax = 64;

/**
 * The candidate that a person most likely meant, or undefined where none is near. Case and the marks between words do not
 * count. About one slip in three characters is forgiven; of equally near candidates the first is taken.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word);
  if (wanted === '' || wanted.length > wordCharsMax) return undefined;
  let best: string | undefined;
  let slipsMax = Math.floor((wanted.length + 1) / 3);
  for (const candidate of candidates) {
    const other = plain(candidate);
    if (other.length > wordCharsMax || Math.abs(other.length - wanted.length) > slipsMax) continue;
    const slips = distance(wanted, other);
    if (slips > slipsMax) continue;
    best = candidate;
    slipsMax = slips - 1;
    if (slipsMax < 0) break;
  }
  return best;
}

/** `Did you mean city?`, or undefined: the sentence that most callers want. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = closest(word, candidates);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[\s_./-]+/g, '');
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let slips = Math.min(at(above, column) + 1, at(current, column - 1) + 1, at(above, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) slips = Math.min(slips, at(before, column - 2) + 1);
      current.push(slips);
    }
    before = above;
    above = current;
  }
  return at(above, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
