import { BASE } from './base.ts';
import { OTHERS } from './languages.ts';

/** The language of an address, where it is another than English. */
export function localeOf({ pathname }: URL): string | undefined {
  const [first = ''] = pathname.slice(BASE.length).split('/');
  return OTHERS.includes(first) ? first : undefined;
}

/** Where the site begins in a language, with a slash at the end. */
export function homeOf(locale: string | undefined): string {
  return locale === undefined ? BASE : `${BASE}${locale}/`;
}
