/**
 * Text that an answer may have written, without what would colour or move a terminal or turn the
 * direction of reading, and without half characters, which many programs refuse to read. Line breaks
 * stay; a tab becomes two blanks.
 */
export function plain(text: string): string {
  return text.replaceAll(COLOUR, '').replaceAll('\t', '  ').replaceAll(UNWANTED, '').toWellFormed();
}

const COLOUR = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, 'g');
const UNWANTED = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;
