import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, stagingDesk } from '../../course/staging.ts';
import { anotherServer, cacheOf, type Bench } from '../../judge/bench.ts';
import { TypeChecker } from '../../judge/typecheck.ts';
import type { LoadProblem } from '../../kit/runtime.ts';
import { LocalRuntime } from '../../runtime/local.ts';
import type { Relay } from '../../runtime/parent.ts';
import type { Seal } from '../../runtime/seal.ts';
import type { RunningServer } from '../../server/index.ts';
import { ServerProxy } from '../proxy/index.ts';
import { Passage } from './passage.ts';
import { machinery, spawnIn } from './sandbox.ts';
import { startSealed } from './sealed-host.ts';

/** Ports inside a sandbox, where nobody else listens. */
const SERVER_PORT = 7233;
const TESTS_PORT = 7234;
/** So long the types of an answer may take to check, in real milliseconds; it takes half a second. */
const TYPES_MS = 30_000;

/**
 * What the compiler is told. It is written in Go and lives for one answer: it need not clear up
 * before its memory is large.
 */
const COMPILER = { HOME: '/tmp', GOGC: 'off', GOMEMLIMIT: '400MiB' };

let benches = 0;

export interface SealedBench extends Bench {
  /** Ends whatever of the answer is at work, and all that begins from now on. */
  cutOff(): void;
}

/**
 * A bench for one answer alone. The answer is bundled, type-checked and run in sandboxes; there is a
 * test server for it and nobody else, of which it reaches what a Worker needs.
 *
 * @param root the repository
 * @param compiled where the machinery lies compiled: see `compileMachinery`
 */
export async function openSealedBench(root: string, compiled: string): Promise<SealedBench> {
  const desk = join(stagingDesk(root), `sealed-${(benches += 1)}`);
  const sockets = socketsFolder();
  const leaveNothing = () => {
    for (const folder of [desk, sockets]) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', leaveNothing);
  await mkdir(desk, { recursive: true });
  const inside = [...machinery(), desk];
  const types = TypeChecker.open(root, (command, args, stdio) =>
    spawnIn({ readable: inside, env: COMPILER }, [command, ...args], stdio),
  );
  const ways = new Ways(sockets);
  const hosts = new Set<ChildProcess>();
  let over = false;
  const seal: Seal = {
    start: (place) => {
      const readable = [...inside, sockets, compiled];
      const host = startSealed(place, { readable, relays: ways.relays, compiled });
      hosts.add(host.child);
      host.child.once('exit', () => hosts.delete(host.child));
      if (over) host.child.kill('SIGKILL');
      return host;
    },
    address: `127.0.0.1:${SERVER_PORT}`,
    folder: desk,
    admit: (queues) => ways.proxy.admit(queues),
    admitSession: (session) => ways.proxy.admitSession(session),
    admitActivity: (token) => ways.proxy.announceActivity(token),
    lend: (address) => ways.lend(address),
  };
  const starting = anotherServer(root);
  const runtime = LocalRuntime.open(
    starting.then(({ address }) => address),
    cacheOf(root),
    { startServer: () => anotherServer(root), seal },
  );
  runtime.catch(() => undefined);
  let server: RunningServer | undefined;
  const close = async () => {
    const opened = await runtime.catch(() => undefined);
    await Promise.all([opened?.close(), types.close(), ways.close()]);
    await server?.stop();
    process.off('exit', leaveNothing);
    leaveNothing();
  };
  try {
    server = await starting;
    await ways.open(server.address);
    return {
      runtime: await runtime,
      desk,
      // There is one answer to check, and then its compiler's 120 MB are free for the rest.
      check: (folder, shown) =>
        inTime(types.check(folder, shown)).finally(() => void types.close()),
      cutOff: () => {
        over = true;
        for (const host of hosts) host.kill('SIGKILL');
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A folder for the sockets of one bench. Not in the repository: a socket's path may have 104 bytes
 * at most. What killed processes left behind goes now.
 */
function socketsFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^dojo-seal-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `dojo-seal-${process.pid}-`));
}

/** The ways out of the sandboxes of one bench. */
class Ways {
  readonly relays: readonly Relay[];
  readonly #server: string;
  readonly #tests: string;
  #proxy: ServerProxy | undefined;
  #lent: { readonly address: string; readonly passage: Promise<Passage> } | undefined;

  constructor(sockets: string) {
    this.#server = join(sockets, 'server');
    this.#tests = join(sockets, 'tests');
    this.relays = [
      { port: SERVER_PORT, socket: this.#server },
      { port: TESTS_PORT, socket: this.#tests },
    ];
  }

  async open(address: string): Promise<void> {
    this.#proxy = await ServerProxy.open({ address, socket: this.#server });
  }

  /** What is between the sandboxes and the test server, from `open` on. */
  get proxy(): ServerProxy {
    if (!this.#proxy) throw new Error('The ways are not open yet.');
    return this.#proxy;
  }

  /** Another server for the answer's tests takes the place of the one before. */
  async lend(address: string): Promise<string> {
    if (this.#lent?.address !== address) {
      const before = this.#lent?.passage;
      const passage = (async () => {
        await (await before)?.close();
        return Passage.open(this.#tests, address);
      })();
      this.#lent = { address, passage };
    }
    await this.#lent.passage;
    return `127.0.0.1:${TESTS_PORT}`;
  }

  async close(): Promise<void> {
    await Promise.all([this.#proxy?.close(), (await this.#lent?.passage)?.close()]);
  }
}

/** Types can be written so that they take for ever. */
async function inTime(types: Promise<LoadProblem | undefined>): Promise<LoadProblem | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<LoadProblem>((resolve) => {
    timer = setTimeout(
      () =>
        resolve({
          kind: 'types',
          message: `The answer does not type-check within ${TYPES_MS / 1000} seconds.`,
          details: [],
        }),
      TYPES_MS,
    );
  });
  try {
    return await Promise.race([types, late]);
  } finally {
    clearTimeout(timer);
  }
}
