import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { endGroup, endProcess, groupGone } from './command.ts';

/** A server process that was started, and may or may not come to answer. */
export interface Launched {
  readonly pid: number;
  stop(): Promise<void>;
  readonly exited: Promise<void>;
  output(): string;
  /** Why it will not answer any more, as far as that is known. */
  ended(): 'no-start' | 'exited' | 'port-taken' | undefined;
}

const LIFELINE = fileURLToPath(new URL('./lifeline.mjs', import.meta.url));
const KEPT_OUTPUT = 65_536;
/**
 * What the server prints when somebody else has its port. It does not end then: Java waits for
 * threads that never finish, so these words are the only sign.
 */
const PORT_TAKEN = /Failed to bind to address|Address already in use/;

/**
 * Starts a server process that ends with this one.
 *
 * It gets a session of its own, so that a Ctrl-C in the terminal reaches us alone and we stop it in
 * order. A second small process, the lifeline, holds the other end of a pipe and ends the server
 * when the pipe closes. It starts at the same time and nobody waits for it.
 */
export function launch(command: string, args: readonly string[]): Launched {
  const lifeline = spawn(process.execPath, [LIFELINE], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  lifeline.on('error', () => {});
  lifeline.stdin.on('error', () => {});
  const server = spawn(command, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  if (server.pid !== undefined) lifeline.stdin.write(`${server.pid}\n`);

  let output = '';
  let ended: ReturnType<Launched['ended']>;
  const kill = (): void => {
    // Once it is gone its number may belong to somebody else.
    if (server.pid !== undefined && !gone) endProcess(server.pid);
  };
  const keep = (text: string): void => {
    output = (output + text).slice(-KEPT_OUTPUT);
    if (ended === undefined && PORT_TAKEN.test(output)) {
      ended = 'port-taken';
      kill();
    }
  };
  server.stdout.setEncoding('utf8').on('data', keep);
  server.stderr.setEncoding('utf8').on('data', keep);

  let gone = false;
  const exited = new Promise<void>((settle) => {
    const finish = (why: 'no-start' | 'exited'): void => {
      if (gone) return;
      gone = true;
      ended ??= why;
      // A wrapper that ended may have left behind what it started.
      if (server.pid !== undefined) endGroup(server.pid);
      lifeline.kill('SIGKILL');
      settle();
    };
    server.once('error', (cause) => {
      if (server.pid !== undefined) return;
      output += cause.message;
      finish('no-start');
    });
    server.once('exit', () => finish('exited'));
  });

  // A server that nobody stops must not keep this process from ending; the lifeline sees to it.
  for (const held of [server, lifeline, server.stdout, server.stderr, lifeline.stdin]) {
    (held as { unref?: () => void }).unref?.();
  }
  return {
    pid: server.pid ?? 0,
    exited,
    output: () => output,
    ended: () => ended,
    stop: async () => {
      if (gone) return;
      server.ref();
      kill();
      await exited;
      // An executable may be a wrapper; what it started listens a moment longer.
      if (server.pid !== undefined) await groupGone(server.pid);
    },
  };
}
