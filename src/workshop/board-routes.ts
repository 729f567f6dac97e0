import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { micromark } from 'micromark';
import { z } from 'zod';
import { noteOn } from './course-facts.ts';
import { atMost, SMALL } from './guard.ts';
import { WORDS_LENGTH } from './limits.ts';
import { roomCsv } from './room-csv.ts';
import { stateOf } from './room-news.ts';
import type { BoardOptions } from './board.ts';
import type { Facts } from './facts.ts';
import { addressOf, problem, read } from './seat-routes.ts';
import { isSame, Tries } from './secrets.ts';
import { stream, type News } from './stream.ts';
import { summaryPage } from './summary-page.ts';

/** For as long as a workshop lasts, in seconds. */
const COOKIE_S = 16 * 3600;
const COOKIE = 'dojo-board';

const entering = z.strictObject({ secret: z.string().max(100) });
/** Nothing takes down what was said before. */
const saying = z.strictObject({ text: z.string().max(WORDS_LENGTH) });
const naming = z.strictObject({ shown: z.boolean() });
const timing = z.strictObject({ minutes: z.number().min(0).max(600), label: z.string().max(80) });
const door = z.strictObject({ open: z.boolean() });
const count = z.int().min(0).max(60);
/** Without a place, no agenda is followed. */
const going = z.strictObject({
  to: z.strictObject({ agenda: z.string().max(60), session: count, part: count }).optional(),
});
const number = z.coerce.number().int().min(1);

/** What the instructor's pages ask for. The secret opens them; a cookie remembers that. */
export function boardRoutes(
  options: BoardOptions & { readonly facts: () => Promise<Facts> },
): Hono {
  const { root, room, katas, facts } = options;
  const app = new Hono();
  // Apart from learners: who mistypes the code must not shut the instructor out.
  const tries = new Tries();

  app.post('/enter', atMost(SMALL), async (context) => {
    const address = addressOf(context);
    if (!tries.isHeard(address)) return problem(context, 429, 'Wait a minute.');
    const { secret = '' } = (await read(context, entering)) ?? {};
    if (!isSame(secret, room.secret)) {
      tries.wrong(address);
      return problem(context, 403, 'This does not open the board.');
    }
    setCookie(context, COOKIE, room.cookie, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: COOKIE_S,
    });
    return context.json({});
  });

  app.use('*', async (context, next) => {
    if (isSame(getCookie(context, COOKIE) ?? '', room.cookie)) return next();
    return problem(context, 401, 'Open the board by the address that the terminal shows.');
  });

  app.get('/facts', async (context) => context.json(await facts()));

  app.get('/stream', (context) => {
    let changed: Set<number> | 'all' = 'all';
    let state = true;
    return stream(context, {
      news: () => {
        const news: News[] = [];
        if (changed === 'all') news.push({ event: 'people', data: room.people() });
        else if (changed.size > 0) {
          const people = [...changed].map((seat) => room.person(seat) ?? { id: seat, gone: true });
          news.push({ event: 'some', data: people });
        }
        if (state) news.push({ event: 'state', data: stateOf(room) });
        changed = new Set();
        state = false;
        return news;
      },
      follow: (tell) =>
        room.follow(({ people, all }) => {
          if (changed !== 'all') for (const seat of people) changed.add(seat);
          state ||= all;
          tell();
        }),
    });
  });

  app.get('/notes/:kata/:check', async (context) => {
    const { kata: slug, check } = context.req.param();
    const kata = katas.find((each) => each.slug === slug);
    if (!kata) return problem(context, 404, 'There is no such kata.');
    const path = join(root, 'solutions', kata.folder, 'facilitator.md');
    const note = noteOn(await readFile(path, 'utf8').catch(() => ''), `${slug}/${check}`);
    return context.json({ html: note === undefined ? '' : micromark(note) });
  });

  app.get('/hands/:id', (context) => {
    const id = number.safeParse(context.req.param('id')).data;
    const shown = id === undefined ? undefined : room.shownBy(id);
    if (!shown) return problem(context, 404, 'This hand is down.');
    return context.json(shown);
  });

  app.post('/hands/:id', (context) => {
    room.seeTo(number.parse(context.req.param('id')));
    return context.json({});
  });

  app.delete('/hands/:id', (context) => {
    room.lowerHands({ hand: number.parse(context.req.param('id')) });
    return context.json({});
  });

  app.post('/code', (context) => {
    room.podium.renewCode();
    return context.json({});
  });

  app.delete('/people/silent', (context) => {
    room.forgetSilent();
    return context.json({});
  });

  app.delete('/people/:id', (context) => {
    room.forget(number.parse(context.req.param('id')));
    return context.json({});
  });

  app.post('/say', atMost(SMALL), async (context) => {
    const wish = await read(context, saying);
    if (!wish) return problem(context, 400, `Say it in ${WORDS_LENGTH} letters at most.`);
    room.podium.say(wish.text);
    return context.json({});
  });

  app.post('/timer', atMost(SMALL), async (context) => {
    const wish = await read(context, timing);
    if (!wish) return problem(context, 400, 'A timer has minutes, and perhaps a name.');
    room.podium.time(wish.minutes === 0 ? undefined : wish.minutes, wish.label);
    return context.json({});
  });

  app.post('/pace', atMost(SMALL), async (context) => {
    const wish = await read(context, going);
    if (!wish) return problem(context, 400, 'There is no such part.');
    room.podium.goTo(wish.to);
    return context.json({});
  });

  app.post('/names', atMost(SMALL), async (context) => {
    const wish = await read(context, naming);
    if (!wish) return problem(context, 400, 'Names are shown or not.');
    room.podium.showNames(wish.shown);
    return context.json({});
  });

  app.post('/door', atMost(SMALL), async (context) => {
    const wish = await read(context, door);
    if (!wish) return problem(context, 400, 'The door is open or not.');
    room.podium.letIn(wish.open);
    return context.json({});
  });

  app.get('/room.csv', (context) => {
    context.header('content-type', 'text/csv; charset=utf-8');
    context.header('content-disposition', 'attachment; filename="room.csv"');
    return context.body(roomCsv(room, katas));
  });

  app.get('/summary', (context) =>
    context.html(summaryPage(options, '<link rel="stylesheet" href="/pages/summary.css">')),
  );

  app.onError((error, context) => {
    if (error instanceof z.ZodError) return problem(context, 404, 'There is no such thing.');
    throw error;
  });
  return app;
}
