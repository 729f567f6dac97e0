/**
 * The languages of the site. English has no prefix in addresses; each other file of `site/content/i18n`
 * adds a language, with the words of the interface that it translates.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ENGLISH = 'en';
/** Astro is started in the repository. */
const FOLDER = join(process.cwd(), 'site', 'content', 'i18n');

type Words = Readonly<Record<string, string>>;

/** The words of the interface by language, and in each by what they are for. */
export const WORDS: ReadonlyMap<string, Words> = new Map(
  readdirSync(FOLDER)
    .filter((name) => /^[a-z]{2,3}(?:-[a-z]+)?\.json$/.test(name))
    .map((name) => [
      name.replace('.json', ''),
      JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Words,
    ]),
);

/** The languages beside English. */
export const OTHERS = [...WORDS.keys()].filter((language) => language !== ENGLISH);

/** What Starlight wants to know of the languages; nothing while there is one. */
export function locales(): Record<string, { label: string; lang: string }> | undefined {
  if (OTHERS.length === 0) return undefined;
  const named = (lang: string) => ({ label: WORDS.get(lang)?.['dojo.language'] ?? lang, lang });
  return {
    root: named(ENGLISH),
    ...Object.fromEntries(OTHERS.map((lang) => [lang, named(lang)])),
  };
}

/** A label of the sidebar, in all languages that have it. */
export function label(key: string): { label: string; translations: Record<string, string> } {
  const translated = OTHERS.flatMap((lang) => {
    const word = WORDS.get(lang)?.[key];
    return word === undefined ? [] : [[lang, word] as const];
  });
  return {
    label: WORDS.get(ENGLISH)?.[key] ?? key,
    translations: Object.fromEntries(translated),
  };
}
