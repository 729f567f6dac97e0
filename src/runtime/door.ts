import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { World } from '../kit/runtime.ts';
import { overSocket, type RuntimeCalls } from '../kit/wire.ts';
import type { JudgedRuntime } from './judged.ts';

/** Where suites, in threads or processes of their own, reach a local runtime. One suite at a time. */
export class Door {
  /** A local socket, or a named pipe on Windows; only this user can open it. */
  readonly path: string;
  readonly #server: Server;
  readonly #visitors = new Set<Socket>();

  private constructor(path: string, server: Server) {
    this.path = path;
    this.#server = server;
  }

  /** Opens the door; nobody is let in before `serve`. */
  static async open(): Promise<Door> {
    const path =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\durable-dojo-${randomUUID()}`
        : // Not in the repository: a socket's path may have 104 bytes at most.
          join(mkdtempSync(join(tmpdir(), 'dojo-')), 'runtime');
    const server = createServer();
    const door = new Door(path, server);
    process.once('exit', door.#leaveNothing);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return door;
  }

  /**
   * Lets suites in.
   *
   * @param current the runtime at which a suite that knocks now works
   * @param course what the door cannot know itself
   */
  serve(current: () => JudgedRuntime, course: Pick<RuntimeCalls, 'open' | 'teaches'>): void {
    this.#server.on('connection', (socket) => this.#welcome(socket, current(), course));
  }

  async close(): Promise<void> {
    for (const visitor of this.#visitors) visitor.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    process.off('exit', this.#leaveNothing);
    this.#leaveNothing();
  }

  readonly #leaveNothing = (): void => {
    if (process.platform !== 'win32') rmSync(dirname(this.path), { recursive: true, force: true });
  };

  #welcome(
    socket: Socket,
    runtime: JudgedRuntime,
    course: Pick<RuntimeCalls, 'open' | 'teaches'>,
  ): void {
    this.#visitors.add(socket);
    const calls: RuntimeCalls = {
      open: async (slug) => {
        runtime.world = world;
        return course.open(slug);
      },
      teaches: (topic, reader) => course.teaches(topic, reader),
      answer: () => runtime.answer(),
      exported: (name) => runtime.exported(name),
      start: (request) => runtime.start(request),
      settled: (run, patience) => runtime.settled(run, patience),
      resting: (run, after) => runtime.resting(run, after),
      history: (run) => runtime.history(run),
      histories: (run) => runtime.histories(run),
      cancel: (run) => runtime.cancel(run),
      isStuck: (run) => runtime.isStuck(run),
      signal: (run, name, args) => runtime.signal(run, name, args),
      query: (run, name, args) => runtime.query(run, name, args),
      update: (run, name, args) => runtime.update(run, name, args),
      now: () => runtime.now(),
      // Time is one for all: a suite that was broken off has no say in the next one's.
      holdTime: async () => (runtime.isServing(world) ? runtime.holdTime() : undefined),
      releaseTime: async () => (runtime.isServing(world) ? runtime.releaseTime() : undefined),
      passTime: async (milliseconds) =>
        runtime.isServing(world) ? runtime.passTime(milliseconds) : undefined,
      replay: (run, member) => runtime.replay(run, member),
      replayRecorded: (history) => runtime.replayRecorded(history),
      recording: (run, member) => runtime.recording(run, member),
      work: (attempt) => runtime.work(attempt),
      beat: (attempt, details) => runtime.beat(attempt, details),
      passTimeIn: (attempt, milliseconds) => runtime.passTimeIn(attempt, milliseconds),
      answerFor: (attempt, reply) => runtime.answerFor(attempt, reply),
      client: (call) => runtime.client(call),
      starts: (session) => runtime.starts(session),
      tests: (request) => runtime.tests(request),
    };
    const suite = overSocket<Required<World>, RuntimeCalls>(socket, calls);
    const world: World = {
      perform: (task) => suite.perform(task),
      serve: (call) => suite.serve(call),
    };
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#visitors.delete(socket);
      // Calls that wait for this suite would wait for ever.
      suite.$close();
      runtime.forget(world);
    });
  }
}
