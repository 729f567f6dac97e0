/** Has the site's own pages in every language: Starlight sees to the lessons only. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { OTHERS } from '../components/languages.ts';

export function ownPages(): AstroIntegration {
  return {
    name: 'own-pages',
    hooks: {
      'astro:config:setup': ({ injectRoute }) => {
        const folder = new URL('../pages/', import.meta.url);
        const pages = readdirSync(folder, { recursive: true })
          .map((path) => String(path).replaceAll('\\', '/'))
          .filter((path) => path.endsWith('.astro'));
        for (const language of OTHERS) {
          for (const page of pages) {
            const path = page.replace(/(?:(?:^|\/)index)?\.astro$/, '');
            injectRoute({
              pattern: path === '' ? `/${language}` : `/${language}/${path}`,
              entrypoint: fileURLToPath(new URL(page, folder)),
            });
          }
        }
      },
    },
  };
}
