import type { Kata } from '../course/kata.ts';
import { readFrontmatter } from '../course/lesson.ts';
import { paint } from './paint.ts';

/**
 * What a kata is, and where to write.
 *
 * @param copied what was put on the learner's desk: see `startAnswer`
 */
export async function introduction(
  root: string,
  { slug, lesson }: Kata,
  copied: readonly string[] | 'all',
): Promise<string> {
  const { title, minutes } = await readFrontmatter(root, lesson);
  const lines = [
    `${paint('strong', title)}  ${paint('quiet', `kata ${slug}, about ${minutes.kata} min`)}`,
  ];
  const { folder } = lesson;
  if (copied === 'all') {
    lines.push(`Copied to answers/${folder}: write there. katas/${folder} stays as it is.`);
  } else if (copied.length > 0) {
    lines.push(`Missing in answers/${folder}, and copied there again: ${copied.join(', ')}.`);
  }
  return `${lines.join('\n')}\n`;
}
