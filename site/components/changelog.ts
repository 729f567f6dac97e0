import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from '../../src/course/error.ts';
import { markdownLoader } from './markdown-loader.ts';

/** A version, as CHANGELOG.md tells of it. */
export interface ChangelogPart {
  readonly version: string;
  /** The day on which it was released; nothing before that. */
  readonly date?: string;
  /** What has changed, in Markdown. */
  readonly text: string;
}

/**
 * The versions of a changelog, as it orders them. Each begins with a heading: `## 0.1.0, 2026-03-01`
 * or `## 0.1.0, unreleased`.
 *
 * @throws CourseError when a heading says anything else
 */
export function changelogParts(markdown: string): ChangelogPart[] {
  const [, ...parts] = markdown.replaceAll('\r\n', '\n').split(/^## /m);
  return parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const [, version, when] = /^(\d+\.\d+\.\d+), (unreleased|\d{4}-\d\d-\d\d)$/.exec(heading) ?? [];
    if (version === undefined || when === undefined) {
      throw new CourseError(
        `CHANGELOG.md has the heading '${heading}', which names no version and day.`,
        "Write '## 1.2.3, 2026-03-01', or '## 1.2.3, unreleased'.",
      );
    }
    const text = lines.join('\n').trim();
    return when === 'unreleased' ? { version, text } : { version, date: when, text };
  });
}

/** Reads the versions of CHANGELOG.md; the entry `0.1.0` is that version. */
export const changelog = markdownLoader('changelog', '/CHANGELOG.md', async () => {
  const markdown = await readFile(join(process.cwd(), 'CHANGELOG.md'), 'utf8');
  return changelogParts(markdown).map(({ version, date, text }, place) => ({
    id: version,
    data: { place, ...(date && { date }) },
    body: text,
  }));
});
