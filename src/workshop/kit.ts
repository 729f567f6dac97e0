import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { readKit } from './bundles.ts';
import { kitPackage } from './kit-package.ts';

/** A name, an IPv4 address or an IPv6 address in brackets, and perhaps a port. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** One range of bytes; whoever asks for something else gets the whole. */
const RANGE = /^bytes=(?:\d+-\d*|-\d+)$/;

/**
 * Serves the offline bundles of a folder to a room, and the package that fetches them: what
 * `kitCommand` says is all that a learner types. To be mounted by the board, at `/kit`. The folder
 * is read at each request, so a bundle may be added at any time.
 *
 * - `dojo.tgz`: the package.
 * - `bundles.json`: which bundles there are now. npx keeps a package that it has once fetched.
 * - `dojo-linux-x64.tar` and the like: a bundle, whole or a range of it. Its `ETag` is its SHA-256.
 */
export function kitRoutes(folder: string): Hono {
  const app = new Hono();
  app.get('/dojo.tgz', async (context) => {
    const host = context.req.header('host') ?? '';
    if (!HOST.test(host)) return context.text('This is no address of a board.\n', 400);
    const board = `http://${host}`;
    const kit = board + context.req.path.slice(0, -'/dojo.tgz'.length);
    const { bundles } = await readKit(folder);
    context.header('Cache-Control', 'no-cache');
    context.header('Content-Type', 'application/gzip');
    return context.body(await kitPackage({ board, kit }, bundles));
  });
  app.get('/bundles.json', async (context) => {
    context.header('Cache-Control', 'no-store');
    return context.json((await readKit(folder)).bundles);
  });
  app.get('/:file', async (context) => {
    const name = context.req.param('file');
    const bundle = (await readKit(folder)).bundles.find(({ file }) => file === name);
    if (bundle === undefined) return context.text('There is no such bundle here.\n', 404);
    const tag = `"${bundle.sha256}"`;
    context.header('ETag', tag);
    context.header('Accept-Ranges', 'bytes');
    // Of a bundle that is another by now, no part fits to what somebody has.
    const wanted = context.req.header('if-match');
    if (wanted !== undefined && wanted !== '*' && wanted !== tag) {
      return context.text('The bundle is another by now.\n', 412);
    }
    const part = context.req.header('range');
    const only = context.req.header('if-range');
    if (part !== undefined && ((only !== undefined && only !== tag) || !RANGE.test(part))) {
      const headers = new Headers(context.req.raw.headers);
      headers.delete('range');
      context.req.raw = new Request(context.req.url, { headers, method: context.req.method });
    }
    const serve = serveStatic({ path: join(folder, bundle.file), root: '' });
    return (await serve(context, async () => undefined)) ?? context.notFound();
  });
  return app;
}
