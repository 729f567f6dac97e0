import { CourseError } from '../../course/error.ts';
import { wrap } from '../../kit/diagnosis.ts';
import { sentence } from '../../kit/sentence.ts';
import { NAME_LENGTH } from '../../workshop/limits.ts';
import { Seat } from '../../workshop/seat.ts';
import { columns } from '../columns.ts';
import { EXIT } from '../exit.ts';
import { paint } from '../paint.ts';
import { question } from '../question.ts';
import { ROOT } from '../root.ts';

const SEES =
  'The board sees which kata is at hand, which checks pass, and how many answers and hints it took. It never sees your code, unless you ask for help and agree to what is shown.';

export interface JoinOptions {
  readonly name?: string;
}

/** Takes a seat in a workshop. */
export async function join(address: string, code: string, options: JoinOptions): Promise<number> {
  const host = hostOf(address);
  const before = await Seat.read(ROOT);
  const left = await Seat.readLeft(ROOT);
  const name = (options.name ?? (await askedName(host, code, before ?? left))).trim();
  if (name === '') {
    throw new CourseError(
      'The board needs a name for you; a nickname does.',
      `Type: npx dojo join ${address} ${code} --name Ada`,
      { kind: 'usage' },
    );
  }
  if (name.length > NAME_LENGTH) {
    throw new CourseError(
      `A name has ${NAME_LENGTH} letters at most.`,
      'Type a shorter one; a nickname does.',
      { kind: 'usage' },
    );
  }
  // Who joins once more keeps the seat, perhaps under another name. Who had left has the secret of
  // the seat here still; by another name it may be somebody else at this machine.
  const own = before ?? (left?.isOf(name) ? left : undefined);
  const kept = own?.host === host ? await own.renamed(name).catch(() => undefined) : undefined;
  const seat = kept ?? (await Seat.take(ROOT, host, code, name));
  if (seat.name.toLowerCase() !== name.toLowerCase()) {
    console.log(sentence(`There is another ${name}, so you are ${seat.name}`));
  }
  if (before && !kept) console.log(sentence(`You sit no more in ${before.title}`));
  if (kept && !before) console.log('Welcome back: this is the seat that you left.');
  console.log(
    [
      paint('good', sentence(`You sit in ${seat.title} as ${seat.name}`)),
      '',
      ...wrap(SEES, columns()),
      '',
      'Go on:    npm start',
      'For help: the key ? while it watches, or npx dojo ask "Why …?"',
      'The end:  npx dojo leave',
    ].join('\n'),
  );
  return EXIT.pass;
}

/** `192.168.1.20:4600`, also of an address as a browser has it. */
function hostOf(address: string): string {
  const url = URL.parse(/^https?:\/\//.test(address) ? address : `http://${address}`);
  // A port is said, but for that which browsers leave out.
  const port = url?.port || (/:80(?:\/|$)/.test(address) ? '80' : '');
  if (url && url.hostname !== '' && port !== '') return `${url.hostname}:${port}`;
  throw new CourseError(
    `'${address}' is no address of a board.`,
    'It looks like 192.168.1.20:4600, and stands on the screen of the room.',
    { kind: 'usage' },
  );
}

async function askedName(host: string, code: string, seat: Seat | undefined): Promise<string> {
  if (!process.stdin.isTTY) return '';
  // Whose code is wrong need not think of a name first; who has or had a seat there needs no code.
  if (seat?.host !== host) await Seat.knock(host, code);
  return question('Your name, as the room will see it (a nickname does): ');
}
