import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { stateOf } from '../../src/workshop/room-news.ts';
import { Seat } from '../../src/workshop/seat.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person, RoomNews } from '../../src/workshop/messages.ts';
import { ask, event, inRoom, joined, led, streamed, verdict } from './room.ts';

const HAND = {
  kata: 'saga',
  question: 'Why?',
  files: { 'workflows.ts': 'export const a = 1;\n' },
  shown: '✗ saga/undoes-lost-steps',
};

describe('a learner', () => {
  test('joins by the code, however it is typed, and gets a name of their own', () =>
    inRoom(async ({ url, room }) => {
      const typed = room.podium.code.toLowerCase().replace('-', ' ');
      const { status, body } = await ask(`${url}/join`, 'POST', { code: typed, name: 'Ada' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ name: 'Ada', title: 'A day' });
      const again = await ask(`${url}/join`, 'POST', {
        code: room.podium.code,
        name: ' ada\u001B[31m ',
      });
      expect(again.body).toMatchObject({ name: 'ada 2' });
    }));

  test('joins again and keeps the seat, under another name', () =>
    inRoom(async (open) => {
      const root = await mkdtemp(join(tmpdir(), 'dojo seat '));
      try {
        await joined(open, 'Grace');
        const seat = await Seat.take(root, open.board.host, open.room.podium.code, 'Ada');
        await seat.note(verdict(3, ['saga/keeps-undoing']));
        await seat.send();
        expect((await seat.renamed('grace'))?.name).toBe('grace 2');
        expect((await Seat.read(root))?.name).toBe('grace 2');
        const again = await open.restart();
        expect(again.room.people().map(({ name }) => name)).toEqual(['Grace', 'grace 2']);
        expect(again.room.people()[1]?.katas['saga']?.passed).toBe(3);
        await ask(`${open.url}/seat/all`, 'DELETE', undefined, {
          authorization: seat.stream.authorization,
        });
        expect(await seat.renamed('Ada')).toBeUndefined();
      } finally {
        await rm(root, { recursive: true });
      }
    }));

  test('counts what happens once, however often it is sent', () =>
    inRoom(async (open) => {
      const seat = await joined(open, 'Ada');
      const events = [
        event({ kind: 'at', kata: 'saga' }, 9000),
        event(verdict(3, ['saga/undoes-lost-steps']), 6000),
        event(verdict(3, ['saga/undoes-lost-steps'], false), 3000),
        event(verdict(10, []), 0),
      ];
      for (let turn = 0; turn < 2; turn += 1) {
        const { status } = await ask(`${open.url}/seat/events`, 'POST', { events }, seat);
        expect(status).toBe(200);
      }
      const [person] = open.room.people();
      expect(person?.kata).toBe('saga');
      expect(person?.katas['saga']).toMatchObject({
        attempts: 2,
        passed: 10,
        verdict: 'pass',
        met: { 'saga/undoes-lost-steps': 1 },
      });
    }));

  test('raises a hand, is told how many are before, and takes it down', () =>
    inRoom(async (open) => {
      const ada = await joined(open, 'Ada');
      const ben = await joined(open, 'Ben');
      await ask(`${open.url}/seat/hand`, 'PUT', HAND, ada);
      const { body } = await ask(`${open.url}/seat/hand`, 'PUT', HAND, ben);
      expect((body as RoomNews).hand).toEqual({ before: 1, seenTo: false });
      const lead = await led(open);
      const [first] = open.room.hands;
      const shown = await ask(`${open.url}/board/hands/${first?.id}`, 'GET', undefined, lead);
      expect(shown.body).toEqual(HAND);
      await ask(`${open.url}/board/hands/${first?.id}`, 'DELETE', undefined, lead);
      expect(open.room.hands.map(({ person }) => open.room.person(person)?.name)).toEqual(['Ben']);
      await ask(`${open.url}/seat/hand`, 'DELETE', undefined, ben);
      expect(open.room.hands).toEqual([]);
    }));

  test('is forgotten whole when they want it', () =>
    inRoom(async (open) => {
      const seat = await joined(open, 'Ada');
      await ask(`${open.url}/seat/hand`, 'PUT', HAND, seat);
      await ask(`${open.url}/seat/all`, 'DELETE', undefined, seat);
      expect(open.room.people()).toEqual([]);
      expect((await ask(`${open.url}/seat/hand`, 'PUT', HAND, seat)).status).toBe(401);
      const again = await open.restart();
      expect(again.room.people()).toEqual([]);
      expect(again.room.hands).toEqual([]);
    }));

  test('loses nothing while the board is down', () =>
    inRoom(async (open) => {
      const root = await mkdtemp(join(tmpdir(), 'dojo seat '));
      try {
        const { host } = open.board;
        const seat = await Seat.take(root, host, open.room.podium.code, 'Ada');
        await open.board.close();
        for (const passed of [3, 4, 5]) await seat.note(verdict(passed, ['saga/keeps-undoing']));
        await expect(seat.send()).rejects.toThrow();
        expect(await seat.waiting()).toBe(3);
        const again = await open.restart();
        // Another command sends what a watch could not.
        await (await Seat.read(root))?.send();
        expect(await seat.waiting()).toBe(0);
        expect(again.room.people()[0]?.katas['saga']).toMatchObject({ attempts: 3, passed: 5 });
      } finally {
        await rm(root, { recursive: true });
      }
    }));
});

