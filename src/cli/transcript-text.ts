/** A line of the event history in a printed failure: mark, number, time and text. */
const LINE = /^( {4}[▶ ]) +(\d+)( {2}\+.*)$/u;
/** A line about what the history does not record, such as the ledger's. */
const OTHER_LINE = /^( {4}[▶ ]) +( {2}\+.*)$/u;
/** A parent hears of its children's starts whenever they come. */
const CHILD_STARTED = /^ {5} +\d+ .* child \S+ started$/;
const COMPLETED = / completed$/;
/** What a step was given, behind it in brackets. */
const GIVEN = / scheduled \(.*\)$/gm;
const TIME = / {2}\+((?:\d+(?:\.\d+)? (?:ms|s|min|h|days?) ?){1,3}) */u;
/** The bars beside an event, after its time. Where steps race, they are drawn another way each time. */
const BARS = /(?<= s )[┌│└├✗╵┊ ]*[┌│└├✗╵┊] +/u;
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, h: 3600 };
const DAY_S = 86_400;
/** A busy machine adds seconds of its own to virtual times; so much makes no difference. */
const STEADY_S = 30;
const STEADY_LONG_S = 300;

/**
 * A transcript without what differs from one recording to the next and says nothing. When the
 * replies of two activities race, either may come first, and the server may put a workflow task
 * between them; so the numbers of events become their ranks, completions that stand together are
 * sorted, times are cut down to half minutes, and random ids become equal. Of bars it only says that
 * there are some.
 */
export function steadyTranscript(text: string): string {
  // Where text is broken into lines depends on how long the numbers and the times are.
  const lines = firstFailure(text.replace(/\n {12,}(?=[^\s…+])[│┊ ]*/g, ' ').split('\n')).filter(
    (line) => !CHILD_STARTED.test(line),
  );
  const ranks = new Map<string, number>();
  for (const line of lines) {
    const [, , number] = LINE.exec(line) ?? [];
    if (number !== undefined && !COMPLETED.test(line)) ranks.set(number, ranks.size + 1);
  }
  const steady: string[] = [];
  let together: string[] = [];
  let hasBars = false;
  for (const line of lines) {
    const [, mark = '', number = '', told = ''] = LINE.exec(line) ?? [];
    const [, otherMark = '', other] = OTHER_LINE.exec(line) ?? [];
    const timed = told.replace(TIME, steadyTime);
    const rest = timed.replace(BARS, '');
    hasBars ||= rest !== timed;
    if (number !== '' && COMPLETED.test(line)) {
      together.push(`${mark} ${rest}`);
      continue;
    }
    steady.push(...together.sort());
    together = [];
    if (number !== '') steady.push(`${mark} #${ranks.get(number)}${rest}`);
    else steady.push(other === undefined ? line : `${otherMark}${other.replace(TIME, steadyTime)}`);
  }
  return (
    [...(hasBars ? ['(bars)'] : []), ...steady, ...together.sort()]
      .join('\n')
      // How far a fold is indented depends on the width of the column of times.
      .replace(/^ +(?=… \d+ more$)/gm, '      ')
      .replace(/\b\d+ bytes\b/g, '# bytes')
      .replace(/, until event \d+/g, ', until its end')
      .replace(/\bevent (\d+)/g, (_, number: string) => `event #${ranks.get(number) ?? '?'}`)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(a random id)')
      // What a step was given may be made of chance or of the time.
      .replace(GIVEN, (given) => given.replace(/"[^"]*[\d…][^"]*"|\d{10,}/g, '(an id)'))
  );
}

/**
 * Where steps race, one check more or less may fail. What a learner reads in full is the first that
 * does; how the others ended is left out.
 */
function firstFailure(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line.startsWith('✗'));
  return lines.map((line, index) =>
    first >= 0 && index > first ? line.replace(/^[✓✗] (?!\S+\/\S+$)/u, '· ') : line,
  );
}

/** `  +1 min 3 s` as `  +60 s`. */
function steadyTime(_: string, time: string): string {
  const parts = [...time.matchAll(/([\d.]+) (\w+)/g)];
  const seconds = parts.reduce(
    (sum, [, count = '', unit = '']) => sum + Number(count) * (UNITS[unit] ?? DAY_S),
    0,
  );
  const step = seconds < 2 * STEADY_LONG_S ? STEADY_S : STEADY_LONG_S;
  return `  +${Math.floor(seconds / step) * step} s `;
}
