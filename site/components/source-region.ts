import { CourseError } from '../../src/course/error.ts';

const MARK = /^\s*\/\/ (?:end)?region\b/;

/**
 * The lines of a source file between `// region <name>` and the next `// endregion`, without their
 * common indentation. Without a name: the whole file, without such marks.
 *
 * @throws CourseError when the file has no such region
 */
export function sourceRegion(source: string, name?: string): string {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  if (name === undefined) return dedent(lines.filter((line) => !MARK.test(line)));
  const begin = lines.findIndex((line) => line.trim() === `// region ${name}`);
  const length = lines.slice(begin + 1).findIndex((line) => line.trim() === '// endregion');
  if (begin < 0 || length < 0) {
    throw new CourseError(
      `A lesson shows the region '${name}' of a file that has no such region.`,
      `Put '// region ${name}' and '// endregion' around the lines to show.`,
    );
  }
  return dedent(lines.slice(begin + 1, begin + 1 + length));
}

function dedent(lines: string[]): string {
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const common = Math.min(...indents);
  return lines
    .map((line) => line.slice(common))
    .join('\n')
    .trim();
}