describe('who leads the room', () => {
  test('sees within a second what happens at a seat', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      const seat = await joined(open, 'Ada');
      const ending = new AbortController();
      let sent = 0;
      for await (const { event: name, data } of streamed(
        `${open.url}/board/stream`,
        lead,
        ending.signal,
      )) {
        if (name === 'state' && sent === 0) {
          sent = performance.now();
          const events = [event(verdict(7, ['saga/keeps-undoing']))];
          await ask(`${open.url}/seat/events`, 'POST', { events }, seat);
        }
        if (name !== 'some') continue;
        const [person] = data as Person[];
        expect(person?.katas['saga']?.passed).toBe(7);
        break;
      }
      expect(performance.now() - sent).toBeLessThan(1000);
      ending.abort();
    }));

  test('speaks to every seat, and times what they do', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      const seat = await joined(open, 'Ada');
      const ending = new AbortController();
      const heard: RoomNews[] = [];
      for await (const { data } of streamed(`${open.url}/seat/stream`, seat, ending.signal)) {
        heard.push(data as RoomNews);
        if (heard.length === 1) {
          await ask(`${open.url}/board/say`, 'POST', { text: 'Back at ten.' }, lead);
          await ask(`${open.url}/board/timer`, 'POST', { minutes: 5, label: 'saga' }, lead);
        }
        if (heard.at(-1)?.said && heard.at(-1)?.timer) break;
      }
      ending.abort();
      const { said, timer } = heard.at(-1) ?? {};
      expect(said?.text).toBe('Back at ten.');
      expect(timer?.label).toBe('saga');
      expect(timer?.left).toBeGreaterThan(290_000);
      expect(timer?.left).toBeLessThanOrEqual(300_000);
    }));

  test('has nothing of a part of the agenda outlive it', () =>
    inRoom(async ({ room: { podium } }) => {
      podium.goTo({ agenda: 'half-a-day', session: 0, part: 0 });
      podium.say('Back at ten.');
      podium.time(5, 'saga');
      podium.goTo({ agenda: 'half-a-day', session: 0, part: 1 });
      expect([podium.said, podium.timer]).toEqual([undefined, undefined]);
    }));

  test('keeps all of it over a restart: seats, hands, agenda, timer, secret', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      const seat = await joined(open, 'Ada');
      const events = [event(verdict(7, ['saga/keeps-undoing']))];
      await ask(`${open.url}/seat/events`, 'POST', { events }, seat);
      await ask(`${open.url}/seat/hand`, 'PUT', HAND, seat);
      await ask(`${open.url}/board/timer`, 'POST', { minutes: 5, label: '' }, lead);
      const to = { agenda: 'half-a-day', session: 0, part: 1 };
      await ask(`${open.url}/board/pace`, 'POST', { to }, lead);
      const before = { ...stateOf(open.room), now: 0 };
      const again = await open.restart();
      expect({ ...stateOf(again.room), now: 0 }).toEqual(before);
      expect(again.room.people()[0]?.katas['saga']?.passed).toBe(7);
      expect((await ask(`${again.url}/board/facts`, 'GET', undefined, lead)).status).toBe(200);
      expect((await ask(`${again.url}/seat/events`, 'POST', { events }, seat)).status).toBe(200);
    }));

  test('reads the notes on a check, and takes home a table that no spreadsheet runs', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      const path = `${open.url}/board/notes/saga/undoes-in-reverse`;
      const { body } = await ask(path, 'GET', undefined, lead);
      expect((body as { html: string }).html).toMatch(/<li>.*oldest/);
      const seat = await joined(open, '=1+1');
      const events = [event(verdict(7, ['saga/keeps-undoing']))];
      await ask(`${open.url}/seat/events`, 'POST', { events }, seat);
      const csv = await ask(`${open.url}/board/room.csv`, 'GET', undefined, lead);
      expect(String(csv.body).split('\r\n')[1]).toMatch(/^'=1\+1,saga,open,7,10,1,0,/);
    }));

  test('shuts the door, and takes somebody out', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      await joined(open, 'Ada');
      await ask(`${open.url}/board/door`, 'POST', { open: false }, lead);
      const wish = { code: open.room.podium.code, name: 'Ben' };
      expect((await ask(`${open.url}/join`, 'POST', wish)).status).toBe(423);
      const [ada] = open.room.people();
      await ask(`${open.url}/board/people/${ada?.id}`, 'DELETE', undefined, lead);
      expect(open.room.people()).toEqual([]);
    }));
});

