import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { historyText } from '../../src/cli/history-text.ts';
import { historyPage } from '../../src/kit/history-page.ts';
import { historySvg } from '../../src/kit/history-svg.ts';
import type { JudgedRun } from '../../src/kit/run-history.ts';
import { judged } from '../kit/histories.ts';
import { needs } from '../server/fixtures.ts';
import { atDesk, type Desk } from './desk.ts';
import { Terminal } from './terminal.ts';

const LAST = '.dojo/last/07-saga.json';

const terminals: Terminal[] = [];
afterEach(() => {
  for (const terminal of terminals.splice(0)) terminal.kill();
});

/** As if a verdict had just been about this run. */
async function keep(desk: Desk, run: JudgedRun): Promise<void> {
  await mkdir(desk.path('.dojo/last'), { recursive: true });
  await writeFile(desk.path(LAST), JSON.stringify({ version: 1, ...run }));
}

test('the run that is kept is drawn, into the terminal or a file, or told as JSON', async () => {
  await atDesk(async (desk) => {
    const never = await desk.dojo('history', 'saga');
    expect(never.stderr).toContain('No run of saga is kept that could be drawn.');
    expect(never.stderr).toContain('npx dojo check saga');
    expect(never.code).toBe(64);
    const other = await desk.dojo('history', 'sgaa');
    expect(other.stderr).toContain('The nearest is `saga`.');
    expect(other.code).toBe(64);

    await keep(desk, judged);
    const drawn = await desk.dojo('history');
    expect(drawn.code).toBe(0);
    expect(drawn.stdout).toBe(`${historyText(judged)}\n`);
    const told = JSON.parse((await desk.dojo('history', '--json')).stdout) as unknown;
    expect(told).toEqual({ kata: 'saga', ...judged });

    const files = ['history', '7', '--html', 'a b/run.html', '--svg', desk.path('run.svg')];
    const wrote = await desk.dojo(...files);
    expect(wrote.stdout).toContain('Wrote a b/run.html.');
    expect(wrote.code).toBe(0);
    expect(await readFile(desk.path('a b/run.html'), 'utf8')).toBe(historyPage(judged));
    expect(await readFile(desk.path('run.svg'), 'utf8')).toBe(historySvg(judged));

    // What is there cannot be read, or is of another version: as if it were not there.
    const kept = await readFile(desk.path(LAST), 'utf8');
    for (const text of ['{', kept.replace('"version":1', '"version":2'), '{"version":1}']) {
      await writeFile(desk.path(LAST), text);
      const unread = await desk.dojo('history');
      expect(unread.stderr).toContain('No run of saga is kept');
      expect(unread.code).toBe(64);
    }
  });
});

test('a file that cannot be written is told, and whose fault that is', async () => {
  await atDesk(async (desk) => {
    await keep(desk, judged);
    for (const file of ['src', 'package.json/run.html']) {
      const wrong = await desk.dojo('history', '--html', file);
      expect(wrong.stderr).toContain(`${file} cannot be written`);
      expect(wrong.code).toBe(64);
    }
    expect((await desk.dojo('history', '--html')).code).toBe(64);
    await writeFile(desk.path('full'), 'ENOSPC');
    const disk = new URL('fixtures/disk.mjs', import.meta.url).href;
    const env = { NODE_OPTIONS: `--import=${disk}`, DOJO_DISK: desk.path('full') };
    const full = await desk.dojoWith(env, 'history', '--svg', 'answers/run.svg');
    expect(full.stderr).toContain('The disk is full.');
    expect(full.code).toBe(3);
  });
});

test('every verdict keeps its run, and an answer that does not load has none', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.wrong-register-after.ts');
    const check = await desk.dojo('check', 'saga');
    expect(check.stdout).toContain('See the whole run, drawn: npx dojo history saga');
    const drawn = await desk.dojo('history');
    expect(drawn.stdout).toMatch(/^✗ saga\/undoes-lost-steps\n/);
    expect(drawn.stdout).toContain('reserveStock takes effect, but its answer is lost');
    expect(drawn.stdout).toMatch(/^▶ +\d+ +\+\d+ s +┌ +reserveStock scheduled$/m);
    expect(drawn.stdout).toMatch(/^▶ +\d+–\d+ +\+\d+ s +✗ +reserveStock failed: NoAnswer/m);
    for (const line of drawn.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

    await writeFile(desk.path('answers/07-saga/workflows.ts'), 'export function {');
    expect((await desk.dojo('check')).stdout).not.toContain('dojo history');
    expect((await desk.dojo('history')).code).toBe(64);

    await desk.answer('workflows.ts');
    const verdicts = await desk.dojo('check', '--json');
    expect(verdicts.stdout).toContain('saga/undoes-lost-steps');
    expect(verdicts.stdout).not.toContain('"history"');
    expect((await desk.dojo('history')).stdout).toMatch(/^✓ saga\/.*[^]*ended as Completed/);
  });
});

