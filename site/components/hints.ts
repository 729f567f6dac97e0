import { readKatas } from '../../src/course/katas.ts';
import { markdownLoader } from './markdown-loader.ts';

/** Reads every hint of every kata; the entry `saga/2` is the second hint of the saga kata. */
export const hints = markdownLoader('hints', '/hints.md', async () => {
  const katas = await readKatas(process.cwd());
  return katas.flatMap(({ slug, hints: all }) =>
    all.map(({ title, text }, index) => ({
      id: `${slug}/${index + 1}`,
      data: { kata: slug, title },
      body: text,
    })),
  );
});
