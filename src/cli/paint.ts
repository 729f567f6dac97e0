import { styleText } from 'node:util';

/** What a piece of text is; decides its colour. */
export type Tone = 'good' | 'bad' | 'look' | 'title' | 'quiet' | 'strong';

const STYLES = {
  good: 'green',
  bad: 'red',
  look: 'yellow',
  title: 'cyan',
  quiet: 'dim',
  strong: 'bold',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** Colours text for the terminal; without one, or under NO_COLOR, it stays as it is. */
export function paint(tone: Tone, text: string): string {
  return styleText(STYLES[tone], text, { stream: process.stdout });
}
