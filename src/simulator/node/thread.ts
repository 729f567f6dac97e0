import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RealmOptions } from './realm.ts';
import type { Asked, Thread, Told } from '../sandbox/distance.ts';

const MAIN = resolve(import.meta.dirname, 'thread-main.ts');
/** More memory no answer to a kata needs, in megabytes. */
const MEMORY_MB = 512;

export type ThreadOptions = Pick<RealmOptions, 'lowered' | 'locality'>;

/** Starts a thread of Node's. @param script the bundle of `sandbox/entry.ts` */
export function startThread(script: string, options: ThreadOptions = {}): Thread {
  const worker = new Worker(MAIN, {
    workerData: { script, ...options },
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  worker.unref();
  return {
    post: (asked: Asked) => worker.postMessage(asked),
    onMessage: (receive) => void worker.on('message', (told: Told) => receive(told)),
    onEnd: (ended) => {
      worker.on('error', (error: NodeJS.ErrnoException) => {
        const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        ended(memory ? 'its memory was used up' : error.message);
      });
      worker.on('exit', () => ended('the thread ended'));
    },
    terminate: () => void worker.terminate(),
    after: (milliseconds, work) => {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
