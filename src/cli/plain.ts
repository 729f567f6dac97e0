import { stripVTControlCharacters } from 'node:util';

/**
 * Text that was written by an answer, made safe to print: it cannot move the cursor, paint the
 * screen, ring the bell or turn the direction of reading. Line breaks and tabs stay.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replace(UNWANTED, '');
}

const UNWANTED = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;
