import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Loader } from 'astro/loaders';

/** Reads CONTRIBUTING.md; the entry `Add a lesson` is what stands below that heading. */
export const contributing: Loader = {
  name: 'contributing',
  async load(context) {
    const read = async (): Promise<void> => {
      context.store.clear();
      const text = await readFile(join(process.cwd(), 'CONTRIBUTING.md'), 'utf8');
      const [, ...sections] = text.split(/^## /m);
      for (const section of sections) {
        const [title = ''] = section.split('\n', 1);
        const body = section.slice(title.length).trim();
        const data = await context.parseData({ id: title, data: { title } });
        context.store.set({ id: title, data, body, rendered: await context.renderMarkdown(body) });
      }
    };
    await read();
    context.watcher?.on('change', (path) => {
      if (path.endsWith('/CONTRIBUTING.md')) void read();
    });
  },
};
