import { closest } from 'fastest-levenshtein';
import { CourseError } from '../course/error.ts';
import { readLessons } from '../course/lesson.ts';

/**
 * The command that a person means by a word: its name, or the beginning of it, where only one
 * begins so.
 *
 * @param under the command whose commands they are, or '' for the first word
 * @param names of all commands there
 * @throws CourseError naming the nearest
 */
export async function commandNamed(
  root: string,
  under: string,
  names: readonly string[],
  word: string,
): Promise<string> {
  if (names.includes(word)) return word;
  const begins = names.filter((name) => name.startsWith(word));
  const [only] = begins;
  if (only !== undefined && begins.length === 1) return only;
  if (begins.length > 1) {
    throw new CourseError(
      `'${word}' could be several commands.`,
      `It could be ${begins.join(' or ')}. ${SEE_ALL}`,
      { kind: 'usage' },
    );
  }
  const before = under === '' ? '' : `${under} `;
  const slugs = (await readLessons(root)).map(({ slug }) => slug);
  throw new CourseError(
    `There is no command '${word}'.`,
    under === '' && slugs.includes(word)
      ? `To begin the kata: npx dojo start ${word}`
      : `Did you mean \`npx dojo ${before}${closest(word, names)}\`? ${SEE_ALL}`,
    { kind: 'usage' },
  );
}

const SEE_ALL = 'Type `npx dojo --help` to see what there is.';
