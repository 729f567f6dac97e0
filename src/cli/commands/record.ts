import { join } from 'node:path';
import { findLessons } from '../../course/katas.ts';
import { readLessons } from '../../course/lesson.ts';
import { recordHistories } from '../../recording/histories.ts';
import { recordLesson } from '../../recording/record.ts';
import { LocalRuntime } from '../../runtime/local.ts';
import { fetchServer, startServer } from '../../server/index.ts';
import { serverCache } from '../../judge/dojo.ts';
import { EXIT } from '../exit.ts';
import { ROOT } from '../root.ts';
import { recordTranscripts } from '../transcript.ts';

/** Records again what the course shows of real runs: histories, and failed checks as printed. */
export async function record(words: readonly string[]): Promise<number> {
  const tell = (line: string) => console.log(line);
  const all = await readLessons(ROOT);
  const lessons = words.length > 0 ? findLessons(all, words) : all;
  const server = await startServer(await fetchServer(serverCache(ROOT), tell));
  const changed: string[] = [];
  try {
    const runtime = await LocalRuntime.open(server.address, join(ROOT, '.dojo', 'cache'), {
      notesWaits: true,
    });
    try {
      for (const lesson of lessons) {
        changed.push(...(await recordLesson(ROOT, lesson, runtime, tell)));
        changed.push(...(await recordHistories(ROOT, lesson, runtime, tell)));
      }
    } finally {
      await runtime.close();
    }
  } finally {
    await server.stop();
  }
  changed.push(...(await recordTranscripts(ROOT, lessons, tell)));
  console.log(
    changed.length > 0
      ? `\nChanged:\n${changed.map((path) => `  ${path}`).join('\n')}`
      : '\nNothing changed.',
  );
  return EXIT.pass;
}
