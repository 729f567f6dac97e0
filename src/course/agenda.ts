import { z } from 'zod';
import { readData } from './data-file.ts';
import { CourseError } from './error.ts';
import { readFrontmatter, readLessons } from './lesson.ts';
import { readNotes } from './notes.ts';
import { slug } from './schema.ts';
import { readWords, WORDS_FILE } from './words.ts';

/** The workshops, as a path from the repository. */
export const AGENDAS_FILE = 'lessons/agendas.json';

/** The key of words without markup, which a terminal can show too. */
const plain = z.string().regex(/^agenda\.[a-z0-9_]+$/, 'words of agendas are keys: agenda.lunch');
const minutes = z.number().int().min(1).max(480);

const late = z.strictObject({
  /** What is left out or made shorter by who is late. */
  how: plain,
  /** How many minutes that saves; all of the part when it is not told. */
  saves: minutes.optional(),
});

const lessonPart = z.strictObject({
  /** The slug of a lesson: it is read, its kata is written, and its closing talk is held. */
  lesson: slug,
  /** What of it is done outside the session: reading before it, minutes of the kata after it. */
  home: z.strictObject({ read: z.literal(true).optional(), kata: minutes.optional() }).optional(),
  late: late.optional(),
});

const otherPart = z.strictObject({
  minutes,
  title: plain,
  /** More about it, for the page: may have markup. */
  what: plain.optional(),
  /** Everybody gets up. */
  pause: z.literal(true).optional(),
  late: late.optional(),
});

const session = z.strictObject({
  name: plain.optional(),
  /** What it must fit into, in minutes. */
  within: minutes,
  parts: z.array(z.union([lessonPart, otherPart])).min(1),
});

const agenda = z.strictObject({
  id: slugOrNumber(),
  name: plain,
  /** What it is about, in a sentence. */
  aim: plain,
  /** For whom it is. */
  whom: plain,
  /** What they can do afterwards. */
  can: z.array(plain).min(1),
  sessions: z.array(session).min(1),
});

const agendasFile = z.strictObject({ agendas: z.array(agenda).min(1) });

/** A workshop, and what is done in it. Its words are those of `site/content/i18n`. */
export type Agenda = z.infer<typeof agenda>;
/** What is done in one go: an hour of eight, a day of two. */
export type Session = z.infer<typeof session>;
/** A lesson with its kata, or something else that takes its time. */
export type Part = z.infer<typeof lessonPart> | z.infer<typeof otherPart>;

/** An address may begin with a figure: `90-minutes`. */
function slugOrNumber() {
  return z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words and hyphens');
}

/**
 * The workshops, in the order of their length.
 *
 * @throws CourseError when they are missing or wrong, name a lesson or words that are not there,
 *   or when a session takes longer than it may
 */
export async function readAgendas(root: string): Promise<Agenda[]> {
  const { agendas } = await readData(root, {
    path: AGENDAS_FILE,
    schema: agendasFile,
    why: 'It has the agendas of workshops.',
    source: 'src/course/agenda.ts',
  });
  const [words, timeOf, lessons] = await Promise.all([
    readWords(root),
    lessonTimes(root),
    readLessons(root),
  ]);
  const slugs = lessons.map((lesson) => lesson.slug);
  for (const each of agendas) {
    const unknown = lessonsOf(each).find((name) => !slugs.includes(name));
    if (unknown !== undefined) {
      const hint = `Lessons are named by their slugs: ${slugs.join(', ')}.`;
      throw wrong(each, `has the lesson '${unknown}', and there is none`, hint);
    }
    for (const key of wordsOf(each)) {
      if (words.has(key)) continue;
      throw wrong(each, `says '${key}', and there are no such words`, `Add them to ${WORDS_FILE}.`);
    }
    for (const one of each.sessions) checkTimes(each, one, timeOf);
  }
  return agendas;
}

