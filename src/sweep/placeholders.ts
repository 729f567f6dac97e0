import type { Files } from '../course/files.ts';
import { SHELVES, type LessonFiles } from './course-files.ts';
import type { Problem } from './problem.ts';

/** What marks a place that the author still has to write; a learner's places are `// TODO`. */
export const PLACEHOLDER = 'TODO(author)';

/** Lists what is still to be written, one problem for each file. */
export function placeholders({ folder, lesson, kata, solution }: LessonFiles): Problem[] {
  const shelves = { lessons: lesson, katas: kata, solutions: solution };
  return SHELVES.flatMap((shelf) =>
    Object.entries(shelves[shelf]).flatMap(([path, text]): Problem[] => {
      const places = placesIn(text);
      if (places.length === 0) return [];
      return [
        {
          where: `${shelf}/${folder}/${path}`,
          wrong:
            places.length === 1
              ? `is not written yet: ${PLACEHOLDER} in line ${places[0]}.`
              : `is not written yet: ${PLACEHOLDER} in lines ${places.join(', ')}.`,
          fix: 'Each of these places says what belongs there.',
        },
      ];
    }),
  );
}

/** Whether the kata's code waits for its author, so that it can't be judged yet. */
export function isUnwritten({ kata, solution }: LessonFiles): boolean {
  const code = (files: Files) => Object.entries(files).filter(([path]) => path.endsWith('.ts'));
  return [...code(kata), ...code(solution)].some(([, text]) => placesIn(text).length > 0);
}

function placesIn(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (line.includes(PLACEHOLDER) ? [index + 1] : []));
}
