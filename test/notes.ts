import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../src/course/files.ts';
import { playsChaos, SUITE, type Kata } from '../src/course/kata.ts';
import { suiteChecks } from '../src/course/suite-checks.ts';

/** What notes for facilitators are held against. */
export interface Taught {
  readonly kata: Kata;
  /** What the lesson's page says of its time. */
  readonly minutes: { readonly read: number; readonly kata: number };
  /** What a learner reads for each mistake, by its name: `undo-fifo.txt`. */
  readonly transcripts: Files;
}

/** The course around the notes, and its command line. */
export interface Surroundings {
  /** The repository, whose files are copied. */
  readonly root: string;
  /** Names of npm scripts. */
  readonly scripts: readonly string[];
  /** The help of a subcommand of `dojo`; undefined when there is none of that name. */
  readonly help: (command: string) => string | undefined;
}

/** The headings that all notes have, in this order; others may stand between them. */
export const HEADINGS = [
  'To open',
  'How people go wrong',
  'Show it live',
  'To close',
  'Faster and slower',
  'Commands',
] as const;

/** A section is read from a screen while people wait. */
const LONGEST = 2500;

/** What is wrong with the notes for facilitators of one kata, a line for each. */
export function noteProblems(notes: string, taught: Taught, around: Surroundings): string[] {
  return [
    ...beginning(notes, taught),
    ...headings(notes),
    ...checks(notes, taught),
    ...mistakes(notes, taught),
    ...names(notes, taught, around),
    ...live(notes, taught),
    ...commands(notes, taught, around),
  ];
}

function beginning(notes: string, { minutes }: Taught): string[] {
  const problems: string[] = [];
  if (!/^# .+: notes for facilitators\n/.test(notes)) problems.push('has no title');
  if (!/^\*\*The idea in one sentence:\*\* .+\.$/m.test(notes)) problems.push('has no idea');
  const plan =
    /^Plan (\d+) minutes to read, (\d+) for the kata and (\d+) to close\. .+$/m.exec(notes) ?? [];
  const [, read, kata] = plan.map(Number);
  if (read !== minutes.read || kata !== minutes.kata) {
    problems.push(
      `plans ${read} and ${kata} minutes, the page ${minutes.read} and ${minutes.kata}`,
    );
  }
  return problems;
}

function headings(notes: string): string[] {
  const there = [...prose(notes).matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
  const places = HEADINGS.map((title) => there.indexOf(title));
  const missing = HEADINGS.filter((_, index) => places[index] === -1);
  if (missing.length > 0) return missing.map((title) => `has no section “${title}”`);
  const sorted = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
  return sorted ? [] : ['has its sections in another order than all others'];
}

function checks(notes: string, taught: Taught): string[] {
  const there = checkSections(notes);
  const due = checkIds(taught);
  return [
    ...due.filter((id) => !there.has(id)).map((id) => `has no section ${id}`),
    ...[...there.keys()]
      .filter((id) => !due.includes(id))
      .map((id) => `has a section ${id}, and the suite no such check`),
    ...[...there].flatMap(([id, text]) => [
      ...(ITALIC.test(text) ? [] : [`has nothing to ask under ${id}`]),
      ...(text.length > LONGEST ? [`says too much under ${id}: ${text.length} characters`] : []),
    ]),
  ];
}

function mistakes(notes: string, { kata, transcripts }: Taught): string[] {
  const sections = checkSections(notes);
  const known = new Set(kata.mistakes.map(({ name }) => name));
  const problems: string[] = [];
  for (const { name, caughtBy } of kata.mistakes) {
    const where = [...sections].filter(([, text]) => named(text).includes(name));
    if (where.length === 0) problems.push(`names ${name} nowhere`);
    for (const [id] of where) {
      if (id !== caughtBy) problems.push(`names ${name} under ${id}, and ${caughtBy} catches it`);
    }
  }
  for (const [id, text] of sections) {
    for (const item of text.split(/^- /m).slice(1)) {
      const those = named(item);
      if (those.length === 0) continue;
      for (const name of those.filter((each) => !known.has(each))) {
        problems.push(`names ${name} under ${id}, and there is no such mistake`);
      }
      if (!ITALIC.test(item)) problems.push(`asks nothing about ${those.join(', ')}`);
      const shown = those.map((name) => flat(transcripts[`${name}.txt`] ?? ''));
      const quotes = verdicts(item);
      if (quotes.length === 0) problems.push(`does not quote the verdict on ${those.join(', ')}`);
      for (const quote of quotes.filter((each) => !shown.some((text) => says(text, each)))) {
        problems.push(`quotes “${quote}”, and nobody reads that with ${those.join(', ')}`);
      }
    }
  }
  return problems;
}

/** Checks, answers and files that are named in passing. */
function names(notes: string, taught: Taught, { root }: Surroundings): string[] {
  const { kata } = taught;
  const due = checkIds(taught);
  const variants = new Set(kata.alsoRight.map(({ name }) => `also-${name}`));
  return [...prose(notes).matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']): string[] => {
    if (code.startsWith(`${kata.slug}/`)) return due.includes(code) ? [] : [`names ${code}`];
    const [, also] = /^(?:[a-z]+\.)?(also-[a-z0-9-]+)(?:\.ts)?$/.exec(code) ?? [];
    if (also !== undefined) return variants.has(also) ? [] : [`names ${code}`];
    if (!/^(katas|solutions|lessons|answers)\/\S+$/.test(code)) return [];
    if (code === `answers/${kata.lesson.folder}`) return [];
    return existsSync(join(root, code)) ? [] : [`names ${code}`];
  });
}

/** The demonstration is played, where a death of its Worker can show something. */
function live(notes: string, { kata }: Taught): string[] {
  const section = /^## Show it live\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(notes)?.[1] ?? '';
  const lines = shellLines(section).map((line) => line.split(' '));
  const plays = lines.filter(([, dojo, name]) => dojo === 'dojo' && name === 'chaos');
  if (!playsChaos(kata)) {
    if (plays.length > 0) return ['plays chaos, which has nothing to kill here'];
    return lines.some(([npx]) => npx === 'npx') ? [] : ['shows nothing live'];
  }
  if (plays.length === 0) return ['plays no chaos'];
  return plays
    .filter((words) => !words.includes('--seed') && !words.includes('--at'))
    .map(() => 'plays a chaos that is another one each time: give it --seed or --at');
}

function commands(notes: string, taught: Taught, around: Surroundings): string[] {
  const inline = [...prose(notes).matchAll(/`((?:npx dojo|npm) [^`\n]+)`/g)].map(
    ([, line = '']) => line,
  );
  return [...shellLines(notes), ...inline].flatMap((line) => {
    const wrong = wrongWith(line.split(/\s+/), taught, around);
    return wrong === undefined ? [] : [`has the command \`${line}\`: ${wrong}`];
  });
}

