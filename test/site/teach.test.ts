import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AGENDAS, clock, timed, whole } from '../../site/components/agendas.ts';
import { linkNotes } from '../../site/components/notes.ts';
import { readFrontmatter, readLessons } from '../../src/course/lesson.ts';
import { ROOT } from './astro.ts';

const lessons = new Map(
  await Promise.all(
    (await readLessons(ROOT)).map(async (lesson) => {
      const { minutes, needs, covers } = await readFrontmatter(ROOT, lesson);
      const notes = join(ROOT, 'solutions', lesson.folder, 'facilitator.md');
      const plan = /^Plan .*\band (\d+) to close\./m.exec(await readFile(notes, 'utf8'));
      return [lesson.slug, { ...minutes, toClose: Number(plan?.[1]), needs, covers }] as const;
    }),
  ),
);

function lessonOf(slug: string) {
  const lesson = lessons.get(slug);
  if (!lesson) throw new Error(`There is no lesson '${slug}'.`);
  return lesson;
}

describe.each(AGENDAS)('the agenda $id', (agenda) => {
  test('fits into its time, and does not leave half of it empty', () => {
    const { minutes } = timed(agenda, lessonOf);
    expect(minutes).toBeLessThanOrEqual(agenda.within);
    expect(minutes).toBeGreaterThan(agenda.within * 0.85);
  });

  test('teaches nothing before what it needs, and nobody sits for longer than two hours', () => {
    const taught = new Set<string>();
    let sitting = 0;
    for (const part of timed(agenda, lessonOf).parts) {
      sitting = 'pause' in part ? 0 : sitting + part.takes;
      expect(sitting).toBeLessThanOrEqual(120);
      if (!('lesson' in part)) continue;
      const { needs, covers } = lessonOf(part.lesson);
      for (const need of needs) expect(taught, `${part.lesson} needs ${need}`).toContain(need);
      for (const topic of covers) taught.add(topic.replace(/#.*$/, ''));
      taught.add(part.lesson);
    }
  });
});

test('the time of a lesson is that of reading, writing and talking', () => {
  expect(whole({ read: 10, kata: 35, toClose: 10 })).toBe(55);
  expect(clock(65)).toBe('1:05');
});

test('notes link the checks and the mistakes that they name, and nothing else', () => {
  const html =
    '<h3 id="a">saga/keeps-undoing</h3><p><code>undo-stops</code> <code>undo-flies</code></p><h3>saga/flies</h3>';
  const links = {
    slug: 'saga',
    href: '/katas/saga/',
    mistakesHref: '/mistakes/saga/',
    checks: [{ id: 'keeps-undoing' }],
    mistakes: [{ name: 'undo-stops' }],
  };
  expect(linkNotes(html, links)).toBe(
    '<h3 id="a"><a href="/katas/saga/#keeps-undoing">saga/keeps-undoing</a></h3><p><a href="/mistakes/saga/#undo-stops"><code>undo-stops</code></a> <code>undo-flies</code></p><h3>saga/flies</h3>',
  );
});
