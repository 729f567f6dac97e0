import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What hosts compress; other files are compressed already. */
const COMPRESSED = /^text|javascript|json|svg|wasm/;

export interface StaticServer {
  /** Where the site begins: origin and base path, with a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves a folder below a base path, as plainly as any file host would: no rewriting, and text is
 * compressed by gzip, which every host can do.
 */
export async function serveFolder(folder: string, base: string): Promise<StaticServer> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname)).replaceAll('\\', '/');
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const packs = COMPRESSED.test(type) && /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
    readFile(join(folder, file.slice(base.length - 1)))
      .then((body) => (packs ? promisify(gzip)(body) : body))
      .then(
        (body) => {
          const known = file.startsWith(base);
          response.writeHead(known ? 200 : 404, {
            'content-type': type,
            ...(packs ? { 'content-encoding': 'gzip' } : {}),
          });
          response.end(known ? body : undefined);
        },
        () => response.writeHead(404).end(),
      );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${base}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