function wrong({ id }: Agenda, what: string, hint: string): CourseError {
  return new CourseError(`${AGENDAS_FILE}: the agenda '${id}' ${what}.`, hint);
}

/** The slugs of an agenda's lessons, in their order. */
export function lessonsOf({ sessions }: Agenda): string[] {
  return sessions.flatMap(({ parts }) =>
    parts.flatMap((part) => ('lesson' in part ? [part.lesson] : [])),
  );
}

/** All keys of words that an agenda has. */
function wordsOf({ name, aim, whom, can, sessions }: Agenda): string[] {
  const parts = sessions.flatMap((each) => each.parts);
  return [
    name,
    aim,
    whom,
    ...can,
    ...sessions.map((each) => each.name),
    ...parts.flatMap((part) => ('lesson' in part ? [] : [part.title, part.what])),
    ...parts.map((part) => part.late?.how),
  ].filter((key) => key !== undefined);
}

function checkTimes(each: Agenda, one: Session, timeOf: TimeOf): void {
  const { parts, minutes: all } = timed(one, timeOf);
  if (all > one.within) {
    throw wrong(
      each,
      `takes ${all} minutes where it has ${one.within}`,
      'Take something out, or let a part of a lesson be done at home.',
    );
  }
  for (const { from, takes, saves } of parts) {
    const hint = 'Say what is right in its `home` and `late`.';
    if (takes < 1) throw wrong(each, `leaves nothing to do at ${clock(from)}`, hint);
    if (saves <= takes) continue;
    throw wrong(each, `saves ${saves} minutes of ${takes} at ${clock(from)}`, hint);
  }
}

/** What is known of a lesson's time, in minutes. */
export interface LessonTime {
  readonly read: number;
  readonly kata: number;
  readonly toClose: number;
}

/** How long a lesson takes, by its slug. */
export type TimeOf = (lesson: string) => LessonTime;

/**
 * The times of all lessons: what they say of reading and of their kata, and what their notes plan
 * for talking at the end. Asked for a lesson that is not there, it throws a CourseError.
 */
export async function lessonTimes(root: string): Promise<TimeOf> {
  const lessons = await readLessons(root);
  const times = new Map(
    await Promise.all(
      lessons.map(async (lesson) => {
        const [{ minutes: own }, { toClose }] = await Promise.all([
          readFrontmatter(root, lesson),
          readNotes(root, lesson),
        ]);
        return [lesson.slug, { ...own, toClose }] as const;
      }),
    ),
  );
  return (lesson) => {
    const time = times.get(lesson);
    if (time) return time;
    throw new CourseError(`There is no lesson '${lesson}'.`, 'npx dojo list names them.');
  };
}

/** A part with its place in time, in minutes from the beginning of its session. */
export type TimedPart = Part & {
  readonly from: number;
  readonly takes: number;
  /** How many minutes its `late` saves; 0 where nothing can be left out. */
  readonly saves: number;
};

/** The parts of a session one after the other, and how long all of them take. */
export function timed(
  { parts }: Session,
  timeOf: TimeOf,
): { readonly parts: TimedPart[]; readonly minutes: number } {
  let from = 0;
  const all = parts.map((part): TimedPart => {
    const takes = 'lesson' in part ? inTheRoom(timeOf(part.lesson), part.home) : part.minutes;
    const placed = { ...part, from, takes, saves: part.late ? (part.late.saves ?? takes) : 0 };
    from += takes;
    return placed;
  });
  return { parts: all, minutes: from };
}

/** From the first word read to the last one said. */
export function whole({ read, kata, toClose }: LessonTime): number {
  return read + kata + toClose;
}

function inTheRoom(time: LessonTime, home: z.infer<typeof lessonPart>['home'] = {}): number {
  return whole(time) - (home.read ? time.read : 0) - (home.kata ?? 0);
}

/** `1:05`: hours and minutes. */
export function clock(all: number): string {
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
}
