import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface StaticServer {
  /** Where the site begins: origin and base path, with a slash at the end. */
  readonly url: string;
  /** What it sends with each answer from now on. */
  headers: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Serves a folder below a base path, as plainly as any file host would: no rewriting. */
export async function serveFolder(folder: string, base: string): Promise<StaticServer> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname)).replaceAll('\\', '/');
    const file = path.endsWith('/') ? `${path}index.html` : path;
    readFile(join(folder, file.slice(base.length - 1))).then(
      (body) => {
        const known = file.startsWith(base);
        response.writeHead(known ? 200 : 404, {
          ...served.headers,
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        });
        response.end(known ? body : undefined);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const served: StaticServer = {
    headers: {},
    url: `http://127.0.0.1:${port}${base}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
  return served;
}
