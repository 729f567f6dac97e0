import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { protocol, SERVICE } from '../../../src/grading/proxy/protocol.ts';
import { COMPLETE, COMPLETED, Judge, Sandbox } from './bench.ts';
import { encoded } from './caller.ts';
import * as wire from './wire.ts';

const { DATA, HEADERS, RST, PING, CONTINUATION, WINDOW, SETTINGS, END_HEADERS } = wire;
const RESPOND = `${SERVICE}RespondWorkflowTaskCompleted`;
const FAIL = protocol.enums.v1.CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION;
const RUN_FAILED = protocol.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED;
const MEGABYTE = 1024 * 1024;

let judge: Judge;
let neighbour: Sandbox;

beforeAll(async () => {
  judge = await Judge.open();
  neighbour = await Sandbox.open(judge.server.address);
  neighbour.proxy.admit(['neighbour']);
});
afterAll(async () => {
  expect(neighbour.refused).toEqual([]);
  await neighbour.close();
  await judge.close();
});

/** Gives a sandbox of its own to an attack, and expects that honest work goes on afterwards. */
async function attacked(
  refusals: unknown,
  attack: (socket: string, sandbox: Sandbox, queue: string) => Promise<unknown>,
): Promise<void> {
  const sandbox = await Sandbox.open(judge.server.address);
  const queue = `admitted-${crypto.randomUUID()}`;
  sandbox.proxy.admit([queue]);
  try {
    await attack(sandbox.socket, sandbox, queue);
    expect(sandbox.refused).toEqual(refusals);
    expect(await sandbox.honestRun(judge, queue)).toBe(COMPLETED);
    expect(await neighbour.honestRun(judge, 'neighbour')).toBe(COMPLETED);
    expect(sandbox.refused).toEqual(refusals);
  } finally {
    await sandbox.close();
  }
}

describe('a message that', () => {
  const gzip = { 'grpc-encoding': 'gzip' };
  const plain = encoded('RespondWorkflowTaskCompleted', { commands: [{ commandType: COMPLETE }] });
  const bombs: [what: string, reason: string, body: () => Buffer, headers?: object][] = [
    [
      'is a gigabyte when it is decompressed',
      'size',
      () => wire.message(bomb(), { flag: 1 }),
      gzip,
    ],
    ['is larger than a message may be', 'size', () => wire.message(Buffer.alloc(5 * MEGABYTE))],
    [
      'says that it is larger than it is',
      'malformed',
      () => wire.message(plain, { length: 2 ** 32 - 1 }),
    ],
    ['says that it is smaller than it is', 'malformed', () => wire.message(plain, { length: 3 })],
    ['is two', 'malformed', () => Buffer.concat([wire.message(plain), wire.message(plain)])],
    ['is none', 'malformed', () => Buffer.alloc(0)],
    [
      'is compressed in a way that is not told',
      'malformed',
      () => wire.message(gzipSync(plain), { flag: 1 }),
    ],
    [
      'says that it is compressed and is not',
      'malformed',
      () => wire.message(plain, { flag: 1 }),
      gzip,
    ],
    ['is marked as nothing that there is', 'malformed', () => wire.message(plain, { flag: 2 })],
    ['is no protobuf', 'malformed', () => wire.message(Buffer.alloc(100, 0xff))],
    ['ends too soon', 'malformed', () => wire.message(plain.subarray(0, -1))],
    [
      'has groups, as no message of the protocol has',
      'malformed',
      () => wire.message(Buffer.alloc(10_000, 0x0b)),
    ],
    ['nests failures a hundred thousand times', 'depth', () => wire.message(failing(100_000))],
    ['nests failures just too often', 'depth', () => wire.message(failing(58))],
    [
      'consists of two million empty decisions',
      'fields',
      () => wire.message(Buffer.alloc(4 * MEGABYTE - 10, Buffer.from([0x12, 0]))),
    ],
    [
      'decides more than a workflow can',
      'commands',
      () =>
        wire.message(
          encoded('RespondWorkflowTaskCompleted', {
            commands: Array(10_001).fill({ commandType: COMPLETE }),
          }),
        ),
    ],
  ];
  test.for(bombs)('%s', async ([, reason, body, headers = {}]) => {
    await attacked([`RespondWorkflowTaskCompleted ${reason}`], (socket) =>
      wire.call(socket, RESPOND, body(), headers),
    );
  });

  test('nests failures less often is borne, and the judge can read it', async () => {
    await attacked([], async (_, sandbox, queue) => {
      await judge.direct.start({ id: queue, workflow: 'any', args: [], taskQueue: queue });
      const { taskToken } = await sandbox.poll(queue);
      const task = encoded('RespondWorkflowTaskCompleted', { taskToken });
      await sandbox.caller.send(RESPOND, Buffer.concat([task, failing(57)]));
      expect((await judge.events(queue)).at(-1)).toBe(RUN_FAILED);
    });
  });
});

