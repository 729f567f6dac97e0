import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFiles } from '../../src/course/files.ts';
import { sweepSite } from '../../src/sweep/index.ts';
import { ROOT } from './astro.ts';
import { BASE, buildSite } from './built-site.ts';
import { copyCourse } from './course-copy.ts';

/** What somebody adds for a language: its words, and a lesson. */
const WORDS = {
  'dojo.language': 'Stub',
  'dojo.lessons': 'Lerneroj',
  'lesson.number': 'Lernero {{number}}',
  'lesson.more': 'Vidu <a href="{{kata}}">la katon</a> kaj <a href="{{mistakes}}">la erarojn</a>.',
  'player.lost': 'La laboristo malaperis.',
  'kata.title': 'Kato {{number}}: {{name}}',
  'i18n.untranslatedContent': 'Ankoraŭ ne tradukita.',
};

let copy = '';
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ root: copy, remove } = await copyCourse());
  await writeFile(join(copy, 'site', 'content', 'i18n', 'eo.json'), JSON.stringify(WORDS));
  const lesson = join(copy, 'lessons', '07-saga');
  const text = await readFile(join(lesson, 'index.mdx'), 'utf8');
  const translated = text.replace(/^title: .*$/m, "title: 'Sagao: malfari'");
  await writeFile(join(lesson, 'index.eo.mdx'), translated);
  await buildSite({ DOJO_BASE: BASE, DOJO_OUT: join(copy, 'dist') }, copy);
}, 240_000);

afterAll(() => remove());

const html = (path: string) => readFile(join(copy, 'dist', path, 'index.html'), 'utf8');

/** The text of a part of a page, without its marks. */
function textOf(page: string, tag: string): string {
  const [, inside = ''] = new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`).exec(page) ?? [];
  return inside
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

test('a lesson in another language is one more file', async () => {
  const page = await html('eo/lessons/saga');
  expect(page).toMatch(/^<!DOCTYPE html><html lang="eo"/);
  expect(textOf(page, 'h1')).toBe('Sagao: malfari');
  expect(page).not.toContain(WORDS['i18n.untranslatedContent']);
  expect(await sweepSite(copy)).toEqual([]);
});

test('a lesson that is not translated is there in English, and says so', async () => {
  const page = await html('eo/lessons/cancellation');
  expect(page.includes(WORDS['i18n.untranslatedContent'])).toBe(true);
  expect(page).toMatch(/<main[^>]* lang="en"/);
  expect(textOf(page, 'h1')).toMatch(/^Cancellation/);
});

test('the interface speaks the language, and English where it has no word', async () => {
  const page = await html('eo/lessons/saga');
  expect(textOf(page, 'nav')).toContain('Lerneroj');
  expect(page).toContain('>Lernero 7</span>');
  expect(page).toMatch(/>\d+ min to read<\/span>/);
  // What a script says travels with its element.
  expect(page).toContain('&quot;lost&quot;:&quot;La laboristo malaperis.&quot;');
  expect(page).toContain(`Vidu <a href="${BASE}eo/katas/saga/">la katon</a>`);
  const kata = await html('eo/katas/saga');
  expect(textOf(kata, 'h1')).toBe('Kato 7: Sagao');
  expect(kata).toContain(`href="${BASE}eo/lessons/saga/`);
  expect(await html('eo')).toMatch(
    new RegExp(`href="${BASE}eo/lessons/saga/"[^>]*>Sagao: malfari</a>`),
  );
});

test('English keeps its addresses and its words', async () => {
  const page = await html('lessons/saga');
  expect(textOf(page, 'h1')).toBe('Saga: undo what was done');
  expect(page).toContain('>Lesson 7</span>');
  expect(page).not.toContain('Lernero');
  // Each language leads to the other.
  expect(page).toMatch(new RegExp(`<option value="${BASE}eo/lessons/saga/"`));
});

test('every word that the site says is there in English, and no other', async () => {
  const folder = join(ROOT, 'site', 'content', 'i18n', 'en.json');
  const english = JSON.parse(await readFile(folder, 'utf8')) as Record<string, string>;
  const sources = await readFiles(join(ROOT, 'site'), (path) => /\.(?:astro|ts)$/.test(path));
  const config = await readFile(join(ROOT, 'astro.config.mjs'), 'utf8');
  const text = [...Object.values(sources), config].join('\n');
  const parts = new Set(Object.keys(english).map((key) => key.split('.')[0]));
  const said = [...text.matchAll(/['`]((\w+)\.[\w${}]+)['`]/g)].filter(([, , part = '']) =>
    parts.has(part),
  );
  const keys = said.flatMap(([, key = '']) => {
    // Names of sections, and what `linesInWords` asks for.
    if (key === 'kata.${slug}')
      return ['begin', 'checks', 'hints', 'files'].map((name) => `kata.${name}`);
    if (key === 'history.${key}') return ['line', 'lines', 'and'].map((name) => `history.${name}`);
    return `${key}_one` in english ? [`${key}_one`, `${key}_other`] : [key];
  });
  const known = Object.keys(english).toSorted(byName);
  expect([...new Set(keys)].toSorted(byName)).toEqual(known);
});

function byName(one: string, other: string): number {
  return one.localeCompare(other);
}