describe('who is gone', () => {
  test('hears no more, and nobody else is taken for them', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      await joined(open, 'Ada');
      const eve = await joined(open, 'Eve');
      const heard: unknown[] = [];
      const ending = new AbortController();
      const listening = (async () => {
        for await (const news of streamed(`${open.url}/seat/stream`, eve, ending.signal)) {
          heard.push(news);
        }
      })();
      await expect.poll(() => heard.length).toBe(1);
      const id = open.room.people().find(({ name }) => name === 'Eve')?.id;
      await ask(`${open.url}/board/people/${id}`, 'DELETE', undefined, lead);
      await ask(`${open.url}/board/say`, 'POST', { text: 'Back at ten.' }, lead);
      // The board ends the stream by itself.
      await listening;
      expect(heard).toHaveLength(1);
      await joined(open, 'Fay');
      expect(open.room.people().map((person) => person.id)).not.toContain(id);
      const events = [event(verdict(1, ['saga/keeps-undoing']))];
      expect((await ask(`${open.url}/seat/events`, 'POST', { events }, eve)).status).toBe(401);
      expect(open.room.people().every(({ here }) => !here)).toBe(true);
    }));

  test('may be all of whom nothing was heard; and a code that got about is another now', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      const ada = await joined(open, 'Ada');
      for (let index = 0; index < 5; index += 1) await joined(open, `x${index}`);
      const events = [event({ kind: 'at', kata: 'saga' })];
      await ask(`${open.url}/seat/events`, 'POST', { events }, ada);
      await ask(`${open.url}/board/people/silent`, 'DELETE', undefined, lead);
      expect(open.room.people().map(({ name }) => name)).toEqual(['Ada']);
      const wish = { code: open.room.podium.code, name: 'Ben' };
      await ask(`${open.url}/board/code`, 'POST', {}, lead);
      expect((await ask(`${open.url}/join`, 'POST', wish)).status).toBe(403);
    }));
});