/** A decision to fail, by a failure that has so many causes, one within the other. */
function failing(causes: number): Buffer {
  // Field 4 of a failure is its cause. Written from the innermost outwards.
  const heads: Buffer[] = [];
  let length = 0;
  for (let cause = 0; cause < causes; cause += 1) {
    const head = Buffer.concat([Buffer.from([0x22]), varint(length)]);
    heads.push(head);
    length += head.length;
  }
  const attributes = field(1, Buffer.concat(heads.toReversed()));
  return field(2, Buffer.concat([Buffer.from([0x08, FAIL]), field(5, attributes)]));
}

/** A gigabyte of zeros, compressed: a thousand times the same. */
function bomb(): Buffer {
  return Buffer.concat(Array<Buffer>(1024).fill(gzipSync(Buffer.alloc(MEGABYTE))));
}

/** A field of a message that holds bytes. */
function field(id: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(id << 3) | 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}

describe('a connection that sends', () => {
  const headers = wire.headerBlock(wire.callHeaders(`${SERVICE}GetSystemInfo`));
  const begin = (stream: number) => wire.frame(HEADERS, END_HEADERS, stream, headers);
  const many = (count: number, chunk: (index: number) => Buffer) =>
    Buffer.concat(Array.from({ length: count }, (_, index) => chunk(index)));
  const odd = (index: number) => 2 * index + 1;

  const floods: [what: string, reason: string, ...chunks: (() => Buffer)[]][] = [
    ['garbage', 'protocol', () => Buffer.alloc(100_000, 'x')],
    ['what HTTP was before', 'protocol', () => Buffer.from('GET / HTTP/1.1\r\nhost: a\r\n\r\n')],
    [
      'garbage after the right beginning',
      'protocol',
      () => wire.PREFACE,
      () => Buffer.alloc(1000, 0xff),
    ],
    [
      'a frame of a megabyte',
      'protocol',
      () => wire.HELLO,
      () => begin(1),
      () => wire.frame(DATA, 0, 1, Buffer.alloc(MEGABYTE)),
    ],
    [
      'twenty thousand calls at once',
      'protocol',
      () => wire.HELLO,
      () => many(20_000, (index) => begin(odd(index))),
    ],
    [
      'calls that it gives up at once',
      'protocol',
      () => wire.HELLO,
      () =>
        many(20_000, (index) =>
          Buffer.concat([begin(odd(index)), wire.frame(RST, 0, odd(index), Buffer.alloc(4, 8))]),
        ),
    ],
    [
      'headers without an end',
      'protocol',
      () => wire.HELLO,
      () => wire.frame(HEADERS, 0, 1, headers),
      () => many(10_000, () => wire.frame(CONTINUATION, 0, 1, wire.headerBlock({ a: 'b' }))),
    ],
    [
      'pings',
      'protocol',
      () => wire.HELLO,
      () => many(100_000, () => wire.frame(PING, 0, 0, Buffer.alloc(8))),
    ],
    [
      'settings',
      'protocol',
      () => wire.HELLO,
      () => many(100_000, () => wire.frame(SETTINGS, 0, 0)),
    ],
    [
      'nothing, in a million pieces',
      'protocol',
      () => wire.HELLO,
      () => begin(1),
      () => many(1_000_000, () => wire.frame(DATA, 0, 1)),
    ],
    [
      'more bytes than a Worker could',
      'rate',
      () => wire.HELLO,
      () => begin(1),
      () => many(1_000_000, () => wire.frame(WINDOW, 0, 0, Buffer.from([0, 0, 0, 1]))),
    ],
  ];
  test.for(floods)('%s', async ([, reason, ...chunks]) => {
    await attacked([`- ${reason}`], (socket) =>
      wire.write(socket, ...chunks.map((chunk) => chunk())),
    );
  });

  test('more calls than a Worker would', async () => {
    await attacked(['GetSystemInfo rate'], async (socket) => {
      const session = wire.openHttp2(socket);
      const closed = once(session, 'close');
      const call = () => {
        const stream = session.request(wire.callHeaders(`${SERVICE}GetSystemInfo`));
        stream
          .on('error', () => undefined)
          .resume()
          .end(wire.message(new Uint8Array()));
        stream.on('close', () => session.closed || session.destroyed || call());
      };
      for (let turn = 0; turn < 90; turn += 1) call();
      await closed;
    });
  });

  test('small messages that become large ones, again and again', async () => {
    const identity = 'x'.repeat(3 * MEGABYTE);
    const large = gzipSync(encoded('PollWorkflowTaskQueue', { identity }));
    expect(large.length).toBeLessThan(4000);
    await attacked(expect.arrayContaining(['PollWorkflowTaskQueue rate']), (socket) =>
      callAgain(socket, 'PollWorkflowTaskQueue', wire.message(large, { flag: 1 })),
    );
  });

  test('messages of many parts, again and again', async () => {
    const parts = encoded('QueryWorkflow', {
      query: { queryArgs: { payloads: Array(60_000).fill({}) } },
    });
    await attacked(expect.arrayContaining(['QueryWorkflow rate']), (socket) =>
      callAgain(socket, 'QueryWorkflow', wire.message(parts)),
    );
  });

  test('many polls on many connections', async () => {
    await attacked(['PollWorkflowTaskQueue calls'], async (socket, sandbox, queue) => {
      // Not the honest run's: the server may give its task to a poll that is just being given up.
      const flooded = `${queue}-flooded`;
      sandbox.proxy.admit([queue, flooded]);
      const poll = wire.message(encoded('PollWorkflowTaskQueue', { taskQueue: { name: flooded } }));
      const sessions = [1, 2, 3].map(() => wire.openHttp2(socket));
      const closed = Promise.race(sessions.map((session) => once(session, 'close')));
      for (const session of sessions) {
        for (let turn = 0; turn < 200; turn += 1) {
          const stream = session.request(wire.callHeaders(`${SERVICE}PollWorkflowTaskQueue`));
          stream
            .on('error', () => undefined)
            .resume()
            .end(poll);
        }
      }
      await closed;
      for (const session of sessions) session.destroy();
    });
  });
});

/** Makes the same call five times at once, and again, until the connection is closed. */
async function callAgain(socket: string, method: string, body: Buffer): Promise<void> {
  const session = wire.openHttp2(socket);
  const closed = once(session, 'close');
  const ask = wire.callHeaders(SERVICE + method, { 'grpc-encoding': 'gzip' });
  const call = () => {
    const stream = session.request(ask).on('error', () => undefined);
    stream.resume().end(body);
    return once(stream, 'close').catch(() => undefined);
  };
  while (!session.destroyed) await Promise.race([closed, Promise.all([1, 2, 3, 4, 5].map(call))]);
}
