import type { Loader } from 'astro/loaders';
import { readKatas } from '../../src/course/katas.ts';

/** Reads every hint of every kata; the entry `saga/2` is the second hint of the saga kata. */
export const hints: Loader = {
  name: 'hints',
  async load(context) {
    const read = async (): Promise<void> => {
      context.store.clear();
      for (const { slug, hints: all } of await readKatas(process.cwd())) {
        for (const [index, { title, text }] of all.entries()) {
          const id = `${slug}/${index + 1}`;
          const data = await context.parseData({ id, data: { kata: slug, title } });
          context.store.set({ id, data, body: text, rendered: await context.renderMarkdown(text) });
        }
      }
    };
    await read();
    context.watcher?.on('change', (path) => {
      if (path.endsWith('/hints.md')) void read();
    });
  },
};
