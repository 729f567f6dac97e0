import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { CourseError } from '../../course/error.ts';
import { writeWhole } from '../../course/files.ts';
import type { Kata } from '../../course/kata.ts';
import { readKatas } from '../../course/katas.ts';
import { progressText, readProgressText, type KataProgress } from '../../course/progress-text.ts';
import { suiteVersion } from '../../course/suite-version.ts';
import { solvedSlugs } from '../at-hand.ts';
import { columns } from '../columns.ts';
import { EXIT } from '../exit.ts';
import { outline, outlineLines } from '../outline.ts';
import { progressBar } from '../progress-bar.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';

/** Says how far the course has come. */
export async function progress({ json = false }: { readonly json?: boolean }): Promise<number> {
  const { katas, known } = await read();
  const rows = await outline(ROOT, katas, known);
  const solved = new Set(rows.flatMap(({ slug, state }) => (state === 'solved' ? slug : [])));
  if (json) {
    const all = rows.map((row, index) => withNotes(row, known, katas[index]));
    console.log(JSON.stringify({ solved: solved.size, of: rows.length, katas: all }, undefined, 2));
    return EXIT.pass;
  }
  console.log(progressBar(katas, solved));
  const begun = rows.filter(({ state }) => state === 'open');
  if (begun.length > 0) console.log(`\nBegun:\n${outlineLines(begun, columns()).join('\n')}`);
  const next = begun[0] ?? rows.find(({ state }) => state === 'new');
  if (next) console.log(`\nGo on: npx dojo start ${next.slug}`);
  console.log(`${next ? '' : '\n'}Take it along: npx dojo progress export progress.txt`);
  return EXIT.pass;
}

function withNotes<Row extends object>(row: Row, known: Progress, kata: Kata | undefined) {
  if (!kata) return row;
  const solvedAt = known.solvedAt(kata);
  return { ...row, ...(solvedAt ? { solvedAt } : {}), hints: known.hints(kata).opened };
}

/** Writes progress as a short text, for another machine or the site. */
export async function exportProgress(file: string | undefined): Promise<number> {
  const { katas, known } = await read();
  const taken = known.taken(katas);
  const text = progressText(taken);
  if (file === undefined) {
    process.stdout.write(text);
    return EXIT.pass;
  }
  await writeWhole(resolve(file), text);
  console.log(`Wrote ${file}. Elsewhere, type: npx dojo progress import ${file}`);
  return EXIT.pass;
}

/** Adds what was exported elsewhere; from a file, or what is typed or piped in. */
export async function importProgress(file: string): Promise<number> {
  const arrived = readProgressText(await exported(file));
  const { katas, known } = await read();
  const before = await solvedSlugs(ROOT, katas, known);
  await known.add(arrived);
  const after = await solvedSlugs(ROOT, katas, known);
  const gained = [...after].filter((slug) => !before.has(slug));
  console.log(
    gained.length > 0 ? `Now solved here too: ${gained.join(', ')}.` : 'No kata is newly solved.',
  );
  for (const each of arrived) {
    const why = whyOpen(each, katas, after);
    if (why !== undefined) console.log(`${each.slug}: ${why}`);
  }
  console.log(`\n${progressBar(katas, after)}`);
  return EXIT.pass;
}

/** Why a kata that was solved elsewhere is not solved here. */
function whyOpen(
  { slug, suite, solved }: KataProgress,
  katas: readonly Kata[],
  now: ReadonlySet<string>,
): string | undefined {
  if (!solved || now.has(slug)) return undefined;
  const kata = katas.find((each) => each.slug === slug);
  if (!kata) return 'this course has no such kata; `git pull` may bring it.';
  if (suiteVersion(kata) !== suite)
    return 'solved for another version of its checks, so it stays open.';
  return 'you have begun another answer here, so it stays open until that passes.';
}

async function exported(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  return readFile(resolve(file), 'utf8').catch((cause: unknown) => {
    throw new CourseError(
      `${file} cannot be read.`,
      'Name a file that `npx dojo progress export` wrote, or - for what is piped in.',
      { kind: 'usage', cause },
    );
  });
}

async function read(): Promise<{ katas: Kata[]; known: Progress }> {
  const known = await Progress.read(ROOT, (line) => console.error(line));
  return { katas: await readKatas(ROOT), known };
}
