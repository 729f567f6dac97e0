import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from './error.ts';
import type { Lesson } from './lesson.ts';

/** The notes for who teaches a kata. */
export interface Notes {
  /** Where they are, from the repository. */
  readonly path: string;
  /** Their Markdown without the title. */
  readonly body: string;
  /** How many minutes they plan to talk at the end. */
  readonly toClose: number;
}

/** @throws CourseError when there are none, or they have no plan of their time */
export async function readNotes(root: string, { folder }: Lesson): Promise<Notes> {
  const path = `solutions/${folder}/facilitator.md`;
  const text = await readFile(join(root, path), 'utf8').catch((cause: unknown) => {
    throw new CourseError(`${path} is missing.`, 'Every kata has notes for who teaches it.', {
      cause,
    });
  });
  const toClose = /^Plan .*\band (\d+) to close\./m.exec(text)?.[1];
  if (toClose) return { path, body: text.replace(/^# .*\n+/, ''), toClose: Number(toClose) };
  throw new CourseError(
    `${path} has no plan of its time.`,
    'Write “Plan 10 minutes to read, 35 for the kata and 10 to close.” at its beginning.',
  );
}
