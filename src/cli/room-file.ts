import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CourseError } from '../course/error.ts';
import { ROOT } from './root.ts';

/** What the board of this machine keeps. */
export const ROOM_FOLDER = join(ROOT, '.dojo', 'room');
export const ROOM_FILE = join(ROOM_FOLDER, 'room.sqlite');

/**
 * Makes the room this process's own: a lock that ends with the process, however that ends.
 *
 * @returns what gives it free
 * @throws CourseError when a board of this machine has it
 */
export function ownRoom(): () => void {
  mkdirSync(ROOM_FOLDER, { recursive: true });
  const lock = new DatabaseSync(join(ROOM_FOLDER, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw new CourseError(
      'A board runs already on this machine.',
      'Press Ctrl-C in its terminal first, then type the same command again.',
      { kind: 'usage', cause: error },
    );
  }
  return () => lock.close();
}
