import { BoardError } from '../../workshop/board-request.ts';
import { Seat } from '../../workshop/seat.ts';
import { EXIT } from '../exit.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';
import { keepPage, ownSummary } from '../take-home.ts';
import { alone, heard } from './ask.ts';

/** Leaves a workshop, and takes home what was done there. */
export async function leave({ forget = false }: { readonly forget?: boolean }): Promise<number> {
  const seat = await Seat.read(ROOT);
  if (forget) return forgotten(seat ?? (await Seat.readLeft(ROOT)));
  if (!seat) throw alone();
  const { told, over } = await goodbye(seat);
  const text = told ?? (await ownSummary(ROOT, seat));
  if (told === undefined) {
    console.log(
      over
        ? 'The board knows your seat no more: the room was deleted or begun anew.'
        : `The board at ${seat.host} is not heard.`,
    );
  }
  if (text === '') console.log('You began no kata here, so there is no page of what you did.');
  else {
    const file = paint('strong', await keepPage(ROOT, `${text}\n`));
    const source = told === undefined ? ', as far as this machine knows it' : '';
    console.log(`What you can do now, and what next${source}: ${file}`);
  }
  // A room that is over gives no seat back.
  await (over ? seat.drop() : seat.leave());
  console.log('You sit in no workshop any more. Your answers and progress stay. Go on: npm start');
  return EXIT.pass;
}

/** Says goodbye; gives the page that the board makes, and whether the room is over. */
async function goodbye(seat: Seat): Promise<{ told?: string; over?: boolean }> {
  try {
    await seat.send();
    const told = await seat.summary();
    await seat.goodbye();
    return { told };
  } catch (error) {
    return { over: error instanceof BoardError && error.status === 401 };
  }
}

/** Has the board delete what came from a seat, and forgets the seat. */
async function forgotten(seat: Seat | undefined): Promise<number> {
  if (!seat) throw alone();
  await heard(seat, seat.forget(), 'Nothing is deleted yet. Type the same command again later.');
  await seat.drop();
  console.log('The board has deleted all that came from you. Your answers stay.');
  return EXIT.pass;
}
