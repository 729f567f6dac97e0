import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono, type Context } from 'hono';
import type { z } from 'zod';
import type { BoardOptions } from './board.ts';
import { atMost, LARGE, SMALL } from './guard.ts';
import { handRaised, joining, knocking, naming, seatEvents } from './messages.ts';
import { ROOM_FOR } from './room.ts';
import { newsFor } from './room-news.ts';
import { Allowance, codeOf, isSame, Tries } from './secrets.ts';
import { stream } from './stream.ts';
import { personSummary } from './summary.ts';
import { summarized } from './summary-page.ts';

/** Events of one seat: so many at once, and so many a second afterwards. */
const EVENTS_AT_ONCE = 600;
const EVENTS_PER_SECOND = 5;
/** Hands, likewise. */
const HANDS_AT_ONCE = 10;
const HANDS_PER_SECOND = 0.2;
/** New seats for one address; a whole room may share one. */
const JOINS_AT_ONCE = 300;
const JOINS_PER_SECOND = 2;
/** A watch, a command beside it, and a connection that is not yet known to be gone. */
const CONNECTIONS = 4;

const UNKNOWN = 'The board knows no such seat.';

type SeatEnv = { Variables: { seat: number } };

/** What learners' watches ask for. A token that joining gives says whose seat it is. */
export function seatRoutes({
  room,
  katas,
  agendas,
}: Pick<BoardOptions, 'room' | 'katas' | 'agendas'>): Hono<SeatEnv> {
  const tries = new Tries();
  const events = new Allowance(EVENTS_AT_ONCE, EVENTS_PER_SECOND);
  const hands = new Allowance(HANDS_AT_ONCE, HANDS_PER_SECOND);
  const joins = new Allowance(JOINS_AT_ONCE, JOINS_PER_SECOND);
  const app = new Hono<SeatEnv>();

  /** Why somebody is not let in; nothing when they are. */
  const refusal = (context: Context, code: string | undefined): Response | undefined => {
    const address = addressOf(context);
    if (!tries.isHeard(address)) {
      return problem(context, 429, 'There were too many wrong codes. Wait a minute.');
    }
    if (code === undefined) return problem(context, 400, 'This is no name and code.');
    if (!isSame(codeOf(code), codeOf(room.podium.code))) {
      tries.wrong(address);
      return problem(context, 403, 'This is not the code of the room.');
    }
    if (!room.podium.isOpen) return problem(context, 423, 'The room lets nobody in any more.');
    return undefined;
  };

  app.post('/join/code', atMost(SMALL), async (context) => {
    const wish = await read(context, knocking);
    return refusal(context, wish?.code) ?? context.json({});
  });

  app.post('/join', atMost(SMALL), async (context) => {
    const wish = await read(context, joining);
    const refused = refusal(context, wish?.code);
    if (refused || !wish) return refused ?? problem(context, 400, 'This is no name and code.');
    if (!joins.takes(addressOf(context), 1)) {
      return problem(context, 429, 'Too many join at once. Wait a moment.');
    }
    const seat = room.join(wish.name);
    if (!seat) return problem(context, 423, `All ${ROOM_FOR} seats are taken.`);
    return context.json({ ...seat, title: room.title });
  });

  app.use('/seat/*', async (context, next) => {
    const [, token = ''] =
      /^Bearer (\S{1,100})$/.exec(context.req.header('authorization') ?? '') ?? [];
    const seat = token === '' ? undefined : room.seatOf(token);
    if (seat === undefined) return problem(context, 401, UNKNOWN);
    context.set('seat', seat);
    return next();
  });

  app.post('/seat/events', atMost(SMALL), async (context) => {
    const seat = context.get('seat');
    const sent = await read(context, seatEvents);
    if (!sent) return problem(context, 400, 'These are no events.');
    // Somebody may be taken out while they still write.
    if (!room.person(seat)) return problem(context, 401, UNKNOWN);
    if (!events.takes(seat, sent.events.length)) {
      context.header('retry-after', '5');
      return problem(context, 429, 'These are too many events at once.');
    }
    room.note(seat, sent.events);
    return context.json({ noted: sent.events.map(({ id }) => id) });
  });

  app.put('/seat/name', atMost(SMALL), async (context) => {
    const wish = await read(context, naming);
    if (!wish) return problem(context, 400, 'This is no name.');
    return context.json({ name: room.seatAgain(context.get('seat'), wish.name) });
  });

  app.get('/seat/stream', (context) => {
    const seat = context.get('seat');
    if (room.connectionsOf(seat) >= CONNECTIONS) {
      return problem(context, 429, 'This seat has connections enough.');
    }
    let last = '';
    return stream(context, {
      news: () => {
        if (!room.person(seat)) return undefined;
        const data = newsFor(room, agendas, seat);
        const text = JSON.stringify({ ...data, timer: data.timer && [data.timer.label] });
        if (text === last && !data.timer) return [];
        last = text;
        return [{ event: 'room', data }];
      },
      follow: (changed) => {
        room.connected(seat, 1);
        const unfollow = room.follow(({ all }) => all && changed());
        return () => {
          unfollow();
          room.connected(seat, -1);
        };
      },
    });
  });

  app.get('/seat/news', (context) => context.json(newsFor(room, agendas, context.get('seat'))));

  app.put('/seat/hand', atMost(LARGE), async (context) => {
    const seat = context.get('seat');
    const hand = await read(context, handRaised);
    if (!hand || !room.knows(hand.kata)) {
      return problem(context, 400, 'This is no call for help, or it shows too much.');
    }
    if (!room.person(seat)) return problem(context, 401, UNKNOWN);
    if (!hands.takes(seat, 1)) return problem(context, 429, 'Wait some seconds.');
    if (!room.raiseHand(seat, hand)) {
      return problem(context, 429, 'Too much is shown already. Raise your hand in the old way.');
    }
    return context.json(newsFor(room, agendas, seat));
  });

  app.delete('/seat/hand', (context) => {
    const seat = context.get('seat');
    if (!hands.takes(seat, 1)) return problem(context, 429, 'Wait some seconds.');
    room.lowerHands({ seat });
    return context.json(newsFor(room, agendas, seat));
  });

  app.get('/seat/summary', (context) => {
    const person = room.person(context.get('seat'));
    const begun = person && Object.keys(person.katas).length > 0;
    const known = summarized({ room, katas, agendas });
    return context.json({ text: begun ? personSummary(known, person) : '' });
  });

  app.post('/seat/goodbye', (context) => {
    room.sayGoodbye(context.get('seat'));
    return context.json({});
  });

  app.delete('/seat/all', (context) => {
    room.forget(context.get('seat'));
    return context.json({});
  });

  return app;
}

/** Where a request comes from. */
export function addressOf(context: Context): string {
  return getConnInfo(context).remote.address ?? '';
}

/** The body, when it is what it should be. */
export async function read<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const body: unknown = await context.req.json().catch(() => undefined);
  const { data } = schema.safeParse(body);
  return data;
}

/** Says why something is refused, for a person. */
export function problem(
  context: Context,
  status: 400 | 401 | 403 | 404 | 423 | 429,
  error: string,
): Response {
  return context.json({ error }, status);
}
