import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { needs } from '../server/fixtures.ts';
import { atDesk } from './desk.ts';
import { Terminal } from './terminal.ts';

const terminals: Terminal[] = [];
afterEach(() => {
  for (const terminal of terminals.splice(0)) terminal.kill();
});

/** The processes that belong to a desk, by their command lines and the processes that they started. */
function processesOf(root: string): string[] {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], {
    encoding: 'utf8',
    // Else it tells the letters of the desk's folder as question marks, where no language is set.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const all = table.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line);
    return match
      ? [{ pid: match[1], ppid: match[2], stat: match[3] ?? '', args: match[4] ?? '' }]
      : [];
  });
  const alive = all.filter(({ stat }) => !stat.startsWith('Z'));
  const own = new Set(alive.filter(({ args }) => args.includes(root)).map(({ pid }) => pid));
  for (let size = -1; size !== own.size;) {
    size = own.size;
    for (const { pid, ppid } of alive) if (own.has(ppid)) own.add(pid);
  }
  return alive.filter(({ pid }) => own.has(pid)).map(({ args }) => args);
}

async function halfWritten(root: string): Promise<string[]> {
  const files = await readdir(root, { recursive: true });
  return files.filter((path) => path.endsWith('.tmp') && !path.includes('node_modules'));
}

const MOMENTS: readonly [moment: string, reached: RegExp, key?: string, then?: RegExp][] = [
  ['as soon as it begins', /^/],
  ['while the judge starts', /Copied to answers/],
  ['while an answer is judged', /Judging saga/],
  ['while it watches', /r run again/],
  ['while a hint is open', /r run again/, 'h', /hint 1 of 5[^]*q quit/],
  ['while the list is open', /r run again/, 'l', /enter go there/],
];

describe('Ctrl-C', () => {
  beforeEach((context) => needs(context, process.platform !== 'win32', 'signals and `ps`'));

  test.each(MOMENTS)(
    '%s leaves no process and no half-written file',
    async (_, reached, key, then) => {
      await atDesk(async (desk) => {
        const temporary = desk.path('tmp');
        await mkdir(temporary);
        const terminal = new Terminal(desk.root, ['start'], { TMPDIR: temporary });
        terminals.push(terminal);
        await terminal.shows(reached);
        if (key && then) {
          terminal.type(key);
          await terminal.shows(then);
        }
        // What a terminal does at Ctrl-C, also when nobody reads its keys yet.
        if (!reached.test('')) terminal.type('\u0003');
        else await vi.waitFor(() => process.kill(-terminal.pid, 'SIGINT'), { interval: 1 });
        await terminal.exited();
        if (reached.source === 'Judging saga') {
          expect(terminal.screen).toContain('Stopped.');
          // Nobody waited for the verdict.
          expect(terminal.screen).not.toContain('checks pass');
        }
        await vi.waitFor(() => expect(processesOf(desk.root)).toEqual([]), {
          timeout: 15_000,
          interval: 100,
        });
        expect(await halfWritten(desk.root)).toEqual([]);
        expect(await readdir(temporary)).toEqual([]);
      });
    },
  );

  test('nothing outlives a bootstrap that is killed by kill -9', async () => {
    await atDesk(async (desk) => {
      const terminal = new Terminal(desk.root, ['start']);
      terminals.push(terminal);
      await terminal.shows(/r run again/);
      expect(processesOf(desk.root).length).toBeGreaterThan(3);
      process.kill(terminal.pid, 'SIGKILL');
      await vi.waitFor(() => expect(processesOf(desk.root)).toEqual([]), {
        timeout: 15_000,
        interval: 100,
      });
    });
  });
});
