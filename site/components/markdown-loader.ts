import type { Loader } from 'astro/loaders';

/** A piece of Markdown, with what a page has to know of it. */
export interface Piece {
  readonly id: string;
  readonly data: Record<string, unknown>;
  readonly body: string;
}

/**
 * Loads pieces of Markdown that stand somewhere in the course's files, and again when one of these
 * changes while somebody writes.
 *
 * @param ending how the paths of these files end: `/hints.md`
 */
export function markdownLoader(
  name: string,
  ending: string,
  pieces: () => Promise<readonly Piece[]>,
): Loader {
  return {
    name,
    async load(context) {
      const read = async (): Promise<void> => {
        context.store.clear();
        for (const { id, data, body } of await pieces()) {
          const parsed = await context.parseData({ id, data });
          const rendered = await context.renderMarkdown(body);
          context.store.set({ id, data: parsed, body, rendered });
        }
      };
      await read();
      context.watcher?.on('change', (path) => {
        if (path.endsWith(ending)) void read();
      });
    },
  };
}
