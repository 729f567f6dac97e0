import { readFrontmatter, type Lesson } from '../course/lesson.ts';
import { TOPICS_FILE, type Claim } from '../course/topics.ts';
import { lineAt, nearest, problemOf, type Problem } from './problem.ts';

/** What a page is held against. */
export interface Outline {
  readonly lessons: readonly Lesson[];
  /** What the lessons say that they teach. */
  readonly claims: readonly Claim[];
  /** The ids of all topics that there are. */
  readonly topics: readonly string[];
  /** The headings of each lesson, by slug. */
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Looks at what a lesson's page says about itself.
 *
 * @param page the page's text
 */
export async function sweepPage(
  root: string,
  lesson: Lesson,
  page: string,
  outline: Outline,
): Promise<Problem[]> {
  const where = `lessons/${lesson.folder}/index.mdx`;
  try {
    const { needs } = await readFrontmatter(root, lesson);
    const own = outline.claims.filter((claim) => claim.lesson.folder === lesson.folder);
    const at = (field: string, name: string) =>
      lineAt(page, page.indexOf(name, page.search(new RegExp(`^${field}:`, 'm'))));
    return [
      ...own.flatMap((claim) =>
        claimProblems(claim, outline).map((told) => ({ line: at('covers', claim.topic), ...told })),
      ),
      ...needs.flatMap((need) =>
        needProblems(need, lesson, outline).map((told) => ({ line: at('needs', need), ...told })),
      ),
    ].map((told) => ({ where, ...told }));
  } catch (error) {
    return [problemOf(where, error)];
  }
}

type Told = Omit<Problem, 'where'>;

function claimProblems(claim: Claim, { claims, topics, anchors }: Outline): Told[] {
  const { topic, anchor, lesson } = claim;
  if (!topics.includes(topic)) {
    return [unknown(`covers '${topic}', and there is no such topic.`, topic, topics)];
  }
  if (anchor === undefined) return [];
  const headings = anchors.get(lesson.slug) ?? new Set();
  if (!headings.has(anchor)) {
    const meant = nearest(anchor, [...headings]);
    return [
      {
        wrong: `covers '${topic}' under '#${anchor}', and has no such heading.`,
        fix: meant === undefined ? 'Write the heading.' : `Is it meant to be '#${meant}'?`,
      },
    ];
  }
  const first = claims.find((one) => one.topic === topic && one.anchor !== undefined);
  if (first === undefined || first === claim) return [];
  return [
    {
      wrong: `names a heading for '${topic}', and so does lessons/${first.lesson.folder}.`,
      fix: 'People are sent to one place: leave the heading away in one of them.',
    },
  ];
}

/** A lesson may build on whole lessons and on single topics, as far as they come before it. */
function needProblems(need: string, lesson: Lesson, outline: Outline): Told[] {
  const later = {
    wrong: `needs '${need}', which does not come before it.`,
    fix: 'A lesson may build only on earlier ones.',
  };
  if (!need.includes('.')) {
    const { lessons } = outline;
    const needed = lessons.find(({ slug }) => slug === need);
    if (needed) return needed.number < lesson.number ? [] : [later];
    const slugs = lessons.map(({ slug }) => slug);
    const meant = nearest(need, slugs);
    const fix =
      meant === undefined ? 'Name a lesson by its slug.' : `Is it meant to be '${meant}'?`;
    return [{ wrong: `needs '${need}', and there is no such lesson.`, fix }];
  }
  const { topics, claims } = outline;
  if (!topics.includes(need)) {
    return [unknown(`needs '${need}', and there is no such topic.`, need, topics)];
  }
  const taught = claims.filter(({ topic }) => topic === need);
  if (taught.some((claim) => claim.lesson.number < lesson.number)) return [];
  return [
    taught.length > 0
      ? later
      : { wrong: `needs '${need}', which no lesson covers.`, fix: later.fix },
  ];
}

function unknown(wrong: string, id: string, topics: readonly string[]): Told {
  const meant = nearest(id, topics);
  return {
    wrong,
    fix:
      meant === undefined
        ? `${TOPICS_FILE} lists them. A new one is added there, with a sentence.`
        : `Is it meant to be '${meant}'?`,
  };
}
