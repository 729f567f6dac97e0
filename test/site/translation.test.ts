import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Replayed } from '../../site/components/history-rows.ts';
import { AGENDAS_FILE } from '../../src/course/agenda.ts';
import { readFiles } from '../../src/course/files.ts';
import { readFrontmatter, readLessons } from '../../src/course/lesson.ts';
import { sweepSite } from '../../src/sweep/index.ts';
import { ROOT } from './astro.ts';
import { BASE, buildSite } from './built-site.ts';
import { copyCourse } from './course-copy.ts';

/** What somebody adds for a language: a lesson, and words. The others are made up (`stubbed`). */
const WORDS = {
  'dojo.language': 'Stub',
  'dojo.lessons': 'Lerneroj',
  'lesson.number': 'Lernero {{number}}',
  'lesson.more': 'Vidu <a href="{{kata}}">la katon</a> kaj <a href="{{mistakes}}">la erarojn</a>.',
  'player.lost': 'La laboristo malaperis.',
  'kata.title': 'Kato {{number}}: {{name}}',
  'i18n.untranslatedContent': 'Ankoraŭ ne tradukita.',
};

/** A word that the language does not have. */
const NOT_TRANSLATED = 'lesson.answer';

let copy = '';
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ root: copy, remove } = await copyCourse());
  const words = { ...stubbed(await englishWords()), ...WORDS };
  await writeFile(join(copy, 'site', 'content', 'i18n', 'eo.json'), JSON.stringify(words));
  const lesson = join(copy, 'lessons', '07-saga');
  const text = await readFile(join(lesson, 'index.mdx'), 'utf8');
  const translated = text.replace(/^title: .*$/m, "title: 'Sagao: malfari'");
  await writeFile(join(lesson, 'index.eo.mdx'), translated);
  await buildSite({ DOJO_BASE: BASE, DOJO_OUT: join(copy, 'dist') }, copy);
}, 240_000);

afterAll(() => remove());

const html = (path: string) => readFile(join(copy, 'dist', path, 'index.html'), 'utf8');

async function englishWords(): Promise<Record<string, string>> {
  const path = join(ROOT, 'site', 'content', 'i18n', 'en.json');
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, string>;
}

/** Words in which no letter is English; tags, code and gaps stay. */
function stubbed(words: Readonly<Record<string, string>>): Record<string, string> {
  const kept = /(<code>.*?<\/code>|<[^>]+>|\{\{\w+\}\}|&\w+;)|[a-z]/gi;
  const stub = (text: string) => text.replace(kept, (_, part?: string) => part ?? 'ŝ');
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, text]) =>
      key === NOT_TRANSLATED ? [] : [[key, stub(text)]],
    ),
  );
}

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
  expect(page).toContain('>Answer 1</summary>');
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

/** What is not the page's own, and is not asked here. */
const OTHERS_SAY =
  /<(script|style|figure|svg|pre|code|template|mobile-starlight-toc|footer)\b[^]*?<\/\1>/g;

