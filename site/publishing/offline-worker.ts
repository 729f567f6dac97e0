/// <reference lib="webworker" />
/**
 * Keeps the whole site in the reader's browser, so that it can be read without a network. Whoever
 * has a network gets what is published now: what is kept comes only when nothing else does.
 *
 * The build bundles this, with the list of files, into `offline-worker.js`.
 */
declare const self: ServiceWorkerGlobalScope;
/** Every file to keep, by its path below the base, with a hash of what is in it. */
declare const FILES: Readonly<Record<string, string>>;

/** Where the site begins, with a slash at the end. */
const SITE = self.registration.scope;
const SHELF = `durable-dojo ${SITE}`;
/** These have a hash of their content in their names. */
const NEVER_CHANGES = /^(?:_astro|pagefind\/(?:fragment|index))\//;
/** For how long a network that says nothing is waited for, when there is something to show. */
const PATIENCE_MS = 4_000;
const AT_ONCE = 6;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (path === undefined || request.method !== 'GET') return;
  if (path in FILES && NEVER_CHANGES.test(path)) {
    event.respondWith(kept(path).then((response) => response ?? fetch(request)));
  } else if (path in FILES || request.mode === 'navigate') {
    event.respondWith(newest(request, path));
  }
});

/** The key of a file on the shelf; it changes with the file, so what did not change stays there. */
function keyOf(path: string): string {
  return new URL(`${path}?kept=${FILES[path]}`, SITE).href;
}

/** The path that a file is kept by; nothing for what lies outside of the site. */
function pathOf(url: string): string | undefined {
  const { origin, pathname } = new URL(url);
  const site = new URL(SITE);
  if (origin !== site.origin || !pathname.startsWith(site.pathname)) return undefined;
  const path = pathname.slice(site.pathname.length).replace(/(^|\/)index\.html$/, '$1');
  return `${path}/` in FILES ? `${path}/` : path;
}

/** Brings what is missing. Where that breaks off, the next visit goes on from there. */
async function keepAll(): Promise<void> {
  const shelf = await caches.open(SHELF);
  const there = new Set((await shelf.keys()).map(({ url }) => url));
  const missing = Object.keys(FILES).filter((path) => !there.has(keyOf(path)));
  const bring = async (): Promise<void> => {
    for (let path = missing.shift(); path !== undefined; path = missing.shift()) {
      const response = await fetch(new URL(path, SITE), { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${path} answers ${response.status}.`);
      await shelf.put(keyOf(path), response);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, bring));
}

async function forgetOlder(): Promise<void> {
  const shelf = await caches.open(SHELF);
  const current = new Set(Object.keys(FILES).map(keyOf));
  const older = (await shelf.keys()).filter(({ url }) => !current.has(url));
  await Promise.all(older.map((request) => shelf.delete(request)));
}

async function kept(path: string): Promise<Response | undefined> {
  if (!(path in FILES)) return undefined;
  const shelf = await caches.open(SHELF);
  return shelf.match(keyOf(path));
}

/** What the network has; else what is kept; else, for a page, words about that. */
async function newest(request: Request, path: string): Promise<Response> {
  const network = fetch(request);
  const old = await kept(path);
  try {
    return await (old ? Promise.race([network, outOfPatience()]) : network);
  } catch (cause) {
    network.catch(() => undefined);
    const instead = old ?? (request.mode === 'navigate' ? await offline(path) : undefined);
    if (instead) return instead;
    throw cause;
  }
}

/** Words about that, in the language of an address. */
async function offline(path: string): Promise<Response | undefined> {
  const [language] = path.split('/');
  return (await kept(`${language}/offline/`)) ?? kept('offline/');
}

function outOfPatience(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('The network says nothing.')), PATIENCE_MS);
  });
}
