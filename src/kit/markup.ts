import { plain } from './plain.ts';

/** What neither HTML nor XML may hold, even escaped. */
const FORBIDDEN = /[\uFFFE\uFFFF]/g;
const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that anybody may have written, as text of a page or a picture and never as part of its code. */
export function escaped(text: string): string {
  return plain(text)
    .toWellFormed()
    .replaceAll(FORBIDDEN, '')
    .replaceAll(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
}

/** Text that says in Markdown what it says without, whatever it holds. */
export function md(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~@:-]/g, (sign) =>
      /[@:]/.test(sign) ? `&#${sign.codePointAt(0)};` : `\\${sign}`,
    )
    .replaceAll(/[\r\n]+/g, ' ');
}