describe('a name', () => {
  test.each([
    ['Ada\u200B', 'Ada 2'],
    ['\u3164', 'Somebody'],
    ['\u202EadA', 'adA 2'],
    ['A\u0301\u0301\u0301\u0301\u0301b', 'Á\u0301\u0301b'],
    ['  Zoë   Ωmega 🦊 ', 'Zoë Ωmega 🦊'],
    ['🦊'.repeat(60), '🦊'.repeat(40)],
  ])('%j is seen as %j', (wanted, seen) =>
    inRoom(async (open) => {
      await joined(open, 'Ada');
      await joined(open, wanted);
      expect(open.room.people()[1]?.name).toBe(seen);
    }),
  );
});

describe('the board refuses', () => {
  test('wrong codes, and after some of them to hear any from there', () =>
    inRoom(async ({ url, room }) => {
      const statuses = [];
      for (let turn = 0; turn < 65; turn += 1) {
        statuses.push((await ask(`${url}/join`, 'POST', { code: 'AAAA-AAAA', name: 'x' })).status);
      }
      expect(new Set(statuses.slice(0, 60))).toEqual(new Set([403]));
      expect(new Set(statuses.slice(60))).toEqual(new Set([429]));
      const right = await ask(`${url}/join`, 'POST', { code: room.podium.code, name: 'x' });
      expect(right.status).toBe(429);
      // The instructor is not shut out by that.
      const enters = await ask(`${url}/board/enter`, 'POST', { secret: room.secret });
      expect(enters.status).toBe(200);
      expect(room.people()).toEqual([]);
    }));

  test.each([
    ['no secret', {}],
    ['a wrong one', { cookie: 'dojo-board=AAAAAAAAAAAAAAAAAAAAAA' }],
    ['a learner’s', { authorization: 'Bearer x', cookie: 'dojo-board=' }],
  ])('its pages to who has %s', (_, headers) =>
    inRoom(async ({ url }) => {
      for (const path of ['facts', 'stream', 'room.csv', 'summary', 'hands/1', 'notes/saga/x']) {
        expect((await ask(`${url}/board/${path}`, 'GET', undefined, headers)).status).toBe(401);
      }
      for (const path of ['say', 'timer', 'pace', 'door', 'hands/1']) {
        expect((await ask(`${url}/board/${path}`, 'POST', {}, headers)).status).toBe(401);
      }
      expect((await ask(`${url}/board/people/1`, 'DELETE', undefined, headers)).status).toBe(401);
    }),
  );

  test('what other pages have a browser send, though it has the cookie', () =>
    inRoom(async (open) => {
      const lead = await led(open);
      const say = (headers: Record<string, string>, body: unknown = { text: 'x' }) =>
        ask(`${open.url}/board/say`, 'POST', body, { ...lead, ...headers });
      expect((await say({ origin: 'http://evil.example' })).status).toBe(403);
      expect((await say({ origin: 'null' })).status).toBe(403);
      expect((await say({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
      expect((await say({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
      const form = 'application/x-www-form-urlencoded';
      expect((await say({ 'content-type': form }, 'text=x')).status).toBe(415);
      expect((await say({ 'content-type': 'text/plain' })).status).toBe(415);
      expect(stateOf(open.room).said).toBeUndefined();
      expect((await say({ origin: open.url })).status).toBe(200);
    }));

  test('names that are not its own: another page may have one point here', () =>
    inRoom(async ({ url }) => {
      expect(await statusAs(url, 'evil.example')).toBe(421);
      expect(await statusAs(url, '127.0.0.1.evil.example:4600')).toBe(421);
      expect(await statusAs(url, 'localhost:4600')).toBe(200);
      expect(await statusAs(url, '[::1]:4600')).toBe(200);
    }));

  test('too much, and what makes no sense, without harm', () =>
    inRoom(async (open) => {
      const seat = await joined(open, 'Ada');
      const send = (body: unknown) => ask(`${open.url}/seat/events`, 'POST', body, seat);
      const good = event(verdict(1, ['saga/keeps-undoing']));
      const odd: unknown[] = [
        'null',
        '{',
        '[]',
        { events: [{ ...good, kata: '../../etc' }] },
        { events: [{ ...good, kata: '__proto__' }] },
        { events: [{ ...good, failing: ['<script>/x'] }] },
        { events: [{ ...good, passed: 1e9 }] },
        { events: [{ ...good, ago: -1 }] },
        { events: [{ ...good, more: 1 }] },
        { events: Array.from({ length: 101 }, () => event({ kind: 'at', kata: 'saga' })) },
      ];
      for (const body of odd) expect((await send(body)).status, JSON.stringify(body)).toBe(400);
      expect((await send({ events: [], fill: 'x'.repeat(200_000) })).status).toBe(413);
      const large = { ...HAND, shown: 'x'.repeat(1_600_000) };
      // It is not read to its end; who still writes may hear only that.
      const told = await ask(`${open.url}/seat/hand`, 'PUT', large, seat).catch(() => undefined);
      expect(told?.status ?? 413).toBe(413);
      expect(open.room.hands).toEqual([]);
      const names = ['', 'x'.repeat(201), 7, {}];
      for (const name of names) {
        const wish = { code: open.room.podium.code, name };
        expect((await ask(`${open.url}/join`, 'POST', wish)).status).toBe(400);
      }
      expect(open.room.people()[0]?.katas).toEqual({});
      expect(open.troubles).toEqual([]);
    }));

  test('to keep what means nothing: other katas, other checks, the head of a stream', () =>
    inRoom(async (open) => {
      const seat = await joined(open, 'Ada');
      const events = [
        event({ kind: 'at', kata: 'no-such-kata' }),
        event(verdict(7, ['saga/the-teacher-is-boring', 'saga/keeps-undoing'])),
      ];
      // It is answered as noted, so that nobody sends it for ever.
      expect((await ask(`${open.url}/seat/events`, 'POST', { events }, seat)).status).toBe(200);
      const [person] = open.room.people();
      expect(Object.keys(person?.katas ?? {})).toEqual(['saga']);
      expect(person?.katas['saga']?.failing).toEqual(['saga/keeps-undoing']);
      const hand = { ...HAND, kata: 'no-such-kata' };
      expect((await ask(`${open.url}/seat/hand`, 'PUT', hand, seat)).status).toBe(400);
      for (let turn = 0; turn < 6; turn += 1) {
        expect((await ask(`${open.url}/seat/stream`, 'HEAD', undefined, seat)).status).toBe(405);
      }
      expect(open.room.people()[0]?.here).toBe(false);
    }));

  test('a flood of one seat, and goes on for the others', () =>
    inRoom(async (open) => {
      const [ada, ben] = [await joined(open, 'Ada'), await joined(open, 'Ben')];
      const many = () => ({
        events: Array.from({ length: 100 }, () => event({ kind: 'at', kata: 'saga' })),
      });
      const statuses = [];
      for (let turn = 0; turn < 9; turn += 1) {
        statuses.push((await ask(`${open.url}/seat/events`, 'POST', many(), ada)).status);
      }
      expect(statuses).toContain(429);
      expect((await ask(`${open.url}/seat/events`, 'POST', many(), ben)).status).toBe(200);
      const endings = Array.from({ length: 6 }, () => new AbortController());
      const opened = await Promise.all(
        endings.map(async ({ signal }) => {
          const { status } = await fetch(`${open.url}/seat/stream`, { headers: ada, signal });
          return status;
        }),
      );
      expect(opened.filter((status) => status === 200)).toHaveLength(4);
      for (const ending of endings) ending.abort();
    }));

  test.each(['/pages/../board.ts', '/pages/%2e%2e/room.ts', '/pages/..%2froom.ts', '/.dojo/room'])(
    'to serve %s',
    (path) =>
      inRoom(async (open) => {
        const { status } = await ask(`${open.url}${path}`);
        expect(status).toBe(404);
      }),
  );
});

/** What the board says to who calls it by such a name. */
function statusAs(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('error', reject);
    asked.end();
  });
}
