import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { eventsFromJson } from '../../src/simulator/history/json.ts';
import type { HistoryEvent } from '../../src/simulator/history/event.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** A history that the course keeps; the official SDK and the test server made it. */
export interface Recorded {
  /** From the repository's root. */
  readonly path: string;
  readonly events: readonly HistoryEvent[];
}

/** Every history of the repository. */
export async function recordedHistories(): Promise<Recorded[]> {
  const found: Recorded[] = [];
  for await (const path of glob('{katas,lessons}/*/histories/*.json', { cwd: ROOT })) {
    const text = await readFile(join(ROOT, path), 'utf8');
    found.push({ path: path.replaceAll('\\', '/'), events: eventsFromJson(JSON.parse(text)) });
  }
  if (found.length === 0) throw new Error('The repository has no recorded histories.');
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
