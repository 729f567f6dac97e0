import { resolve } from 'node:path';
import { CourseError } from '../../course/error.ts';
import { writeWhole } from '../../course/files.ts';
import { readKatas } from '../../course/katas.ts';
import { historyPage } from '../../kit/history-page.ts';
import { historySvg } from '../../kit/history-svg.ts';
import { kataMeant } from '../at-hand.ts';
import { columns } from '../columns.ts';
import { EXIT } from '../exit.ts';
import { historyText } from '../history-text.ts';
import { readLastRun } from '../last-run.ts';
import { printPaged } from '../pager.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';

export interface HistoryOptions {
  readonly all?: boolean;
  readonly html?: string;
  readonly svg?: string;
  readonly json?: boolean;
  /** `--no-pager` makes it false. */
  readonly pager?: boolean;
}

/**
 * Draws the run that the last verdict on a kata was about, or `chaos`: in the terminal, or into files.
 *
 * @throws CourseError when no run is kept
 */
export async function history(
  word: string | undefined,
  { all = false, html, svg, json = false, pager = true }: HistoryOptions,
): Promise<number> {
  const progress = await Progress.read(ROOT, (line) => console.error(line));
  const kata = await kataMeant(ROOT, await readKatas(ROOT), progress, word);
  if (!kata) return EXIT.pass;
  const run = await readLastRun(ROOT, kata);
  if (!run) throw nothingKept(kata.slug);
  if (json) {
    console.log(JSON.stringify({ kata: kata.slug, ...run }, undefined, 2));
    return EXIT.pass;
  }
  if (html !== undefined) await write(html, historyPage(run, { all }));
  if (svg !== undefined) await write(svg, historySvg(run, { all }));
  if (html !== undefined || svg !== undefined) return EXIT.pass;
  const text = historyText(run, { all, width: columns() });
  if (pager) await printPaged(text);
  else console.log(text);
  return EXIT.pass;
}

function nothingKept(slug: string): CourseError {
  return new CourseError(
    `No run of ${slug} is kept that could be drawn.`,
    `\`npx dojo check ${slug}\` keeps the run of the first check that fails, and \`npx dojo chaos ${slug}\` the one that it played. An answer that does not load has none, nor has a check that judges data.`,
    { kind: 'usage' },
  );
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeWhole(resolve(file), text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (!['EISDIR', 'ENOTDIR', 'EEXIST'].includes(code ?? '')) throw cause;
    throw new CourseError(
      `${file} cannot be written: it is a folder, or its folder is a file.`,
      'Name a file, as in: npx dojo history --html run.html',
      { kind: 'usage', cause },
    );
  }
  console.log(`Wrote ${file}.`);
}
