import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kata } from '../../src/course/kata.ts';
import { readKatas } from '../../src/course/katas.ts';
import { causeOf } from './cause.ts';
import { homeOf, localeOf } from './home.ts';
import { diagnosisOf, type Diagnosis } from './diagnosis.ts';
import { allLessons } from './lessons.ts';
import {
  suiteChaos,
  suiteChecks,
  type AnnouncedChaos,
  type AnnouncedCheck,
} from '../../src/course/suite-checks.ts';

/** Astro is started in the repository. */
const ROOT = process.cwd();

/** A kata as its pages show it. */
export interface KataPages {
  readonly kata: Kata;
  /** What its lesson says about itself. */
  readonly lesson: Awaited<ReturnType<typeof allLessons>>[number];
  /** The addresses of its two pages, and of the notes and slides for who teaches it. */
  readonly href: string;
  readonly mistakesHref: string;
  readonly notesHref: string;
  readonly slidesHref: string;
  readonly checks: readonly AnnouncedCheck[];
  /** Absent where the death of a Worker could disturb nothing. */
  readonly chaos: AnnouncedChaos | undefined;
  readonly mistakes: readonly MistakeEntry[];
}

/** A wrong answer that people give, and what came of it. */
export interface MistakeEntry {
  /** `undo-fifo` */
  readonly name: string;
  /** The check that catches it, without the kata's slug. */
  readonly check: string;
  /** Why somebody writes it so. */
  readonly cause: string;
  readonly diagnosis: Diagnosis;
}

const all = new Map<string | undefined, Promise<KataPages[]>>();

/** The katas in the order of the course; a build reads them once for all pages of a language. */
export function allKatas(locale?: string): Promise<KataPages[]> {
  // Whoever writes looks at what is written now.
  const known = import.meta.env.DEV ? undefined : all.get(locale);
  const katas = known ?? read(locale);
  all.set(locale, katas);
  return katas;
}

/** One page for each kata, at its slug. */
export async function kataPaths() {
  const katas = await allKatas();
  return katas.map(({ kata: { slug } }) => ({ params: { slug } }));
}

/** What a page of one kata shows, in the language of its address. */
export async function kataAt(url: URL, slug: string | undefined): Promise<KataPages> {
  const found = (await allKatas(localeOf(url))).find(({ kata }) => kata.slug === slug);
  if (!found) throw new Error(`There is no kata '${slug}'.`);
  return found;
}

async function read(locale: string | undefined): Promise<KataPages[]> {
  const [katas, lessons] = await Promise.all([readKatas(ROOT), allLessons(locale)]);
  return Promise.all(
    katas.map(async (kata) => {
      const lesson = lessons.find(({ slug }) => slug === kata.slug);
      if (!lesson) throw new Error(`The kata '${kata.slug}' has no lesson.`);
      const suite = kata.pristine['workflows.test.ts'] ?? '';
      return {
        kata,
        lesson,
        href: `${homeOf(locale)}katas/${kata.slug}/`,
        mistakesHref: `${homeOf(locale)}mistakes/${kata.slug}/`,
        notesHref: `${homeOf(locale)}teach/${kata.slug}/`,
        slidesHref: `${homeOf(locale)}slides/${kata.slug}/`,
        checks: suiteChecks(suite),
        chaos: suiteChaos(suite),
        mistakes: await Promise.all(kata.mistakes.map((mistake) => entryOf(kata, mistake))),
      };
    }),
  );
}

async function entryOf(
  kata: Kata,
  { name, caughtBy, files }: Kata['mistakes'][number],
): Promise<MistakeEntry> {
  const path = join('test', 'transcripts', kata.lesson.folder, `${name}.txt`);
  const transcript = await readFile(join(ROOT, path), 'utf8');
  return {
    name,
    check: caughtBy.replace(/^.*\//, ''),
    cause: causeOf(Object.values(files), `${kata.slug}: ${name}`),
    diagnosis: diagnosisOf(transcript),
  };
}
