import { join } from 'node:path';
import { build } from 'esbuild';
import { COLORS } from '../kit/history-colors.ts';
import { escaped } from '../kit/markup.ts';
import type { KitFacts } from './facts.ts';
import { SUMMARY_STYLE } from './summary-page.ts';

const PAGES = join(import.meta.dirname, 'pages');

/** Scripts and styles of the pages, by their address. */
export type Assets = ReadonlyMap<string, { readonly type: string; readonly text: string }>;

/** Makes the pages' scripts, once when the board starts: some 30 ms. */
export async function buildAssets(): Promise<Assets> {
  const { outputFiles } = await build({
    entryPoints: [join(PAGES, 'wall.tsx'), join(PAGES, 'lead.tsx'), join(PAGES, 'board.css')],
    outdir: '/pages',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The colors of the terminal's drawings are those of the board.
    banner: { css: COLORS },
    logLevel: 'silent',
  });
  const built = outputFiles.map(
    ({ path, text }) => [path.split(/[\\/]/).at(-1) ?? '', text] as const,
  );
  return new Map(
    [...built, ['summary.css', SUMMARY_STYLE] as const].map(([name, text]) => [
      `/pages/${name}`,
      { type: name.endsWith('.css') ? 'text/css' : 'text/javascript', text },
    ]),
  );
}

/** A page whose script does all. */
export function shell(title: string, script: string): string {
  return page(
    title,
    `<div id="app"><p class="quiet">Opening the board …</p></div>
<noscript><p>The board needs JavaScript.</p></noscript>
<script type="module" src="/pages/${script}.js"></script>`,
  );
}

/** What a browser shows that comes to the board's address: how to join. */
export function joinPage(title: string, host: string, kit: KitFacts | undefined): string {
  const get = kit
    ? `<h2>1. Get the course</h2>
<p>With Node 20 or newer on your machine; nothing comes from the internet:</p>
<pre><code>${escaped(kit.command)}</code></pre>
<p>It says how the checksum of what it fetches begins: ${kit.bundles.map(({ platform, print }) => `<code>${escaped(print)}</code> for ${escaped(platform)}`).join(', ')}. Who has the course already goes on.</p>
<h2>2. Join</h2>`
    : '<h2>Join</h2>';
  return page(
    title,
    `<main class="join">
<h1>${escaped(title)}</h1>
${get}
<p>In the folder of the course, with the code that stands on the screen of the room:</p>
<pre><code>npx dojo join ${escaped(host)} <var>CODE</var></code></pre>
<p>Then <code>npm start</code>. Your instructor sees which checks pass, and never your code, unless you ask for help and agree to what is shown.</p>
</main>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/pages/board.css">
<link rel="icon" href="data:,">
</head>
<body>
${body}
</body>
</html>
`;
}
