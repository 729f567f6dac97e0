import { structuredPatch } from 'diff';
import type { Answer } from '../course/answer.ts';
import type { Files } from '../course/files.ts';
import type { Kata, Variant } from '../course/kata.ts';
import { wrap } from '../kit/diagnosis.ts';
import { hintText } from './hint-text.ts';
import { paint, type Tone } from './paint.ts';
import { plain } from './plain.ts';

/**
 * What there is to see when a kata is solved: the reference beside the answer, the other right
 * answers, and all hints.
 *
 * @param other shows this right answer beside the learner's instead of the reference
 */
export function solutionText(
  kata: Kata,
  answer: Answer,
  other: Variant | undefined,
  width: number,
): string {
  const what = other ? `another right answer, ${other.name}` : 'the reference answer';
  const files = other ? ownFiles(kata, other) : kata.solution;
  return [
    `${paint('strong', kata.slug)}  Yours, and ${what}`,
    ...Object.entries(files).flatMap(([path, text]) => [
      '',
      ...beside(
        { path: `${answer.folder}/${path}`, text: answer.files[path] ?? '' },
        { path: shownPath(kata, path, other), text },
        width,
      ),
    ]),
    ...othersText(kata, other, width),
    ...(kata.hints.length > 0 ? ['', paint('title', 'All hints'), ''] : []),
    hintText(kata, { opened: kata.hints.length, all: true }, width),
  ].join('\n');
}

/** The files of a variant that are its own. */
function ownFiles({ solution }: Kata, { files }: Variant): Files {
  return Object.fromEntries(
    Object.entries(files).filter(([path, text]) => solution[path] !== text),
  );
}

/** Where a right answer lies: `solutions/07-saga/workflows.also-class.ts`. */
function shownPath({ lesson }: Kata, path: string, variant?: Variant): string {
  const own = variant ? path.replace(/(\.[a-z]+)$/, `.also-${variant.name}$1`) : path;
  return `solutions/${lesson.folder}/${own}`;
}

interface Side {
  readonly path: string;
  readonly text: string;
}

function beside(yours: Side, right: Side, width: number): string[] {
  const { hunks } = structuredPatch(
    yours.path,
    right.path,
    yours.text,
    right.text,
    undefined,
    undefined,
    { context: 3, stripTrailingCr: true },
  );
  const head = [paint('look', `- ${yours.path}`), paint('good', `+ ${right.path}`)];
  if (hunks.length === 0) return [...head, '', 'They are the same, to the letter.'];
  return [
    ...head,
    ...hunks.flatMap(({ oldStart, lines }) => [
      paint('title', `@@ from your line ${oldStart} on @@`),
      ...lines.filter((line) => !line.startsWith('\\')).flatMap((line) => diffLines(line, width)),
    ]),
  ];
}

/** A line of the diff, in pieces where it is longer than the terminal is wide. */
function diffLines(line: string, width: number): string[] {
  const mark = line.charAt(0);
  const text = plain(line.slice(1)).replaceAll('\t', '  ');
  const tone = { '-': 'look', '+': 'good' }[mark] as Tone | undefined;
  const cut = new RegExp(`^.{0,${width - 1}}|.{1,${width - 4}}`, 'gu');
  return (text.match(cut) ?? ['']).map((piece, index) => {
    const shown = `${mark}${index === 0 ? '' : ' ↳ '}${piece}`;
    return tone ? paint(tone, shown) : shown;
  });
}

function othersText(kata: Kata, shown: Variant | undefined, width: number): string[] {
  const others = kata.alsoRight.filter(({ name }) => name !== shown?.name);
  const [first] = others;
  if (!first) return [];
  return [
    '',
    paint('title', 'Other right answers'),
    ...others.flatMap((variant) => {
      const [path = ''] = Object.keys(ownFiles(kata, variant));
      const idea = wrap(ideaOf(variant.files[path] ?? ''), width - 4);
      return ['', `  ${shownPath(kata, path, variant)}`, ...idea.map((line) => `    ${line}`)];
    }),
    '',
    `  One of them beside yours: npx dojo solution ${kata.slug} --other ${first.name}`,
  ];
}

/** What a right answer says of itself in its first comment. */
function ideaOf(text: string): string {
  const [, line = '', block = ''] =
    /^(?:\/\/ (.*(?:\n\/\/ .*)*)|\/\*\*?([^]*?)\*\/)/m.exec(text) ?? [];
  return (line === '' ? block.replaceAll(/^\s*\* ?/gm, '') : line.replaceAll(/\n\/\/ /g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}
