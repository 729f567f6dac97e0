import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { BEAT_MS } from './limits.ts';

/** Changes that come within this time are told together, in milliseconds. */
const TOGETHER_MS = 50;

/** Something that a stream tells, by its name. */
export interface News {
  readonly event: string;
  readonly data: unknown;
}

export interface StreamSource {
  /**
   * What there is to tell since the last time; called again as soon as the one before was sent, so
   * a slow reader gets less often what is newer, and never a queue. `undefined` ends the stream.
   */
  readonly news: () => readonly News[] | undefined;
  /** Calls back when something changed, until what it returns is called. */
  readonly follow: (changed: () => void) => () => void;
}

/**
 * Answers a request by server-sent events: what there is now, and then what changes.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function stream(context: Context, { news, follow }: StreamSource): Response {
  // Nobody reads an answer that is only asked for its head, so nobody would end it.
  if (context.req.method === 'HEAD') return context.body(null, 405);
  return streamSSE(context, async (out) => {
    let wake = Promise.withResolvers<void>();
    let open = true;
    const unfollow = follow(() => wake.resolve());
    out.onAbort(() => {
      open = false;
      wake.resolve();
    });
    const beat = setInterval(() => {
      // A failed write ends the stream, and that is told by its abort.
      out.writeSSE({ event: 'beat', data: '' }).catch(() => undefined);
    }, BEAT_MS);
    try {
      while (open && !out.closed) {
        wake = Promise.withResolvers();
        const some = news();
        if (!some) return;
        for (const { event, data } of some) {
          await out.writeSSE({ event, data: JSON.stringify(data) });
        }
        await wake.promise;
        await out.sleep(TOGETHER_MS);
      }
    } finally {
      clearInterval(beat);
      unfollow();
    }
  });
}