function wrongWith(
  [program, ...words]: string[],
  taught: Taught,
  around: Surroundings,
): string | undefined {
  switch (program) {
    case 'npx':
      return words[0] === 'dojo' ? wrongDojo(words.slice(1), taught, around) : 'npx runs dojo';
    case 'npm': {
      const script = words[0] === 'run' ? words[1] : words[0];
      return around.scripts.includes(script ?? '') ? undefined : `there is no script ${script}`;
    }
    case 'cp':
      return wrongCopy(words, taught, around);
    default:
      return 'nobody knows whether this works';
  }
}

function wrongDojo(
  [command = '', ...rest]: readonly string[],
  { kata }: Taught,
  { help }: Surroundings,
): string | undefined {
  const text = help(command);
  if (text === undefined) return `there is no command ${command}`;
  const words = [...rest];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!word.startsWith('-')) {
      if (word !== kata.slug) return `it is about ${word}`;
      continue;
    }
    const option = new RegExp(`^ +(?:-\\w, )?${word}( <\\S+>)?\\s`, 'm').exec(text);
    if (!option) return `it has no option ${word}`;
    if (option[1] === undefined) continue;
    const given = words.shift() ?? '';
    if (word === '--other' && !kata.alsoRight.some(({ name }) => name === given)) {
      return `there is no other answer ${given}`;
    }
    if (/^--(seed|at|kills)$/.test(word) && !/^\d+$/.test(given)) return `${word} is a number`;
  }
  return undefined;
}

/** Answers are copied to where the learner's files are. */
function wrongCopy(
  words: readonly string[],
  { kata }: Taught,
  { root }: Surroundings,
): string | undefined {
  const all = words.flatMap(unfolded);
  const to = all.at(-1) ?? '';
  const folder = `answers/${kata.lesson.folder}/`;
  for (const from of all.slice(0, -1)) {
    if (!existsSync(join(root, from))) return `there is no ${from}`;
    const file = to.endsWith('/') ? `${to}${from.split('/').at(-1)}` : to;
    if (!file.startsWith(folder) || !kata.editable.includes(file.slice(folder.length))) {
      return `no answer has the file ${file}`;
    }
  }
  return all.length > 1 ? undefined : 'it copies nothing';
}

/** `{a,b}.ts` as a shell reads it. */
function unfolded(word: string): string[] {
  const [all, before = '', choices = '', after = ''] = /^(.*)\{(.+)\}(.*)$/.exec(word) ?? [];
  if (all === undefined) return [word];
  return choices.split(',').map((choice) => `${before}${choice}${after}`);
}

/** What stands under each `### saga/keeps-undoing`. */
function checkSections(notes: string): Map<string, string> {
  const found = prose(notes).matchAll(/^### (\S+)\n([\s\S]*?)(?=^##|$(?![\s\S]))/gm);
  return new Map([...found].map(([, id = '', text = '']) => [id, text]));
}

function checkIds({ kata }: Taught): string[] {
  return suiteChecks(kata.pristine[SUITE] ?? '').map(({ id }) => `${kata.slug}/${id}`);
}

/** The mistakes of a text, each in brackets: [`undo-impatient`, `undo-three-tries`]. */
function named(text: string): string[] {
  const brackets = text.matchAll(/\[(`[a-z0-9-]+`(?:, `[a-z0-9-]+`)*)\]/g);
  return [...brackets].flatMap(([, inside = '']) => inside.replaceAll('`', '').split(', '));
}

/** What to ask stands in italics. */
const ITALIC = /(?<![\w`])_[^_]+_/;

/** The quotes between `Verdict` and the question. */
function verdicts(item: string): string[] {
  const said = /\bVerdict\b(.*?)(?= _|$)/m.exec(item)?.[1] ?? '';
  return [...said.matchAll(/“([^”]+)”/g)].map(([, quote = '']) => quote);
}

/** Whether a text has a quote; what is left out is marked by an ellipsis. */
function says(text: string, quote: string): boolean {
  let from = 0;
  return quote
    .replace(/\.$/, '')
    .split('…')
    .every((part) => {
      const place = text.indexOf(part.trim(), from);
      from = place + part.trim().length;
      return place >= 0;
    });
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** The lines of the shell blocks, without what they say about themselves. */
function shellLines(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)];
  return blocks
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/(^|\s+)# .*$/, '').trim())
    .filter((line) => line !== '');
}

/** The text without its blocks of code. */
function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}
