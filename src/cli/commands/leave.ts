import { join } from 'node:path';
import { writeWhole } from '../../course/files.ts';
import { Seat } from '../../workshop/seat.ts';
import { EXIT } from '../exit.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';
import { alone, heard } from './ask.ts';

/** Leaves a workshop, and takes home what was done there. */
export async function leave({ forget = false }: { readonly forget?: boolean }): Promise<number> {
  const seat = await Seat.read(ROOT);
  if (!seat) throw alone();
  if (forget) {
    await heard(seat, seat.forget());
    await seat.leave();
    console.log('The board has deleted all that came from you. Your answers stay.');
    return EXIT.pass;
  }
  const kept = await seat
    .send()
    .then(() => seat.summary())
    .then(async (text) => {
      await seat.goodbye();
      return text;
    })
    .catch(() => undefined);
  if (kept !== undefined) {
    const file = `workshop-${new Date().toISOString().slice(0, 10)}.md`;
    await writeWhole(join(ROOT, 'answers', file), `${kept}\n`);
    console.log(`What you can do now, and what next: ${paint('strong', `answers/${file}`)}`);
  } else {
    console.log('The board is not heard, or is another one now: there is no page of what you did.');
  }
  await seat.leave();
  console.log('You sit in no workshop any more. Your answers and progress stay. Go on: npm start');
  return EXIT.pass;
}
