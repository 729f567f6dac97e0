import { join } from 'node:path';
import { watch as watchFiles, type FSWatcher } from 'chokidar';
import type { Kata } from '../course/kata.ts';

const POLL_MS = 200;

export interface Changes {
  /** A file of the answer was saved, deleted or put back. */
  readonly answer: () => void;
  /** A file of the suite was. */
  readonly suite: () => void;
  /** Changes are perhaps no longer seen. */
  readonly trouble: (message: string) => void;
}

/** Tells when a kata's answer changes, or its suite. */
export class AnswerWatcher {
  readonly #watcher: FSWatcher;

  private constructor(watcher: FSWatcher) {
    this.#watcher = watcher;
  }

  /**
   * Begins to watch; what is saved after it resolves is seen.
   *
   * @param poll looks for changes instead of being told, for network disks
   */
  static async open(
    root: string,
    { lesson }: Kata,
    poll: boolean,
    changes: Changes,
  ): Promise<AnswerWatcher> {
    const suite = join(root, 'katas', lesson.folder);
    const watcher = watchFiles([join(root, 'answers', lesson.folder), suite], {
      ignoreInitial: true,
      backend: poll ? 'polling' : 'auto',
      pollingInterval: POLL_MS,
    });
    watcher.on('all', (_, path) => {
      if (!path.endsWith('.ts')) return;
      if (path.startsWith(suite)) changes.suite();
      else changes.answer();
    });
    watcher.on('error', (error) =>
      changes.trouble(error instanceof Error ? error.message : String(error)),
    );
    await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
    return new AnswerWatcher(watcher);
  }

  async close(): Promise<void> {
    await this.#watcher.close();
  }
}
