import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Seat } from '../../src/workshop/seat.ts';
import { SeatLink } from '../../src/workshop/seat-link.ts';
import { verdict } from './room.ts';

/** A board that does what a test wants. */
let server: Server;
let root: string;
let streams: ServerResponse[];
/** Answers to what was sent. */
let answer: (text: string, response: ServerResponse) => void;
let link: SeatLink | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dojo link '));
  streams = [];
  answer = (_, response) => response.end('{}');
  server = createServer((request, response) => {
    if (request.url === '/join') {
      response.end(JSON.stringify({ token: 'x', name: 'Ada', title: 'A day' }));
      return;
    }
    if (request.url === '/seat/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams.push(response);
      response.write(`event: room\ndata: ${JSON.stringify({ title: 'A day' })}\n\n`);
      return;
    }
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => answer(text, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  link?.close();
  link = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true, force: true });
});

async function linked(silence?: number): Promise<Seat> {
  const { port } = server.address() as AddressInfo;
  const seat = await Seat.take(root, `127.0.0.1:${port}`, 'AAAA-AAAA', 'Ada');
  link = new SeatLink(seat, () => undefined, silence);
  link.open();
  await expect.poll(() => link?.news?.title, { timeout: 5000 }).toBe('A day');
  return seat;
}

test('a stream on which nothing comes any more is opened anew', async () => {
  await linked(300);
  await expect.poll(() => streams.length, { timeout: 10_000 }).toBeGreaterThan(1);
  await expect.poll(() => link?.state, { timeout: 5000 }).toBe('linked');
});

test('beats keep a stream that has no news', async () => {
  await linked(800);
  const beating = setInterval(() => streams[0]?.write('event: beat\ndata: \n\n'), 100);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  clearInterval(beating);
  expect(streams).toHaveLength(1);
});

test('a board in trouble gets everything later, in its order', async () => {
  const got: string[] = [];
  let troubles = 2;
  answer = (text, response) => {
    troubles -= 1;
    if (troubles >= 0) {
      response.statusCode = 500;
      response.end('{}');
      return;
    }
    const { events } = JSON.parse(text) as { events: { passed: number }[] };
    got.push(...events.map(({ passed }) => String(passed)));
    response.end('{}');
  };
  const seat = await linked();
  for (const passed of [1, 2, 3]) await link?.note(verdict(passed, ['saga/keeps-undoing']));
  await expect.poll(() => seat.waiting(), { timeout: 20_000 }).toBe(0);
  // One may have been on its way alone; none is missing, none overtakes another.
  expect([...new Set(got)]).toEqual(['1', '2', '3']);
}, 30_000);

test('a board that talks nonsense does not end a watch, nor move its terminal', async () => {
  await linked();
  for (const data of ['{', 'null', '{"title":7}', '{"title":"x","hand":{"before":"y"}}']) {
    streams[0]?.write(`event: room\ndata: ${data}\n\n`);
  }
  const said = { id: 1, text: `\u001B[2J\u202Eevil\n${'x'.repeat(10_000)}` };
  streams[0]?.write(`event: room\ndata: ${JSON.stringify({ title: 'a\u001B[8m\nb', said })}\n\n`);
  await expect.poll(() => link?.news?.title, { timeout: 5000 }).toBe('a b');
  expect(link?.news?.said?.text).toMatch(/^\[2Jevil x{492}$/);
  expect(link?.state).toBe('linked');
});

test('what a board refuses is told in one plain line', async () => {
  const seat = await linked();
  answer = (_, response) => {
    response.statusCode = 429;
    response.end(JSON.stringify({ error: '\u001B[2Jno\nType: rm' }));
  };
  await expect(seat.lowerHand()).rejects.toThrow(/^\[2Jno Type: rm$/);
  answer = (_, response) => {
    response.statusCode = 500;
    response.end(JSON.stringify({ error: { a: 1 } }));
  };
  await expect(seat.lowerHand()).rejects.toThrow('It answered 500.');
  answer = (_, response) => response.end('x'.repeat(3_000_000));
  await expect(seat.lowerHand()).rejects.toThrow('too much');
});

test('one event that is never taken does not keep the others', async () => {
  const got: number[] = [];
  answer = (text, response) => {
    const { events } = JSON.parse(text) as { events: { passed: number }[] };
    if (events.some(({ passed }) => passed === 2)) {
      response.statusCode = events.length > 1 ? 413 : 400;
    } else got.push(...events.map(({ passed }) => passed));
    response.end('{}');
  };
  const seat = await linked();
  link?.close();
  for (const passed of [1, 2, 3]) await seat.note(verdict(passed, ['saga/keeps-undoing']));
  await seat.send();
  expect(got).toEqual([1, 3]);
  expect(await seat.waiting()).toBe(0);
});

test('a board that takes what is sent is heard again at once', async () => {
  const seat = await linked();
  // The stream is cut, and its next try would come after a while.
  streams[0]?.destroy();
  await expect.poll(() => link?.state, { timeout: 5000 }).toBe('lost');
  await link?.note(verdict(1, ['saga/keeps-undoing']));
  await expect.poll(() => link?.state, { timeout: 400, interval: 20 }).toBe('linked');
  expect(await seat.waiting()).toBe(0);
});
