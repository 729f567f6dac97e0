import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { markdownLoader } from './markdown-loader.ts';

/** Reads CONTRIBUTING.md; the entry `Add a lesson` is what stands below that heading. */
export const contributing = markdownLoader('contributing', '/CONTRIBUTING.md', async () => {
  const text = await readFile(join(process.cwd(), 'CONTRIBUTING.md'), 'utf8');
  const [, ...sections] = text.split(/^## /m);
  return sections.map((section) => {
    const [title = ''] = section.split('\n', 1);
    return { id: title, data: { title }, body: section.slice(title.length).trim() };
  });
});
