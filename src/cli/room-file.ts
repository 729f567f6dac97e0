import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from '../course/error.ts';
import { ROOT } from './root.ts';

/** What the board of this machine keeps. */
export const ROOM_FOLDER = join(ROOT, '.dojo', 'room');
export const ROOM_FILE = join(ROOM_FOLDER, 'room.sqlite');
/** Whose process serves it. */
export const PID_FILE = join(ROOM_FOLDER, 'pid');

/** @throws CourseError when a board of this machine runs */
export async function mustNotRun(): Promise<void> {
  const pid = Number(await readFile(PID_FILE, 'utf8').catch(() => '0'));
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return;
  try {
    process.kill(pid, 0);
  } catch {
    // It ended without saying so.
    return;
  }
  throw new CourseError(
    `A board runs already (process ${pid}).`,
    'Press Ctrl-C in its terminal first, then type the same command again.',
    { kind: 'usage' },
  );
}
