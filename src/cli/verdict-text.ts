import type { Answer } from '../course/answer.ts';
import type { Kata } from '../course/kata.ts';
import { cleaned, onOneLine, printDiagnosis, wrap, type Part } from '../kit/diagnosis.ts';
import { promiseText } from '../kit/history-words.ts';
import type { CheckResult, Verdict } from '../kit/verdict.ts';
import { barsBeside } from './bars-beside.ts';
import { paint, type Tone } from './paint.ts';
import { plain } from './plain.ts';

/** An answer that prints more than this is told so. */
const MUCH_OUTPUT_BYTES = 100_000;
/** Of what an answer printed, so many lines are shown from the beginning, and as many from the end. */
const SHOWN_OUTPUT_LINES = 6;
const PARTS: Readonly<Record<Part, Tone>> = { title: 'title', line: 'quiet', marked: 'look' };

/** What a verdict is about. */
export interface Judged {
  readonly kata: Kata;
  readonly answer: Answer;
  readonly verdict: Verdict;
}

/**
 * A verdict as a learner reads it: the checks as lines, the first that failed in full, and what to
 * do next.
 *
 * @param width the terminal's columns
 */
export function verdictText({ answer, verdict }: Judged, width = 80): string {
  const parts = [
    ...(verdict.verdict === 'infra' ? troubleText(verdict, width) : []),
    ...(verdict.problem ? problemText(verdict, width) : []),
    ...(verdict.checks.length > 0 && verdict.verdict !== 'infra'
      ? checksText(verdict, answer, width)
      : []),
    ...outputText(verdict),
    ...(verdict.verdict === 'pass' ? passText(verdict) : []),
  ];
  return parts.join('\n');
}

/** One line: `saga  3 of 10 checks pass  (1.2 s)`. */
export function verdictLine({ kata, verdict }: Pick<Judged, 'kata' | 'verdict'>): string {
  const passed = verdict.checks.filter(({ outcome }) => outcome === 'pass').length;
  const words = {
    pass: paint('good', `all ${verdict.checks.length} checks pass`),
    fail: paint('bad', `${passed} of ${verdict.checks.length} checks pass`),
    error: paint('bad', 'the answer does not load'),
    infra: paint('bad', 'could not be judged'),
  }[verdict.verdict];
  return `${paint('strong', kata.slug)}  ${words}  ${paint('quiet', `(${seconds(verdict)})`)}`;
}

function checksText({ checks }: Verdict, answer: Answer, width: number): string[] {
  const first = checks.find(({ outcome }) => outcome === 'fail');
  // What was proved is worth whole sentences.
  if (!first) return checks.flatMap((check) => proved(check, width));
  const before = answer.untouched
    ? [
        paint('strong', 'That is expected: this is your starting point.'),
        'Here is the first check, and what it saw:',
      ]
    : checks.map((check) => line(check, width));
  return [...before, '', ...failureText(first, width)];
}

function line({ promise, outcome }: CheckResult, width: number): string {
  const mark = outcome === 'pass' ? paint('good', '✓') : paint('bad', '✗');
  const short = onOneLine(promise, width - 2);
  return `${mark} ${outcome === 'pass' ? paint('quiet', short) : short}`;
}

function proved({ promise }: CheckResult, width: number): string[] {
  return wrap(promise, width - 2).map(
    (text, index) => `${index === 0 ? paint('good', '✓') : ' '} ${text}`,
  );
}

/** A failed check in full. */
export function failureText(check: CheckResult, width: number): string[] {
  const { id, diagnosis, history } = check;
  const head = wrap(promiseText(check), width - 2).map((each) => `  ${paint('strong', each)}`);
  if (!diagnosis) return [`${paint('bad', `✗ ${id}`)}`, ...head];
  const shown = cleaned(diagnosis, plain);
  const bars = barsBeside(shown, history);
  return [
    paint('bad', `✗ ${id}`),
    ...head,
    '',
    printDiagnosis(shown, {
      width,
      ...(bars ? { bars } : {}),
      paint: (part, text) => paint(PARTS[part], text),
      link: lessonLink,
    }),
  ];
}

/** Where a diagnosis sends its reader: the page of the site, and the file it is made from. */
function lessonLink(read: string): string {
  const [slug = '', anchor] = read.split('#');
  return `lessons/${slug}/${anchor === undefined ? '' : `#${anchor}`}  (npm run site)`;
}

function problemText({ problem }: Verdict, width: number): string[] {
  if (!problem) return [];
  return [
    ...wrap(plain(problem.message), width).map((each) => paint('bad', each)),
    '',
    ...problem.details.flatMap((each) => detailText(plain(each), width)),
    '',
    paint('quiet', 'No check has run: they need an answer that loads.'),
  ];
}

/** Prose is wrapped; places in the code and the lines under them stay as they are. */
function detailText(text: string, width: number): string[] {
  const prose = !/^\s|:\d+:\d+/.test(text);
  return (prose ? wrap(text, width - 2) : [text]).map((each) => `  ${each}`);
}

function troubleText({ trouble = 'no reason is known' }: Verdict, width: number): string[] {
  if (/\b(ENOSPC|EDQUOT)\b/.test(trouble)) {
    return [
      paint('bad', 'This answer could not be judged, because the disk is full.'),
      'Make room, then save or try once more.',
    ];
  }
  return [
    paint('bad', 'This answer could not be judged, and that is our fault, not yours.'),
    '',
    ...plain(trouble).split('\n').slice(0, 12),
    '',
    ...wrap(
      'Try once more. If it stays, type `npx dojo doctor`, and please report the lines above.',
      width,
    ),
  ];
}

function outputText({ printed, verdict }: Verdict): string[] {
  const text = plain(printed.text).trimEnd();
  if (text === '' || verdict === 'infra') return [];
  const much = printed.bytes > MUCH_OUTPUT_BYTES;
  const head = much
    ? `Your code printed ${(printed.bytes / 1e6).toFixed(1)} MB. Print what a person will read:`
    : 'Your code printed:';
  return [
    '',
    paint(much ? 'look' : 'quiet', head),
    ...ends(text.split(/\r?\n/)).map((each) => `  ${each.slice(0, 200)}`),
  ];
}

/** The first lines and the last ones. */
function ends(lines: readonly string[]): readonly string[] {
  const between = lines.length - 2 * SHOWN_OUTPUT_LINES;
  // A line that says so would take a line itself.
  if (between <= 1) return lines;
  return [
    ...lines.slice(0, SHOWN_OUTPUT_LINES),
    '… and more …',
    ...lines.slice(-SHOWN_OUTPUT_LINES),
  ];
}

function passText({ checks }: Verdict): string[] {
  return ['', paint('good', `Solved: all ${checks.length} promises hold.`)];
}

function seconds({ milliseconds }: Verdict): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
