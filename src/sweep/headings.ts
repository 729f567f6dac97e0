import GithubSlugger from 'github-slugger';

/** The anchors of a page's headings, as the site makes them. */
export function anchorsOf(mdx: string): Set<string> {
  const slugger = new GithubSlugger();
  const prose = mdx.replaceAll('\r\n', '\n').replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const headings = [...prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, text = '']) => text);
  return new Set(headings.map((text) => slugger.slug(plain(text))));
}

/** A heading without its marks: code, links, emphasis. */
function plain(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();
}
