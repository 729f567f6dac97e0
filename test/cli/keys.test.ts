import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import { needs } from '../server/fixtures.ts';
import { atDesk, type Desk } from './desk.ts';
import { Terminal } from './terminal.ts';

const LESSONS = ['07-saga', '08-cancellation'];
const ANSWER = 'answers/07-saga/workflows.ts';

const terminals: Terminal[] = [];
afterEach(() => {
  for (const terminal of terminals.splice(0)) terminal.kill();
});

async function watching(
  desk: Desk,
  env: Readonly<Record<string, string>> = {},
  kata = 'saga',
): Promise<Terminal> {
  const terminal = new Terminal(desk.root, ['start', kata], env);
  terminals.push(terminal);
  await terminal.shows(/r run again[^]*q quit/);
  return terminal;
}

async function solve(desk: Desk, variant = ''): Promise<void> {
  const text = await readFile(desk.path(`solutions/07-saga/workflows${variant}.ts`), 'utf8');
  await mkdir(desk.path('answers/07-saga'), { recursive: true });
  await writeFile(desk.path(ANSWER), text);
}

/** Presses keys, and waits for what the screen then shows. */
async function press(terminal: Terminal, keys: string, shows: RegExp): Promise<string> {
  terminal.type(keys);
  return terminal.shows(shows);
}

test('keys lead through the course, and nothing moves on by itself', async () => {
  await atDesk(async (desk) => {
    const terminal = await watching(desk);
    expect(terminal.screen).toContain('▒░  0 of 2 solved');
    expect(terminal.screen).not.toContain('s solution');
    await press(terminal, 'p', /This is the first kata\./);
    await press(terminal, 's', /opens when your answer passes\. To see it/);

    // Hints: the next after another try, or by a key of its own.
    await press(terminal, 'h', /hint 1 of 5[^]*It opens after another try[^]*q quit/);
    await press(terminal, 'h', /hint 1 of 5[^]*q quit/);
    await press(terminal, '+', /hint 2 of 5[^]*q quit/);
    await solve(desk, '.wrong-swallows');
    await terminal.shows(/✗ saga\/tells-the-first-error[^]*h next hint/);
    await press(terminal, 'h', /hint 3 of 5[^]*q quit/);

    // The list: choose another, go there, and come back.
    await press(terminal, 'l', /▶ … {2}7 {2}saga[^]*enter go there/);
    await press(terminal, '\u001B[B', /▶ {4}8 {2}cancellation/);
    await press(terminal, '\r', /cancellation {2}0 of \d+ checks pass[^]*r run again/);
    await press(terminal, 'n', /This is the last kata\./);
    await press(terminal, 'p', /saga {2}8 of 10 checks pass[^]*r run again/);

    // A pass: what was proved, and where to go, when the learner wants to.
    await solve(desk, '.also-class');
    const passed = await terminal.shows(/Solved: all 10 promises hold\.[^]*q quit/);
    expect(passed).toContain('✓ a good order is reserved, charged, shipped and confirmed');
    expect(passed).toContain('See the reference beside yours, and other right answers: s');
    expect(passed).toContain('Go on to “Cancellation: a request, not a stop”: n');
    expect(passed).toContain('█░  1 of 2 solved');
    const beside = await press(terminal, 's', /Yours, and the reference answer[^]*q quit/);
    expect(beside).toContain('- answers/07-saga/workflows.ts');
    expect(beside.split('\n').length).toBeLessThanOrEqual(50);
    await press(terminal, '\u001B[F', /too late to cancel[^]*q quit/);
    await press(terminal, 'a', /saga {2}all 10 checks pass[^]*1 not begun\.[^]*q quit/);
    await press(terminal, '\u001B', /Solved: all 10 promises hold\.[^]*q quit/);

    // A reset asks first, keeps what was written, and says where.
    await press(terminal, 'x', /Put the starting point in place of answers\/07-saga\?/);
    await press(terminal, 'k', /Solved: all 10 promises hold\.[^]*q quit/);
    await press(terminal, 'x', /y yes/);
    const reset = await press(terminal, 'y', /this is your starting point[^]*--undo[^]*q quit/);
    expect(reset).toContain('What you wrote is kept in answers/.snapshots/07-saga/');
    expect(reset).toContain('▒░  0 of 2 solved');
    await press(terminal, 'x', /there is nothing to reset/);

    terminal.type('q');
    await terminal.shows(/Go on: npx dojo start saga/);
    expect(await terminal.exited()).toBe(0);
  }, LESSONS);
});

test('a save in mid-run is judged after, and what is shown is the last', async () => {
  await atDesk(async (desk) => {
    const terminal = await watching(desk);
    await solve(desk, '.wrong-swallows');
    await terminal.shows(/q quit\s+Judging saga/);
    await solve(desk);
    await terminal.shows(/all 10 checks pass[^]*q quit\s*$/);
    expect((await desk.dojo('list')).stdout).toContain('1 of 1 solved');
  });
});

test('a folder that is deleted is missed, and seen again when it is back', async () => {
  await atDesk(async (desk) => {
    const terminal = await watching(desk);
    await rm(desk.path('answers/07-saga'), { recursive: true });
    await terminal.shows(/answers\/07-saga is gone\.[^]*npx dojo start saga[^]*q quit/);
    await solve(desk);
    await terminal.shows(/all 10 checks pass[^]*q quit/);
  });
});

