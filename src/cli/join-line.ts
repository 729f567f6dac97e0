import type { Board } from '../workshop/board.ts';
import type { Change, Room } from '../workshop/room.ts';
import { paint } from './paint.ts';

/** What learners type to join. */
export function joinLine(host: string, code: string): string {
  return paint('strong', `npx dojo join ${host} ${code}`);
}

/** Tells what learners type when the code has become another one: the one above opens nothing. */
export function tellsCode(
  { podium }: Room,
  { host }: Board,
  tell: (text: string) => void,
): (change: Change) => void {
  let { code } = podium;
  return ({ all }) => {
    if (!all || code === podium.code) return;
    ({ code } = podium);
    tell(`\nThe code is another one. Learners join with:\n  ${joinLine(host, code)}`);
  };
}
