import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CourseError } from '../../course/error.ts';
import { writeWhole } from '../../course/files.ts';
import { readAgendaFacts } from '../../workshop/agenda-facts.ts';
import { readKataFacts } from '../../workshop/course-facts.ts';
import type { KataFacts } from '../../workshop/facts.ts';
import { Room } from '../../workshop/room.ts';
import { roomCsv } from '../../workshop/room-csv.ts';
import { personSummary, roomSummary } from '../../workshop/summary.ts';
import { SUMMARY_STYLE, summarized, summaryPage } from '../../workshop/summary-page.ts';
import { EXIT } from '../exit.ts';
import { agreed } from '../question.ts';
import { ownRoom, ROOM_FILE, ROOM_FOLDER } from '../room-file.ts';
import { ROOT } from '../root.ts';

/** Writes who did what as a table. */
export async function exportRoom(file: string | undefined): Promise<number> {
  const katas = await readKataFacts(ROOT);
  const text = withRoom(katas, (room) => roomCsv(room, katas));
  // Who looks at a terminal wants a file; who passes it on, the text.
  if (file === undefined && !process.stdout.isTTY) {
    process.stdout.write(text);
    return EXIT.pass;
  }
  const path = file ?? 'room.csv';
  await writeWhole(resolve(path), text);
  console.log(`Wrote ${path}.`);
  return EXIT.pass;
}

/** Writes the summaries: the instructor's, each learner's, and all of them as a page to print. */
export async function writeSummaries(folder: string): Promise<number> {
  const katas = await readKataFacts(ROOT);
  const agendas = await readAgendaFacts(ROOT, katas);
  const written = withRoom(katas, (room) => {
    const known = summarized({ room, katas, agendas });
    return {
      people: known.people.length,
      files: new Map([
        ['room.md', roomSummary(known)],
        ['print.html', summaryPage({ room, katas, agendas }, `<style>${SUMMARY_STYLE}</style>`)],
        ...known.people.map(
          (person) =>
            [
              `people/${person.id}-${fileName(person.name)}.md`,
              personSummary(known, person),
            ] as const,
        ),
      ]),
    };
  });
  for (const [name, text] of written.files) await writeWhole(resolve(folder, name), text);
  console.log(
    [
      `Wrote ${folder}:`,
      '  room.md     for you: what was solved, where time went, what cost most tries',
      `  people/     a page for each of ${written.people} learners`,
      '  print.html  all of it, to print',
    ].join('\n'),
  );
  return EXIT.pass;
}

/** Deletes the room and those that were set aside, after asking. */
export async function forgetRoom({ yes = false }: { readonly yes?: boolean }): Promise<number> {
  const there = existsSync(ROOM_FILE);
  // Of a room that a board has open, nobody need be asked; and it may be opened meanwhile.
  ownRoom()();
  if (there && !yes && !(await agrees())) {
    console.log('Nothing was deleted.');
    return EXIT.pass;
  }
  ownRoom()();
  await rm(ROOM_FOLDER, { recursive: true, force: true, maxRetries: 3 });
  console.log(
    there
      ? 'The room is deleted, with all that came from its learners. Tables and summaries that you wrote stay.'
      : 'There was no room.',
  );
  return EXIT.pass;
}

/** @throws CourseError when there is nobody to ask */
function agrees(): Promise<boolean> {
  return agreed(
    'Delete the room, those that were set aside, and all that came from their learners? (y/n) ',
    'To delete all of it without being asked, type the same command with --yes.',
  );
}

function withRoom<T>(katas: readonly KataFacts[], work: (room: Room) => T): T {
  if (!existsSync(ROOM_FILE)) {
    throw new CourseError('There is no room on this machine.', 'Open one: npx dojo workshop', {
      kind: 'usage',
    });
  }
  const room = Room.open(ROOM_FILE, katas);
  try {
    return work(room);
  } finally {
    room.close();
  }
}

/** Of a name, what a file may be called by on every system. */
function fileName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-');
  return safe.replaceAll(/^-+|-+$/g, '').slice(0, 30) || 'learner';
}
