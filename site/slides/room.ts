/** How much has room on a slide of 1280 × 720, in type that can be read from the back row. */

/** Sizes of text, in pixels, largest first. */
const TEXT = [46, 42, 38, 34, 30, 27] as const;
/** Sizes of code; the last one is the least that a slide may have. */
const CODE = [44, 36, 30, 28, 26, 25, 24, 23, 22, 21, 20] as const;

/** The size from which on code need not be larger, and one at which its lines may go on below. */
const LARGE_ENOUGH = 23;
const WRAPPED = 26;

/** What is left of a slide beside its margins, and below its heading. */
const WIDTH = 1140;
const HEIGHT = 460;
/** How wide a character is and how high a line, by the size of its type; measured generously. */
const TEXT_CHARACTER = 0.53;
const TEXT_LINE = 1.32;
/** Below each text of several. */
const GAP = 0.55;
const CODE_CHARACTER = 0.603;
const CODE_LINE = 1.45;
const CODE_WIDTH = 1080;
const CODE_HEIGHT = 412;
/** A line above the heading, and one more of what is said below it. */
const ABOVE_HEIGHT = 32;
const ABOUT_HEIGHT = 36;
const ABOUT_LINE = 80;
/** Of a table without its head. */
const TABLE_LINES = 11;
const TABLE_CHARACTERS = 85;

/** The largest size at which all texts fit on one slide; none where that would be too small. */
export function textSize(lengths: readonly number[]): number | undefined {
  return TEXT.find((size) => {
    const perLine = WIDTH / (size * TEXT_CHARACTER);
    const lines = lengths.reduce((sum, length) => sum + Math.ceil(length / perLine), 0);
    return (lines * TEXT_LINE + (lengths.length - 1) * GAP) * size <= HEIGHT;
  });
}

/**
 * What is left for code below a heading.
 *
 * @param about how many characters are said of the code
 */
export function codeHeight(isBelow: boolean, about: number): number {
  const lines = Math.max(0, Math.ceil(about / ABOUT_LINE) - 1);
  return CODE_HEIGHT - (isBelow ? ABOVE_HEIGHT : 0) - lines * ABOUT_HEIGHT;
}

/** The size for lines of code; none where they don't fit on one slide. */
export function codeSize(lines: readonly string[], height: number): number | undefined {
  const perLine = (size: number) => Math.floor(CODE_WIDTH / (size * CODE_CHARACTER));
  const fits = (size: number) =>
    lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine(size))), 0) *
      size *
      CODE_LINE <=
    height;
  const whole = CODE.find(
    (size) => fits(size) && lines.every((line) => line.length <= perLine(size)),
  );
  if (whole && whole >= LARGE_ENOUGH) return whole;
  // From far away, a line that goes on below is read more easily than small type.
  return CODE.find((size) => size <= WRAPPED && fits(size));
}

/** Code in as many pieces as it needs, cut near to where a line is empty if that can be. */
export function codePieces(
  lines: readonly string[],
  height: number,
): Array<[from: number, to: number]> {
  if (codeSize(lines, height) !== undefined || lines.length < 2) return [[0, lines.length]];
  const middle = lines.length / 2;
  const far = (at: number) => Math.abs(at - middle);
  const [cut = Math.ceil(middle)] = [...lines.keys()]
    .filter((at) => lines[at] === '' && far(at) < lines.length / 4)
    .sort((one, other) => far(one) - far(other));
  const next = lines[cut] === '' ? cut + 1 : cut;
  return [
    ...codePieces(lines.slice(0, cut), height),
    ...codePieces(lines.slice(next), height).map(([from, to]): [number, number] => [
      from + next,
      to + next,
    ]),
  ];
}

/** The rows of a table in as many pieces as it needs, by the characters in their cells. */
export function tablePieces(rows: ReadonlyArray<readonly number[]>): number[][] {
  const heights = rows.map(
    (cells) =>
      Math.max(...cells.map((length) => Math.ceil((length * cells.length) / TABLE_CHARACTERS))) +
      0.6,
  );
  const pieces = filled(heights, TABLE_LINES);
  // As much on each as on the others.
  const even = heights.reduce((sum, height) => sum + height, 0) / pieces.length;
  for (let limit = even; limit < TABLE_LINES; limit += 0.5) {
    const fewer = filled(heights, limit);
    if (fewer.length === pieces.length) return fewer;
  }
  return pieces;
}

/** Rows below each other until no more fit. */
function filled(heights: readonly number[], limit: number): number[][] {
  const pieces: number[][] = [[]];
  let left = limit;
  for (const [row, height] of heights.entries()) {
    if (height > left && pieces.at(-1)?.length) {
      pieces.push([]);
      left = limit;
    }
    pieces.at(-1)?.push(row);
    left -= height;
  }
  return pieces;
}
