import { rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { closest } from 'fastest-levenshtein';
import { renderUnicodeCompact } from 'uqr';
import { CourseError } from '../../course/error.ts';
import { readAgendaFacts } from '../../workshop/agenda-facts.ts';
import { BOARD_PORT, startBoard, type Board } from '../../workshop/board.ts';
import { readKataFacts } from '../../workshop/course-facts.ts';
import { readKit } from '../../workshop/bundles.ts';
import { kitCommand } from '../../workshop/kit-package.ts';
import { Room } from '../../workshop/room.ts';
import { localAddresses } from '../addresses.ts';
import { tellsTrouble } from '../board-trouble.ts';
import { endInOrder } from '../end-request.ts';
import { EXIT } from '../exit.ts';
import { joinLine, tellsCode } from '../join-line.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';
import { ownRoom, ROOM_FILE } from '../room-file.ts';

export interface WorkshopOptions {
  readonly listen?: string;
  readonly port?: number;
  readonly agenda?: string;
  readonly title?: string;
  readonly kit?: string;
  readonly new?: boolean;
}

const ONLY_HERE = '127.0.0.1';

/** Serves the live board until it is told to end. */
export async function workshop(options: WorkshopOptions): Promise<number> {
  const { listen: address = ONLY_HERE, port = BOARD_PORT, agenda, title, kit } = options;
  const katas = await readKataFacts(ROOT);
  const agendas = await readAgendaFacts(ROOT, katas);
  const ids = agendas.map(({ id }) => id);
  if (agenda !== undefined && !ids.includes(agenda)) {
    throw new CourseError(
      `There is no agenda '${agenda}'.`,
      `The nearest is \`${closest(agenda, ids)}\`. There are: ${ids.join(', ')}.`,
      { kind: 'usage' },
    );
  }
  if (kit !== undefined) await mustHaveBundles(kit);
  const free = ownRoom();
  if (options.new) await setAside();
  const room = Room.open(ROOM_FILE, katas, title);
  const ended = Promise.withResolvers<void>();
  const ending = endInOrder(() => ended.resolve());
  let board: Board | undefined;
  try {
    board = await startBoard({
      root: ROOT,
      room,
      katas,
      agendas,
      address,
      port,
      ...(agenda === undefined ? {} : { agenda }),
      ...(kit === undefined ? {} : { kit: resolve(kit) }),
      trouble: tellsTrouble((text) => console.error(paint('bad', text))),
    });
    console.log(opened(room, board, address, kit));
    const unfollow = room.follow(tellsCode(room, board, (text) => console.log(text)));
    if (!ending.aborted) await ended.promise;
    unfollow();
  } finally {
    await board?.close();
    room.close();
    free();
  }
  console.log('\nThe board is closed; the same command opens it again, with all that it knows.');
  return EXIT.pass;
}

/** @throws CourseError when a kit has nothing to give */
async function mustHaveBundles(kit: string): Promise<void> {
  const { bundles, refused } = await readKit(kit);
  if (bundles.length > 0) return;
  const [first] = refused;
  throw new CourseError(
    first ? `${first.file} of ${kit} can't be served: ${first.why}.` : `${kit} has no bundle.`,
    `Make them: npx dojo setup --offline-bundle ${kit.replace(/[/\\]*$/, '/')} --platform linux-x64 --platform win32-x64`,
    { kind: 'usage' },
  );
}

/** What the instructor reads first. */
function opened(
  room: Room,
  { host, wall, lead }: Board,
  address: string,
  kit: string | undefined,
): string {
  const known = room.people().length;
  const here = address === ONLY_HERE;
  return [
    `${paint('good', 'The board is open')}: ${room.title}${known > 0 ? `, ${known} seats taken before` : ''}`,
    '',
    'Learners join with:',
    `  ${joinLine(host, room.podium.code)}`,
    ...(kit === undefined
      ? []
      : ['Who has no course yet gets it from here:', `  ${kitCommand(`http://${host}/kit`)}`]),
    ...(here
      ? ['', ...onlyHere()]
      : [
          '',
          'How to join, to be scanned:',
          renderUnicodeCompact(`http://${host}/`, { border: 1 }),
        ]),
    '',
    'Open these in a browser of this machine. Who has them leads the room:',
    `  for the projector  ${wall}`,
    `  for you            ${lead}`,
    '',
    paint('quiet', 'Ctrl-C closes the board. All that it knows is kept in .dojo/room.'),
  ].join('\n');
}

function onlyHere(): string[] {
  const found = localAddresses();
  return [
    paint('look', 'Only this machine can join. To let a room in:'),
    ...(found.length > 0
      ? found.map((each) => `  npx dojo workshop --listen ${each.address}`)
      : ['  connect it to the network of the room, then type the same command again']),
  ];
}

/** Keeps the room before under another name. */
async function setAside(): Promise<void> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const aside = join(ROOM_FILE, '..', `room-${stamp}.sqlite`);
  for (const part of ['', '-wal', '-shm']) {
    await rename(`${ROOM_FILE}${part}`, `${aside}${part}`).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }
}
