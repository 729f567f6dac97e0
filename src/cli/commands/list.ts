import { readAnswer } from '../../course/answer.ts';
import { readKatas } from '../../course/katas.ts';
import { readFrontmatter } from '../../course/lesson.ts';
import { EXIT } from '../exit.ts';
import { paint } from '../paint.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';

/** Prints all katas in their order, and which are solved. */
export async function list({ json = false }: { readonly json?: boolean }): Promise<number> {
  const progress = await Progress.read(ROOT, (line) => console.error(line));
  const katas = await Promise.all(
    (await readKatas(ROOT)).map(async (kata) => {
      const { title, minutes } = await readFrontmatter(ROOT, kata.lesson);
      const { files, untouched } = await readAnswer(ROOT, kata);
      const state = progress.isSolved(kata, files) ? 'solved' : untouched ? 'new' : 'open';
      return { slug: kata.slug, number: kata.lesson.number, title, minutes: minutes.kata, state };
    }),
  );
  if (json) {
    console.log(JSON.stringify(katas, undefined, 2));
    return EXIT.pass;
  }
  const widest = Math.max(...katas.map(({ slug }) => slug.length));
  for (const { slug, number, title, minutes, state } of katas) {
    const mark = { solved: paint('good', '✓'), open: paint('look', '…'), new: ' ' }[state];
    const name = paint('strong', slug.padEnd(widest));
    console.log(
      `${mark} ${String(number).padStart(2)}  ${name}  ${title}  ${paint('quiet', `${minutes} min`)}`,
    );
  }
  const solved = katas.filter(({ state }) => state === 'solved').length;
  console.log(
    `\n${solved} of ${katas.length} solved. Begin one: npx dojo start ${katas[0]?.slug ?? ''}`,
  );
  return EXIT.pass;
}
