/** A part of an agenda of which something can be left out. */
export interface Saving {
  /** When it begins, in minutes. */
  readonly from: number;
  /** How many minutes leaving it out saves; 0 where nothing can be left out. */
  readonly saves: number;
}

/**
 * What to leave out to be in time again: as few parts as possible, and no more than is needed.
 *
 * @param toCome the parts that have not begun yet
 * @param behind by how many minutes the room is late
 * @returns all that can be left out, when it is not enough
 */
export function catchUp<Part extends Saving>(toCome: readonly Part[], behind: number): Part[] {
  const left = toCome
    .filter(({ saves }) => saves > 0)
    .toSorted((one, other) => one.saves - other.saves);
  const chosen: Part[] = [];
  for (let owed = behind; owed > 0 && left.length > 0; owed -= chosen.at(-1)?.saves ?? 0) {
    // The least that is enough; the most there is, where nothing is.
    chosen.push(
      ...left.splice(
        left.findIndex(({ saves }) => saves >= owed),
        1,
      ),
    );
  }
  return chosen.toSorted((one, other) => one.from - other.from);
}
