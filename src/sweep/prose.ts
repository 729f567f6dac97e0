import type { LessonFiles } from './course-files.ts';
import { PLACEHOLDER } from './placeholders.ts';
import type { Problem } from './problem.ts';

/** What can be read in ten minutes, and says enough. */
const WORDS = { least: 800, most: 1800 };

/** How a page is written: as long as it should be, in order, and readable for everybody. */
export function prose({ folder, lesson }: LessonFiles): Problem[] {
  const page = lesson['index.mdx'];
  // A page that is still to be written, or not there, is told of elsewhere.
  const written = page !== undefined && page.trim() !== '' && !page.includes(PLACEHOLDER);
  const told = [
    ...(written ? [...lengthProblems(page), ...headingProblems(page)] : []),
    ...pictureProblems(page ?? ''),
  ].map((problem) => ({ where: `lessons/${folder}/index.mdx`, ...problem }));
  const drawn = Object.entries(lesson)
    .filter(([path]) => path.endsWith('.astro'))
    .flatMap(([path, text]) =>
      pictureProblems(text).map((problem) => ({ where: `lessons/${folder}/${path}`, ...problem })),
    );
  return [...told, ...drawn];
}

/**
 * What a person reads of a page in Markdown or MDX: no code, no components, no addresses. The
 * title and the description come first.
 */
export function proseOf(markdown: string): string {
  const [, head = '', body = ''] =
    /^(?:---\n([\s\S]*?)\n---\n)?([\s\S]*)$/.exec(markdown.replaceAll('\r\n', '\n')) ?? [];
  const told = [...head.matchAll(/^(?:title|description): (.*)$/gm)].map(([, text = '']) => text);
  const text = body
    .replace(FENCE, '')
    .replace(/^(?:import|export) [\s\S]*?(?:\n\n|$(?![\s\S]))/gm, '\n')
    .replace(/`[^`]*`/g, ' ')
    .replace(/\{\/\*[\s\S]*?\*\/\}/g, ' ')
    .replace(/\]\([^)\s]*\)/g, ']')
    .replace(/<(?:[^<>"']|"[^"]*"|'[^']*')*>/g, ' ');
  return [...told, text].join('\n');
}

const FENCE = /^(```|~~~)[\s\S]*?^\1/gm;

type Told = Omit<Problem, 'where'>;

function lengthProblems(page: string): Told[] {
  const count = proseOf(page)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const { least, most } = WORDS;
  if (count >= least && count <= most) return [];
  return [
    {
      wrong: `has ${count} words.`,
      fix: `Write ${least} to ${most}: people read a lesson in five to ten minutes.`,
    },
  ];
}

/** The page's title is its first level; no heading may be two levels below the one before it. */
function headingProblems(page: string): Told[] {
  let before = 1;
  return [...page.replace(FENCE, '').matchAll(/^(#{1,6}) +(.+)$/gm)].flatMap(
    ([, marks = '', text = '']): Told[] => {
      const level = marks.length;
      const parent = before;
      before = level;
      if (level === 1) {
        return [
          {
            wrong: `has the heading '${text}' on the level of its title.`,
            fix: 'Begin it with ##.',
          },
        ];
      }
      if (level <= parent + 1) return [];
      return [
        {
          wrong: `skips a level above the heading '${text}'.`,
          fix: `Begin it with ${'#'.repeat(parent + 1)}.`,
        },
      ];
    },
  );
}

/** Whoever does not see a picture hears what it shows. */
function pictureProblems(text: string): Told[] {
  const pictures = [
    ...[...text.matchAll(/!\[\s*\]\(([^)]*)\)/g)].map(([, source = '']) => source),
    ...[...text.matchAll(/<(?:img|Image|Picture)\b[^>]*>/g)].flatMap(([tag]) =>
      /\balt=(?:"[^"]+"|'[^']+'|\{)/.test(tag) ? [] : [tag],
    ),
    ...[...text.matchAll(/<svg\b[^>]*>/g)].flatMap(([tag]) =>
      /\baria-(?:label|labelledby|hidden)=/.test(tag) ? [] : [tag],
    ),
  ];
  return pictures.map((picture) => ({
    wrong: `has a picture without a text: ${picture.slice(0, 60)}`,
    fix: 'Say what it shows: alt="…", or aria-labelledby for a drawing.',
  }));
}
