import type { LessonFiles } from './course-files.ts';
import { PLACEHOLDER } from './placeholders.ts';
import { lineAt, type Problem } from './problem.ts';

/** What can be read in ten minutes, and says enough. */
const WORDS = { least: 800, most: 1800 };

/** How a page is written: as long as it should be, and in order. */
export function prose({ folder, lesson }: LessonFiles): Problem[] {
  const page = lesson['index.mdx'];
  // A page that is still to be written, or not there, is told of elsewhere.
  const written = page !== undefined && page.trim() !== '' && !page.includes(PLACEHOLDER);
  if (!written) return [];
  return [...lengthProblems(page), ...headingProblems(page)].map((problem) => ({
    where: `lessons/${folder}/index.mdx`,
    ...problem,
  }));
}

/** Whoever does not see a picture hears what it shows. */
export function pictures({ folder, lesson }: Pick<LessonFiles, 'folder' | 'lesson'>): Problem[] {
  return Object.entries(lesson)
    .filter(([path]) => /\.(?:mdx|astro)$/.test(path))
    .flatMap(([path, text]) => pictureProblems(`lessons/${folder}/${path}`, text));
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

/** Each picture without a text, in a page or a component at `where`. */
export function pictureProblems(where: string, text: string): Problem[] {
  const untold = [
    ...text.matchAll(/!\[\s*\]\([^)]*\)/g),
    ...[...text.matchAll(/<(?:img|Image|Picture)\b[^>]*>/g)].filter(
      ([tag]) => !/\balt=(?:"[^"]+"|'[^']+'|\{)/.test(tag),
    ),
    ...[...text.matchAll(/<svg\b[^>]*>/g)].filter(
      ([tag]) => !/\baria-(?:label|labelledby|hidden)=/.test(tag),
    ),
  ];
  return untold.map((match) => ({
    where,
    line: lineAt(text, match.index),
    wrong: `has a picture without a text: ${match[0].slice(0, 60)}`,
    fix: 'Say what it shows: ![what it shows](…), alt="…", or aria-labelledby for a drawing.',
  }));
}
