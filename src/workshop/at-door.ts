import { CourseError } from '../course/error.ts';
import { askBoard, BoardError, type BoardRequest } from './board-request.ts';

/** What to do who is not let in, by the board's answer. */
const HINTS: Readonly<Record<number, string>> = {
  403: 'Compare the code with that on the screen of the room, then type the same command again.',
  423: 'Ask who leads the room.',
};

/**
 * Asks what only a room's code opens.
 *
 * @throws CourseError when the board can't be reached or lets nobody in
 */
export async function atDoor(request: Omit<BoardRequest, 'method' | 'token'>): Promise<unknown> {
  try {
    return await askBoard({ ...request, method: 'POST' });
  } catch (error) {
    throw new CourseError(
      error instanceof BoardError
        ? `The board does not let you in: ${error.message}`
        : `There is no board at ${request.host}.`,
      error instanceof BoardError
        ? (HINTS[error.status] ?? 'Wait a moment, then type the same command again.')
        : 'Compare the address with that on the screen of the room. You must be in the same network as the room.',
      { cause: error },
    );
  }
}