test('every screen follows the terminal’s width, and no colour is used where none is wanted', async () => {
  await atDesk(async (desk) => {
    await solve(desk, '.wrong-register-after');
    const terminal = await watching(desk);
    for (const [key, shows] of [
      ['', /✗ saga\/undoes-lost-steps/],
      ['h', /hint 1 of 5/],
      ['l', /enter go there/],
      ['x', /y yes/],
    ] as const) {
      if (key) await press(terminal, key, shows);
      for (const columns of [60, 80]) {
        terminal.resize(columns, 40);
        // The bar is the same at any width; what is drawn anew fits.
        await new Promise((resolve) => setTimeout(resolve, 150));
        const screen = await terminal.shows(shows);
        for (const line of screen.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
    const used = new Set(terminal.written.match(/\u001B\[[\d;?]*[A-Za-z]/g));
    // The cursor is hidden, and the screen cleared: neither is a colour.
    for (const sequence of ['\u001B[?25l', '\u001B[2J', '\u001B[3J', '\u001B[H'])
      used.delete(sequence);
    expect([...used]).toEqual([]);
    terminal.type('q');
    await terminal.exited();
    expect(terminal.written.lastIndexOf('\u001B[?25h')).toBeGreaterThan(
      terminal.written.lastIndexOf('\u001B[?25l'),
    );
  });
});

describe('the editor', () => {
  /** A program that writes down what it was given. */
  async function program(desk: Desk, name: string, then = ''): Promise<string> {
    await mkdir(desk.path('my bin'), { recursive: true });
    const path = desk.path('my bin', name);
    const noted = desk.path('opened.txt');
    await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${noted}'\n${then}\n`);
    await chmod(path, 0o755);
    return path;
  }

  test('opens beside the watch, at the place to write', async (context) => {
    needs(context, process.platform !== 'win32', 'a shell for a stand-in editor');
    await atDesk(async (desk) => {
      // Stays open, as editors do; nobody waits for it.
      const path = await program(desk, 'code', 'sleep 2');
      const terminal = await watching(desk, { VISUAL: `"${path}" --wait` });
      await press(terminal, 'e', /Opened in code\.[^]*q quit/);
      const text = await readFile(desk.path(ANSWER), 'utf8');
      const line = text.split('\n').findIndex((each) => each.includes('TODO')) + 1;
      expect(await readFile(desk.path('opened.txt'), 'utf8')).toBe(
        `--wait\n--goto\n${desk.path(ANSWER)}:${line}\n`,
      );
    });
  });

  test('that lives in the terminal gets it, and gives it back', async (context) => {
    needs(context, process.platform !== 'win32', 'a shell for a stand-in editor');
    await atDesk(async (desk) => {
      const answer = desk.path('solutions/07-saga/workflows.ts');
      const write = `cp '${answer}' "$2"; echo EDITING; sleep 1`;
      const path = await program(desk, 'vim', write);
      const terminal = await watching(desk, { VISUAL: '', EDITOR: path, TMUX: '' });
      await press(terminal, 'e', /EDITING/);
      // What is judged meanwhile is not painted over the editor.
      await terminal.shows(/all 10 checks pass[^]*q quit/);
      await press(terminal, 'l', /enter go there/);
      // Ctrl-C in the editor ends all: the terminal sends it to everybody.
      await writeFile(path, '#!/bin/sh\necho EDITING AGAIN; sleep 60\n');
      await press(terminal, 'e', /EDITING AGAIN/);
      terminal.type('\u0003');
      await terminal.exited();
    });
  });

  test('that is not there is told', async (context) => {
    needs(context, process.platform !== 'win32', 'an error for a program that is not there');
    await atDesk(async (desk) => {
      const terminal = await watching(desk, { VISUAL: 'no-such-editor' });
      await press(terminal, 'e', /no-such-editor does not start[^]*VISUAL or EDITOR/);
    });
  });
});

describe('a disk on which nothing can be written', () => {
  const disk = new URL('fixtures/disk.mjs', import.meta.url).href;
  test.each([
    ['is full', 'ENOSPC', 'The disk is full.'],
    ['is read-only', 'EROFS', 'is read-only.'],
  ])('%s: the watch goes on, and says so', async (_, code, says) => {
    await atDesk(async (desk) => {
      const state = desk.path('disk');
      const env = { NODE_OPTIONS: `--import=${disk}`, DOJO_DISK: state };
      const terminal = await watching(desk, env);
      await solve(desk);
      await terminal.shows(/all 10 checks pass[^]*q quit/);
      await writeFile(state, code);
      await press(terminal, 'n', new RegExp(`${says}[^]*q quit`));
      await press(terminal, 'x', /y yes/);
      await press(terminal, 'y', new RegExp(`all 10 checks pass[^]*${says}[^]*q quit`));
      await solve(desk, '.wrong-swallows');
      await terminal.shows(/✗ saga\/tells-the-first-error[^]*progress was not noted[^]*q quit/);
      const check = await desk.dojoWith(env, 'check', 'saga');
      expect(check.stderr).toContain(`Your progress was not noted.`);
      expect(check.code).toBe(1);
      const reset = await desk.dojoWith(env, 'reset', 'saga');
      expect(reset.stderr).toContain(says);
      expect(reset.stderr).toContain('Nothing of yours was changed.');
      expect(reset.code).toBe(3);
      await rm(state);
      await press(terminal, 'r', /✗ saga\/tells-the-first-error[^]*q quit/);
      expect((await desk.dojo('list')).stdout).toContain('0 of 2 solved');
    }, LESSONS);
  });
});
