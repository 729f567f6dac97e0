import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/server/port.ts';
import { readAgendaFacts } from '../../src/workshop/agenda-facts.ts';
import { startBoard, type Board } from '../../src/workshop/board.ts';
import { readKataFacts } from '../../src/workshop/course-facts.ts';
import { Room } from '../../src/workshop/room.ts';
import type { Happened } from '../../src/workshop/standing.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A board that listens on this machine, with its room. */
export interface OpenRoom {
  readonly room: Room;
  readonly board: Board;
  /** `http://127.0.0.1:40123` */
  readonly url: string;
  /** What it complained about. */
  readonly troubles: readonly string[];
  /** Closes the board, and opens it again with what is on the disk. */
  restart(): Promise<OpenRoom>;
}

/** Gives an open room to the work, and clears it away afterwards. */
export async function inRoom<T>(work: (open: OpenRoom) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dojo room größer '));
  const port = await freePort();
  const katas = await readKataFacts(ROOT);
  const agendas = await readAgendaFacts(ROOT, katas);
  const opened: OpenRoom[] = [];
  const close = async (): Promise<void> => {
    const last = opened.at(-1);
    await last?.board.close();
    last?.room.close();
  };
  const open = async (): Promise<OpenRoom> => {
    const room = Room.open(
      join(folder, 'room.sqlite'),
      katas,
      opened.length === 0 ? 'A day' : undefined,
    );
    const troubles: string[] = [];
    const board = await startBoard({
      root: ROOT,
      room,
      katas,
      agendas,
      agenda: 'half-a-day',
      address: '127.0.0.1',
      port,
      trouble: ({ message }) => troubles.push(message),
    });
    const url = `http://127.0.0.1:${port}`;
    const restart = async () => {
      await close();
      return open();
    };
    const now = { room, board, url, troubles, restart };
    opened.push(now);
    return now;
  };
  try {
    return await work(await open());
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Asks the board for something. */
export async function ask(
  url: string,
  method = 'GET',
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...json, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text), headers: response.headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Joins, and gives what opens the seat. */
export async function joined(
  { url, room }: OpenRoom,
  name: string,
): Promise<Record<string, string>> {
  const { body } = await ask(`${url}/join`, 'POST', { code: room.podium.code, name });
  return { authorization: `Bearer ${(body as { token: string }).token}` };
}

/** Opens the board as who leads the room does. */
export async function led({
  url,
  room,
}: {
  readonly url: string;
  readonly room: Pick<Room, 'secret'>;
}): Promise<Record<string, string>> {
  const { headers } = await ask(`${url}/board/enter`, 'POST', { secret: room.secret });
  return { cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

/** Something that happened at a seat, as it is sent. */
export function event(happened: Happened, ago = 0): Record<string, unknown> {
  return { ...happened, id: randomUUID(), ago };
}

/** A verdict on the saga kata. */
export function verdict(passed: number, failing: readonly string[], changed = true): Happened {
  return {
    kind: 'verdict',
    kata: 'saga',
    verdict: failing.length === 0 ? 'pass' : 'fail',
    passed,
    total: 10,
    failing: [...failing],
    hints: 0,
    changed,
  };
}

/** Follows a stream of events, which come as long as the signal is not given. */
export async function* streamed(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<{ event: string; data: unknown }> {
  const { body } = await fetch(url, { headers, signal });
  let text = '';
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const [, name = ''] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data = ''] = /^data: (.*)$/m.exec(block) ?? [];
      if (name !== 'beat') yield { event: name, data: parsed(data) };
    }
  }
}
