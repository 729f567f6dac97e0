import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { hasLinks, linked } from '../../src/cli/link.ts';

afterEach(() => vi.unstubAllEnvs());

test.each<[string, NodeJS.ProcessEnv, boolean]>([
  ['an unknown one', { TERM: 'xterm' }, false],
  ['VS Code’s', { TERM_PROGRAM: 'vscode' }, true],
  ['Windows Terminal', { WT_SESSION: '1' }, true],
  ['GNOME’s', { VTE_VERSION: '7006' }, true],
  ['an old one of GNOME', { VTE_VERSION: '4205' }, false],
  ['one within tmux', { TERM_PROGRAM: 'vscode', TMUX: '/tmp/tmux' }, false],
  ['one that was told so', { FORCE_HYPERLINK: '1', TMUX: '/tmp/tmux' }, true],
  ['one that was told not to', { FORCE_HYPERLINK: '0', WT_SESSION: '1' }, false],
])('of terminals, %s may show links', (_, env, links) => {
  expect(hasLinks(env, true)).toBe(links);
});

test('what is no terminal gets no links', () => {
  expect(hasLinks({ WT_SESSION: '1' }, false)).toBe(false);
});

test('names of files become links, and the text stays', () => {
  vi.stubEnv('FORCE_HYPERLINK', '1');
  const root = join(process.cwd(), 'my course');
  const text = 'at placeOrder (answers/07-saga/workflows.ts:28:9), see answers/07-saga and a.ts';
  const shown = linked(root, text);
  const url = pathToFileURL(join(root, 'answers/07-saga/workflows.ts')).href;
  expect(shown).toContain(
    `\u001B]8;;${url}\u0007answers/07-saga/workflows.ts\u001B]8;;\u0007:28:9`,
  );
  expect(shown.match(/file:/g)).toHaveLength(1);
  expect(stripVTControlCharacters(shown)).toBe(text);
});
