import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bootstrap, shell } from '../cli/desk.ts';
import { terminalPicture } from './terminal-picture.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');

test('its picture is a real failed check, as it was recorded', async () => {
  const transcript = join(ROOT, 'test', 'transcripts', '07-saga', 'register-after.txt');
  const picture = terminalPicture(
    await readFile(transcript, 'utf8'),
    'A failed check of the saga kata, as the terminal shows it',
  );
  // `npx vitest run --project dojo readme -u` draws it again.
  await expect(picture).toMatchFileSnapshot('../../site/assets/failed-check.svg');
});

test('every command that it names exists', async () => {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const scripts = [...readme.matchAll(/npm (?:run )?([a-z]+)/g)].map(([, name = '']) => name);
  expect(scripts.length).toBeGreaterThan(4);
  for (const name of scripts) expect(Object.keys(manifest.scripts)).toContain(name);

  const help = execFileSync(process.execPath, [bootstrap(ROOT), '--help'], {
    encoding: 'utf8',
    env: shell(),
  });
  const commands = [...readme.matchAll(/npx dojo ([a-z]+)/g)].map(([, name = '']) => name);
  expect(commands.length).toBeGreaterThan(4);
  for (const name of commands) expect(help).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
});

test('every file that it links to exists', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(2);
  for (const path of links) expect(existsSync(join(ROOT, path)), path).toBe(true);
});

test('the exit codes that it lists are those of the command line', async () => {
  const { EXIT } = await import('../../src/cli/exit.ts');
  const listed = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(EXIT));
});
