import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeTrie } from 'cspell-trie-lib';
import { expect, test } from 'vitest';
import { readFiles } from '../src/course/files.ts';
import { proseOf } from '../src/sweep/prose.ts';

const ROOT = join(import.meta.dirname, '..');
/** Words of the field that a dictionary does not have, one a line. */
const OWN = join(import.meta.dirname, 'spelling-words.txt');

const DICTIONARY = join(ROOT, 'node_modules', '@cspell', 'dict-en_us', 'en_US.trie.gz');
const trie = decodeTrie(gunzipSync(await readFile(DICTIONARY)));
const own = new Set((await readFile(OWN, 'utf8')).split(/\r?\n/).map(lower));

/** The words of a text that nobody knows, each once, in their order. Names of code are no words. */
function misspelt(text: string): string[] {
  const words = [
    ...proseOf(text)
      .replace(FILE, ' ')
      .matchAll(/\p{L}[\p{L}’']+/gu),
  ].map(([word]) => word.replaceAll('’', "'").replace(/'s?$/, ''));
  const known = (word: string) =>
    own.has(lower(word)) || trie.has(word) || trie.has(lower(word)) || /\p{Ll}\p{Lu}/u.test(word);
  return [...new Set(words)].filter((word) => !known(word));
}

const FILE = /[\w./-]+\.[a-z]{2,4}\b/g;

function lower(word: string): string {
  return word.toLowerCase();
}

test('a misspelt word is found, and one of the field is none', () => {
  expect(
    misspelt(
      'Temporal’s `trys` in a.mdx, and HistoryEvent, [back off](https://exampel.org): “recieve” isn’t, and SDK’s is.',
    ),
  ).toEqual(['recieve']);
});

/** Prose; a page in another language has its name in the middle: `index.de.mdx`. */
const isEnglish = (path: string) => /^[^.]*\.mdx?$/.test(path);

test('what learners, instructors and authors read is spelt right', async () => {
  const shelves = ['lessons', 'katas', 'solutions', 'site/reference'].map(async (shelf) => {
    const files = await readFiles(join(ROOT, shelf), isEnglish);
    return Object.entries(files).map(([path, text]) => [`${shelf}/${path}`, text] as const);
  });
  const pages = ['README.md', 'CONTRIBUTING.md'].map(async (path) => [
    [path, await readFile(join(ROOT, path), 'utf8')] as const,
  ]);
  const files = (await Promise.all([...shelves, ...pages])).flat();
  const wrong = files.flatMap(([path, text]) => misspelt(text).map((word) => `${path}: ${word}`));
  expect(wrong, 'A right word goes into test/spelling-words.txt').toEqual([]);
});
