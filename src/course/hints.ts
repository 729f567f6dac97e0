/** One hint of a kata: from the first nudge to almost there, each says a little more. */
export interface Hint {
  /** What the hint is about: shown before anybody decides to read it. */
  readonly title: string;
  readonly text: string;
}

/** The file in a kata's folder that has its hints, one under each `##` heading. */
export const HINTS = 'hints.md';

/** The hints of a kata, in their order. What stands above the first heading is for authors. */
export function hintsOf(markdown: string): Hint[] {
  const [, ...parts] = `\n${markdown.replaceAll('\r\n', '\n')}`.split(/\n## +/);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    return { title: title.trim(), text: lines.join('\n').trim() };
  });
}
