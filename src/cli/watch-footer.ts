import { stripVTControlCharacters } from 'node:util';
import type { Kata } from '../course/kata.ts';
import { wrap } from '../kit/diagnosis.ts';
import { paint } from './paint.ts';
import { progressBar } from './progress-bar.ts';
import type { View } from './watch-screen.ts';

/** A key and what it does. */
type KeyHelp = readonly [key: string, does: string];

/** What stands below every screen of the watch. */
export interface Footer {
  readonly view: View;
  readonly katas: readonly Kata[];
  readonly kata: Kata;
  readonly solved: ReadonlySet<string>;
  readonly poll: boolean;
  /** Whether there is a hint to open, after a try in vain. */
  readonly offersHint: boolean;
  /** Whether the last verdict was about a run. */
  readonly offersHistory: boolean;
  /** What happened aside: an editor that did not start, progress that could not be noted. */
  readonly notices: readonly string[];
  /** What the room says, for who sits in a workshop. */
  readonly room?: readonly string[];
  readonly handIsUp?: boolean;
}

/** The course as a bar, what is watched, and the keys. */
export function footerText(footer: Footer, width: number): string {
  const { katas, kata, solved, poll, notices, room } = footer;
  const hint = footer.offersHint ? 'next hint' : 'hint';
  const how = poll ? 'Looking again and again at' : 'Watching';
  const files = kata.editable.join(' and ');
  return [
    ...notices.map(
      (notice) =>
        `\n${wrap(notice, width)
          .map((line) => paint('look', line))
          .join('\n')}`,
    ),
    ...(room
      ? ['', ...room.flatMap((line) => wrap(line, width)).map((line) => paint('title', line))]
      : []),
    `${room ? '' : '\n'}${progressBar(katas, solved, kata)}`,
    paint('quiet', `${how} answers/${kata.lesson.folder}: ${files}`),
    ...keyLines(keysOf(footer, hint), width),
  ].join('\n');
}

/** Keys with what they do, as many on a line as fit. */
function keyLines(keys: readonly KeyHelp[], width: number): string[] {
  const lines: string[] = [];
  for (const [key, does] of keys) {
    const shown = `${paint('strong', key)} ${paint('quiet', does)}`;
    const line = lines.at(-1);
    const longer = `${line ?? ''}   ${shown}`;
    if (line === undefined || stripVTControlCharacters(longer).length > width) lines.push(shown);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** The keys that a screen tells of. */
function keysOf(footer: Footer, hint: string): readonly KeyHelp[] {
  const { view, solved, kata, offersHistory, room, handIsUp = false } = footer;
  const quit: KeyHelp = ['q', 'quit'];
  const back: KeyHelp = ['esc', 'back'];
  switch (view.name) {
    case 'ask':
      return [['enter', 'raise your hand'], back, ['ctrl-c', 'quit']];
    case 'reset':
      return [['y', 'yes'], ['any other key', 'no'], quit];
    case 'list':
      return [['↑ ↓', 'choose'], ['enter', 'go there'], back, quit];
    case 'solution':
    case 'history':
      return [['↑ ↓ space', 'scroll'], back, ['n', 'next'], quit];
    case 'hint':
    case 'all':
      return [back, ['n', 'next'], ['e', 'edit'], quit];
    case 'verdict':
      return [
        ['n', 'next'],
        ['p', 'previous'],
        ['h', hint],
        ['l', 'list'],
        ['r', 'run again'],
        ['a', 'run all'],
        ['e', 'edit'],
        ...(offersHistory ? [['t', 'history'] as const] : []),
        ['x', 'reset'],
        ...(solved.has(kata.slug) ? [['s', 'solution'] as const] : []),
        ...(room ? [['?', handIsUp ? 'hand down' : 'ask for help'] as const] : []),
        quit,
      ];
  }
}
