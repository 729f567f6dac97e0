import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { OurFault } from '../../src/kit/diagnosis.ts';
import { connectRuntime, overSocket } from '../../src/kit/wire.ts';

interface Echo {
  echo(value: unknown): Promise<unknown>;
}

const closing: (() => unknown)[] = [];
afterEach(async () => {
  while (closing.length > 0) await closing.pop()?.();
});

const echo: Echo = { echo: async (value) => value };

/** Two ends of a connection of this machine. */
async function sockets(): Promise<[Socket, Socket]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const there = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const here = connect(port, '127.0.0.1');
  closing.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => here.destroy(),
    async () => (await there).destroy(),
  );
  return [here, await there];
}

describe('calls over a socket', () => {
  test('go both ways, many at once', async () => {
    const [here, there] = await sockets();
    const one = overSocket<Echo, Echo>(here, echo);
    const other = overSocket<Echo, Echo>(there, echo);
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    expect(await Promise.all(numbers.map((number) => one.echo(number)))).toEqual(numbers);
    expect(await Promise.all(numbers.map((number) => other.echo(number)))).toEqual(numbers);
  });

  test('carry more than JSON could', async () => {
    const [here, there] = await sockets();
    overSocket<Echo, Echo>(there, echo);
    const value = {
      bytes: new Uint8Array([0, 255, 128]),
      map: new Map([[1, new Date(0)]]),
      nothing: undefined,
      text: 'ü 👍 \u0000',
    };
    expect(await overSocket<Echo, Echo>(here, echo).echo(value)).toEqual(value);
  });

  test('carry messages of megabytes', async () => {
    const [here, there] = await sockets();
    overSocket<Echo, Echo>(there, echo);
    const large = 'x'.repeat(5_000_000);
    const one = overSocket<Echo, Echo>(here, echo);
    const [first, second, third] = await Promise.all([
      one.echo(large),
      one.echo('small'),
      one.echo(large),
    ]);
    expect(first === large && third === large).toBe(true);
    expect(second).toBe('small');
  });

  test('are whole however the bytes arrive', async () => {
    const [here, there] = await sockets();
    overSocket<Echo, Echo>(there, echo);
    const sent: Buffer[] = [];
    // What one end writes is held back, and then given to the other in pieces.
    const held = Object.assign(new PassThrough(), {
      write: (chunk: Buffer) => sent.push(chunk) > 0,
    });
    const caller = overSocket<Echo, Echo>(held as unknown as Socket, echo);
    here.on('data', (chunk: Buffer) => held.push(chunk));
    const answers = Promise.all(['first', { second: 2 }, ['third']].map((it) => caller.echo(it)));
    await expect.poll(() => sent.length).toBe(3);
    const all = Buffer.concat(sent);
    here.setNoDelay(true);
    // One byte at a time through the first message's head, then across the messages' borders.
    for (const [from, to] of cuts(all.length)) {
      here.write(all.subarray(from, to));
      await new Promise(setImmediate);
    }
    expect(await answers).toEqual(['first', { second: 2 }, ['third']]);
  });

  test('bring an error back to the one who called', async () => {
    const [here, there] = await sockets();
    overSocket<Echo, Echo>(there, {
      echo: async () => {
        throw new RangeError('there is no such thing');
      },
    });
    const call = overSocket<Echo, Echo>(here, echo).echo(1);
    await expect(call).rejects.toThrow(RangeError);
    await expect(call).rejects.toThrow('there is no such thing');
  });

  test('fail at once when a value cannot be sent', async () => {
    const [here, there] = await sockets();
    overSocket<Echo, Echo>(there, echo);
    const one = overSocket<Echo, Echo>(here, echo);
    await expect(one.echo(() => 1)).rejects.toThrow('could not be cloned');
    expect(await one.echo('the line still works')).toBe('the line still works');
  });

  test('fail at once when a reply cannot be sent', async () => {
    const [here, there] = await sockets();
    overSocket<Echo, Echo>(there, { echo: async () => () => 1 });
    await expect(overSocket<Echo, Echo>(here, echo).echo(1)).rejects.toThrow('could not be cloned');
  });
});

describe('a suite’s line to its runtime', () => {
  test('answers the activities that the runtime asks for', async () => {
    const { path, visitor } = await door();
    const reply = { kind: 'completed', result: 'ticket-1' } as const;
    const connected = await connectRuntime(path, { perform: async () => reply });
    closing.push(() => connected.close());
    const calls = overSocket<{ perform(task: object): Promise<unknown> }, object>(await visitor, {
      now: async () => 42,
    });
    expect(await connected.runtime.now()).toBe(42);
    expect(await calls.perform({ name: 'openTicket' })).toEqual(reply);
  });

  test('says that the runtime is gone instead of waiting for it', async () => {
    const { path, visitor } = await door();
    const perform = async () => ({ kind: 'cancelled' }) as const;
    const { runtime } = await connectRuntime(path, { perform });
    const asked = runtime.now();
    (await visitor).destroy();
    await expect(asked).rejects.toThrow(OurFault);
    await expect(runtime.now()).rejects.toThrow('closed');
  });

  test('fails when nobody listens', async () => {
    const path = join(tmpdir(), 'nobody-listens-here');
    await expect(
      connectRuntime(path, { perform: async () => ({ kind: 'cancelled' }) }),
    ).rejects.toThrow('ENOENT');
  });
});

/** A local socket as a runtime opens one, and whoever comes first. */
async function door(): Promise<{ path: string; visitor: Promise<Socket> }> {
  const folder = await mkdtemp(join(tmpdir(), 'dojo-'));
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${folder}` : join(folder, 'runtime');
  const server = createServer();
  const visitor = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closing.push(
    () => rm(folder, { recursive: true, force: true }),
    () => new Promise((resolve) => server.close(resolve)),
    async () => (await visitor).destroy(),
  );
  return { path, visitor };
}

/** Pieces of 1, 1, 1, 1, 1, then of 7 bytes: no message begins where a piece begins. */
function* cuts(length: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < length;) {
    const to = Math.min(length, from + (from < 5 ? 1 : 7));
    yield [from, to];
    from = to;
  }
}
