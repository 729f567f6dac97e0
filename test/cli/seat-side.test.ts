import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callForHelp } from '../../src/cli/call-for-help.ts';
import type { Display } from '../../src/cli/display.ts';
import { stepTo } from '../../src/cli/next-steps.ts';
import { happenedAt, SeatSide } from '../../src/cli/seat-side.ts';
import type { Judged } from '../../src/cli/verdict-text.ts';
import type { Kata } from '../../src/course/kata.ts';
import type { RoomNews } from '../../src/workshop/messages.ts';
import { Seat } from '../../src/workshop/seat.ts';

/** A side for whom a board says this; then that, when it is told to. */
async function inRoom(
  news: RoomNews,
  work: (side: SeatSide, says: (news: RoomNews) => void, asked: string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  let stream: ServerResponse | undefined;
  const says = (what: RoomNews) =>
    void stream?.write(`event: room\ndata: ${JSON.stringify(what)}\n\n`);
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === '/seat/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      stream = response;
      says(news);
    } else if (request.url === '/join') {
      response.end(JSON.stringify({ token: 'x', name: 'Ada', title: 'A day' }));
    } else response.end(JSON.stringify(news));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = await mkdtemp(join(tmpdir(), 'dojo side '));
  try {
    const { port } = server.address() as AddressInfo;
    const side = new SeatSide(await Seat.take(root, `127.0.0.1:${port}`, 'A', 'Ada'));
    side.open(() => undefined);
    await expect.poll(() => side.lines().length, { timeout: 5000 }).toBeGreaterThan(1);
    await work(side, says, asked);
    side.close();
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(root, { recursive: true });
  }
}

function kata(slug: string): Kata {
  return { slug } as Kata;
}

test('who sits in a room goes on by its agenda, and is told where the room is', () =>
  inRoom(
    {
      title: 'A day',
      now: 'Saga',
      planned: ['durable-execution', 'timeouts-and-retries', 'saga'],
      timer: { left: 299_000, label: 'Saga' },
    },
    async (side) => {
      expect(side.lines()).toEqual(['Now: Saga', '5 min left (Saga)', 'A day, as Ada']);
      const solved = new Set(['durable-execution']);
      expect(side.next(kata('durable-execution'), solved)).toBe('timeouts-and-retries');
      expect(side.next(kata('timeouts-and-retries'), solved)).toBe('saga');
      // Who is done with the last goes back to what was left out.
      expect(side.next(kata('saga'), solved)).toBe('timeouts-and-retries');
      expect(side.next(kata('entity'), solved)).toBe('timeouts-and-retries');
      const all = new Set(['durable-execution', 'timeouts-and-retries', 'saga']);
      expect(side.next(kata('saga'), all)).toBeUndefined();
    },
  ));

test('a hand that is up goes down without a question', () =>
  inRoom({ title: 'A day', hand: { before: 0, seenTo: false } }, async (side, says, asked) => {
    const told: string[] = [];
    const display = { judged: undefined, tell: (words: string) => told.push(words) };
    const desk = { seat: side, display: display as unknown as Display, show: () => undefined };
    await callForHelp(desk);
    expect(asked).toContain('DELETE /seat/hand');
    expect(told).toEqual([]);
    says({ title: 'A day' });
    await expect.poll(() => side.handIsUp, { timeout: 5000 }).toBe(false);
    // Nothing to show, so nothing is asked.
    await callForHelp(desk);
    expect(told).toEqual(['There is nothing to show before the first verdict.']);
    expect(asked).not.toContain('PUT /seat/hand');
  }));

test('the keys n and p stay with the agenda of the room', () =>
  inRoom({ title: 'A day', now: 'Four', planned: ['one', 'four', 'six'] }, async (seat) => {
    const katas = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'].map(kata);
    const from = (way: 'next' | 'previous', slug: string, ...solved: string[]) => {
      const at = katas.find((each) => each.slug === slug) ?? kata(slug);
      const to = stepTo(way, { katas, seat }, at, new Set(solved));
      return typeof to === 'string' ? to : to.slug;
    };
    expect(from('previous', 'six')).toBe('four');
    expect(from('previous', 'five')).toBe('four');
    expect(from('previous', 'one')).toContain('first kata of the agenda');
    expect(from('next', 'one')).toBe('four');
    expect(from('next', 'six', 'one', 'four')).toContain('All other katas of the agenda');
    expect(from('next', 'six', 'one', 'four', 'six')).toBe('seven');
    expect(stepTo('previous', { katas }, katas[3] ?? kata(''), new Set())).toBe(katas[2]);
  }));

test('a disk on which nothing can be written does not keep a verdict from being told', async () => {
  const seat = {
    isAnother: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })),
  } as unknown as Seat;
  const judged = {
    kata: kata('saga'),
    answer: { files: {}, folder: 'answers/07-saga', untouched: false },
    verdict: { verdict: 'pass', checks: [{ id: 'saga/a', outcome: 'pass' }] },
  } as unknown as Judged;
  expect(await happenedAt(seat, judged, 0)).toMatchObject({ verdict: 'pass', changed: true });
});
