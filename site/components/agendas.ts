import process from 'node:process';
import {
  lessonTimes,
  readAgendas,
  timed,
  type Agenda,
  type LessonTime,
  type Session,
  type TimedPart,
} from '../../src/course/agenda.ts';
import { homeOf } from './home.ts';
import { allKatas } from './katas.ts';

/** Astro is started in the repository. */
const ROOT = process.cwd();

/** A lesson as who teaches it looks at it. */
export interface TaughtLesson {
  readonly slug: string;
  readonly number: number;
  /** `Saga` */
  readonly name: string;
  readonly title: string;
  readonly href: string;
  readonly notesHref: string;
  readonly slidesHref: string;
  /** How many mistakes there are to show. */
  readonly mistakes: number;
  readonly time: LessonTime;
}

/** The lessons in their order, with the time that they take. */
export async function taughtLessons(locale?: string): Promise<TaughtLesson[]> {
  const [katas, timeOf] = await Promise.all([allKatas(locale), lessonTimes(ROOT)]);
  return katas.map(({ kata: { slug }, lesson, notesHref, slidesHref, mistakes }) => ({
    slug,
    number: lesson.number,
    name: lesson.name,
    title: lesson.title,
    href: lesson.href,
    notesHref,
    slidesHref,
    mistakes: mistakes.length,
    time: timeOf(slug),
  }));
}

/** A session with its parts in their places. */
export type TimedSession = Session & {
  readonly parts: readonly TimedPart[];
  readonly minutes: number;
};

/** A workshop as its page shows it. */
export type AgendaPage = Agenda & {
  readonly href: string;
  readonly sessions: readonly TimedSession[];
};

/** The workshops, in the order of their length. */
export async function allAgendas(locale?: string): Promise<AgendaPage[]> {
  const [agendas, timeOf] = await Promise.all([readAgendas(ROOT), lessonTimes(ROOT)]);
  return agendas.map((agenda) => ({
    ...agenda,
    href: `${homeOf(locale)}teach/agendas/${agenda.id}/`,
    sessions: agenda.sessions.map((session) => ({ ...session, ...timed(session, timeOf) })),
  }));
}