describe('what a page says around its content is not English', () => {
  /** Titles and descriptions of lessons: content, of which one lesson is translated. */
  const told: string[] = [];

  beforeAll(async () => {
    for (const lesson of await readLessons(copy)) {
      const { title, description } = await readFrontmatter(copy, lesson);
      told.push(title, description, title.replace(/:.*$/, ''));
    }
    told.push('Sagao: malfari', 'Sagao', ...Object.values(WORDS));
    told.sort((one, other) => other.length - one.length);
  });

  /** Words of more than one letter that are English, and nobody's name. */
  function english(text: string): string[] {
    const rest = told.reduce((left, words) => left.replaceAll(words, ' '), text);
    return rest.replaceAll('Durable Dojo', ' ').match(/[a-z]{2,}/gi) ?? [];
  }

  test.each([
    ['the landing page', 'eo'],
    ['what is in place of a page that is not there', 'eo/404'],
    ['what is there without a network', 'eo/offline'],
    ['the page for who teaches', 'eo/teach'],
    ['lists to tick', 'eo/teach/prepare'],
    ['an agenda', 'eo/teach/agendas/eight-hours'],
  ])('%s', async (_, path) => {
    const page = await html(path);
    // Drawings and code are the same in every language, and some words are Starlight's.
    const main = (/<main[^>]*>([^]*)<\/main>/.exec(page)?.[1] ?? '').replaceAll(OTHERS_SAY, ' ');
    const text = main.replaceAll(/<[^>]+>/g, ' ').replaceAll('&#39;', "'");
    expect(text).toMatch(/ŝŝŝ/);
    expect(english(text)).toEqual([]);
    const spoken = [...main.matchAll(/\b(?:title|alt|aria-label|placeholder)="([^"]*)"/g)];
    expect(english(spoken.map(([, words = '']) => words).join(' '))).toEqual([]);
    const [, title = ''] = /<title>([^<]*)<\/title>/.exec(page) ?? [];
    const [, about = ''] = /<meta name="description" content="([^"]*)"/.exec(page) ?? [];
    expect(about).toMatch(/ŝŝŝ/);
    expect(english(`${title} ${about}`)).toEqual([]);
  });

  test('notes for who teaches are English, and what is around them is not', async () => {
    const page = await html('eo/teach/cancellation');
    const [, aside = ''] = /<aside[^>]* class="starlight-aside([^]*?)<\/aside>/.exec(page) ?? [];
    const text = aside
      .replace(/^[^>]*>/, '')
      .replaceAll(OTHERS_SAY, ' ')
      .replaceAll(/<[^>]+>/g, ' ');
    expect(text).toMatch(/ŝŝŝ/);
    expect(english(text)).toEqual([]);
    expect(english(textOf(page, 'h1'))).toEqual([]);
  });

  test('slides are in the lesson’s language, and what their keys do is not English', async () => {
    expect(textOf(await html('eo/slides/saga'), 'h1')).toMatch(/^Sagao/);
    const page = await html('eo/slides/cancellation');
    expect(page).toMatch(/^<!DOCTYPE html><html lang="eo"[^]*<div class="whole" lang="en">/);
    const [dialog = ''] = /<dialog[^]*<\/dialog>/.exec(page) ?? [];
    const keys = dialog.replaceAll(/<kbd>.*?<\/kbd>/g, ' ').replaceAll(/<[^>]+>/g, ' ');
    expect(keys).toMatch(/ŝŝŝ/);
    expect(english(keys)).toEqual([]);
    expect(page).toMatch(/aria-roledescription="ŝ+"/);
  });

  test('what a replay does is told by words, and counted without them', async () => {
    const page = await html('eo/lessons/saga');
    const matches = [...page.matchAll(/data-replayed="([^"]*)" data-matches/g)];
    expect(matches.length).toBeGreaterThan(1);
    expect(english(matches.map(([, words = '']) => words).join(' '))).toEqual([]);
  });
});

test('who has no network is told so in the language of the address', async () => {
  const worker = await readFile(join(copy, 'dist', 'offline-worker.js'), 'utf8');
  expect(worker).toContain('"eo/offline/"');
  expect(worker).not.toContain('"eo/404/"');
});

test('English keeps its addresses and its words', async () => {
  const page = await html('lessons/saga');
  expect(textOf(page, 'h1')).toBe('Saga: undo what was done');
  expect(page).toContain('>Lesson 7</span>');
  expect(page).not.toContain('Lernero');
  // Each language leads to the other.
  expect(page).toMatch(new RegExp(`<option value="${BASE}eo/lessons/saga/"`));
});

/** What a replay does at the events of a history. */
const REPLAYS: readonly Replayed[] = ['begins', 'matches', 'not_called', 'not_waited', 'recorded'];

test('every word that the site says is there in English, and no other', async () => {
  const english = await englishWords();
  const sources = await readFiles(join(ROOT, 'site'), (path) => /\.(?:astro|ts)$/.test(path));
  const config = await readFile(join(ROOT, 'astro.config.mjs'), 'utf8');
  const agendas = await readFile(join(ROOT, AGENDAS_FILE), 'utf8');
  const text = [...Object.values(sources), config, agendas].join('\n');
  const parts = new Set(Object.keys(english).map((key) => key.split('.')[0]));
  const said = [...text.matchAll(/['`"]((\w+)\.[\w${}]+)['`"]/g)].filter(([, , part = '']) =>
    parts.has(part),
  );
  const keys = said.flatMap(([, key = '']) => {
    // Names of sections, and what `linesInWords` asks for.
    if (key === 'kata.${slug}')
      return ['begin', 'checks', 'hints', 'files'].map((name) => `kata.${name}`);
    if (key === 'replay.${replayed}') return REPLAYS.map((name) => `replay.${name}`);
    if (key === 'history.${key}') return ['line', 'lines', 'and'].map((name) => `history.${name}`);
    return `${key}_one` in english ? [`${key}_one`, `${key}_other`] : [key];
  });
  const known = Object.keys(english).toSorted(byName);
  expect([...new Set(keys)].toSorted(byName)).toEqual(known);
});

function byName(one: string, other: string): number {
  return one.localeCompare(other);
}