test('what is taller than the terminal goes through a pager', async (context) => {
  needs(context, process.platform !== 'win32', 'a shell for a stand-in pager');
  await atDesk(async (desk) => {
    await keep(desk, judged);
    const program = desk.path('my pager');
    await writeFile(
      program,
      `#!/bin/sh
trap 'echo HEARD' INT
echo PAGED $LESS; cat
until read answer < /dev/tty; do :; done
exit 1
`,
    );
    await chmod(program, 0o755);
    /** Draws in a terminal of so many rows. */
    const shown = async (
      rows: number,
      env: Readonly<Record<string, string>>,
      ...args: string[]
    ) => {
      const terminal = new Terminal(desk.root, ['history', ...args], env, rows);
      terminals.push(terminal);
      await terminal.shows(/workflow ended as Failed/);
      return terminal;
    };

    const paged = await shown(10, { PAGER: `'${program}'` });
    expect(paged.screen).toContain('PAGED FRX');
    // Ctrl-C is the pager's affair, and so is how it ends.
    paged.type('\u0003');
    await paged.shows(/HEARD/);
    paged.type('\r');
    expect(await paged.exited()).toBe(0);

    for (const [rows, env, ...args] of [
      [10, { PAGER: `'${program}'` }, '--no-pager'],
      [10, { PAGER: '' }],
      [10, { PAGER: 'cat' }],
      [10, { PAGER: 'no-such-pager' }],
      [200, { PAGER: `'${program}'` }],
    ] as const) {
      const printed = await shown(rows, env, ...args);
      expect(printed.screen).not.toContain('PAGED');
      expect(await printed.exited()).toBe(0);
    }
    // Colors only where they are wanted.
    expect((await shown(200, {})).written).not.toMatch(/\u001B\[\d/);
    const { written } = await shown(200, { NO_COLOR: '', FORCE_COLOR: '1' });
    expect(written).toMatch(/\u001B\[36m/);
    expect(stripVTControlCharacters(written)).toContain('✗ order/undoes');
  });
});

test('the watch draws it by a key, scrolls it, and comes back', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.wrong-register-after.ts');
    const terminal = new Terminal(desk.root, ['start', 'saga']);
    terminals.push(terminal);
    const press = (keys: string, shows: RegExp) => {
      terminal.type(keys);
      return terminal.shows(shows);
    };
    await terminal.shows(/✗ saga\/undoes-lost-steps[^]*t history[^]*q quit/);
    await press('t', /placeOrder: 11 events[^]*▶ .*┌ .*reserveStock scheduled[^]*scroll/);
    await press('\u001B', /It hurts[^]*q quit/);

    // Taller than the terminal, it scrolls; as a save comes, the verdict is shown.
    await desk.answer('workflows.ts');
    await terminal.shows(/Solved[^]*q quit/);
    terminal.resize(80, 16);
    await terminal.shows(/Solved[^]*q quit/);
    await press('t', /workflow placeOrder started[^]*more lines: space[^]*scroll/);
    await press('\u001B[F', /workflow ended as Completed[^]*scroll/);
    await press('kkkkkkkkkk', /more lines: space[^]*scroll/);
    await writeFile(desk.path('answers/07-saga/workflows.ts'), 'export function {');
    await terminal.shows(/does not parse|does not load[^]*q quit/);
    await terminal.shows(/r run again[^]*q quit/);
    expect(terminal.screen).not.toContain('t history');
    await press('t', /was about no run, so there is none to draw\.[^]*q quit/);
    // What the watch judged, the command draws; here, nothing.
    expect((await desk.dojo('history', 'saga')).code).toBe(64);
    await rm(desk.path('answers/07-saga'), { recursive: true });
  });
});
