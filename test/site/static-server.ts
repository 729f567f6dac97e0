import { createServer, type Server, type ServerResponse } from 'node:http';
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
  /** What it sends with each answer from now on. */
  headers: Readonly<Record<string, string>>;
  /** Whether it leaves all requests without an answer from now on. */
  silent: boolean;
  stop(): Promise<void>;
}

/**
 * Serves a folder below a base path, as plainly as any file host would: no rewriting, and text is
 * compressed by gzip, which every host can do.
 */
export async function serveFolder(folder: string, base: string): Promise<StaticServer> {
  const server: Server = createServer((request, response) => {
    if (served.silent) return;
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname)).replaceAll('\\', '/');
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    const packs = COMPRESSED.test(type) && /\bgzip\b/.test(`${request.headers['accept-encoding']}`);
    readFile(join(folder, file.slice(base.length - 1)))
      .then((body) => (packs ? promisify(gzip)(body) : body))
      .then(
        (body) => {
          if (!file.startsWith(base)) return refuse(response);
          const encoding = packs ? { 'content-encoding': 'gzip' } : {};
          response
            .writeHead(200, { ...served.headers, 'content-type': type, ...encoding })
            .end(body);
        },
        () => refuse(response),
      );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const served: StaticServer = {
    headers: {},
    silent: false,
    url: `http://127.0.0.1:${port}${base}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
  return served;
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.');
}

/** What a `_headers` says for hosts: by the pattern of the addresses, names and values. */
export function headersIn(text: string): Map<string, Record<string, string>> {
  const all = new Map<string, Record<string, string>>();
  let pattern = '';
  for (const line of text.split('\n').filter(Boolean)) {
    const [, name, value] = /^ {2}([A-Za-z-]+): (.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) pattern = line;
    else all.set(pattern, { ...all.get(pattern), [name]: value });
  }
  return all;
}
