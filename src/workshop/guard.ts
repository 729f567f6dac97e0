import { hostname } from 'node:os';
import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';

/** What a request may carry, in bytes: events, and a hand with an answer and its run. */
export const SMALL = 128_000;
export const LARGE = 1_500_000;

/** Refuses a body of more bytes. */
export function atMost(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (context) => {
      // The rest of it is not read, so nothing else can come this way.
      context.header('connection', 'close');
      return context.json({ error: 'This is too much at once.' }, 413);
    },
  });
}

/** What every answer says to browsers: nothing of this may be put into other pages, or load any. */
export const headers: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
  // The room speaks plain HTTP.
  strictTransportSecurity: false,
});

/**
 * Answers only who names this machine: by an address, or by its own name. A foreign page that has
 * its name point here (DNS rebinding) names itself.
 */
export const knownHost: MiddlewareHandler = async (context, next) => {
  if (isOurs(context.req.header('host') ?? '')) return next();
  return context.text('This is not the name of a machine that has the board.', 421);
};

/** @internal */
export function isOurs(host: string): boolean {
  const [, name = ''] = /^(.*?)(?::\d{1,5})?$/.exec(host.toLowerCase()) ?? [];
  const bare = /^\[(.*)\]$/.exec(name)?.[1] ?? name;
  if (isIP(bare) !== 0 || bare === 'localhost') return true;
  const own = hostname().toLowerCase();
  return bare === own || bare === `${own}.local` || bare === own.split('.')[0];
}

/** Refuses what another page has a browser send here. */
export const sameSite: MiddlewareHandler = async (context, next) => {
  const { req } = context;
  if (['GET', 'HEAD'].includes(req.method)) return next();
  const site = req.header('sec-fetch-site');
  const origin = req.header('origin');
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== new URL(req.url).origin);
  if (foreign) return context.json({ error: 'This comes from another page.' }, 403);
  const json = req.header('content-type')?.startsWith('application/json') ?? false;
  // A form of another page can send no JSON.
  if (!json && req.method !== 'DELETE') {
    return context.json({ error: 'This takes JSON.' }, 415);
  }
  return next();
};

/** What is said of people is kept by no browser. */
export const unkept: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('cache-control', 'no-store');
};
