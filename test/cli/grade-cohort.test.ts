import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBook } from '../../src/grading/cohort/book/index.ts';
import { DevServer } from '../../bench/cohort/dev-server.ts';
import { needsTemporal } from '../grading/cohort/needs-temporal.ts';
import { atDesk, bootstrap, shell, type Desk } from './desk.ts';

const SOLUTIONS = resolve(import.meta.dirname, '../../solutions/07-saga');
const SECRET = 'nobody-but-the-cluster';

/** Hands in, for each learner, one of the files of the saga's solution. */
async function handIn(desk: Desk, learners: Readonly<Record<string, string>>): Promise<void> {
  for (const [learner, solution] of Object.entries(learners)) {
    const folder = desk.path('handed-in', learner, 'saga');
    await mkdir(folder, { recursive: true });
    await cp(join(SOLUTIONS, solution), join(folder, 'workflows.ts'));
  }
}

const COMMAND = ['grade-cohort', 'handed-in', '--kata', 'saga', '--format', 'csv'];

/** Learner, kata, verdict and points of each line. */
function lines(csv: string): string[] {
  return csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').slice(0, 5).join(' '));
}

test('a cohort is graded in sandboxes, on this machine; what is handed in again is not', async () => {
  await atDesk(async (desk) => {
    await handIn(desk, { ada: 'workflows.ts', bob: 'workflows.wrong-undo-fifo.ts' });
    // The same as somebody else's has the same grade.
    await handIn(desk, { cleo: 'workflows.ts' });
    await mkdir(desk.path('handed-in/dan'));
    const first = await desk.dojo(...COMMAND);
    expect(lines(first.stdout)).toEqual([
      'ada saga pass 10 10',
      'bob saga fail 9 10',
      'cleo saga pass 10 10',
      'dan saga error 0 10',
    ]);
    expect(first.stderr).toMatch(/Cohort [0-9a-f]{12}: 4 answers, graded on this machine\./);
    expect(first.stderr).toContain('3 of 3 graded: 1 pass, 1 fail, 1 error');
    expect(first.stderr).not.toContain('Open tier');
    expect(first.code).toBe(0);

    await handIn(desk, { dan: 'workflows.wrong-undo-fifo.ts' });
    const second = await desk.dojo(...COMMAND);
    expect(lines(second.stdout)[3]).toBe('dan saga fail 9 10');
    expect(second.stderr).toContain('2 of 2 graded: 1 pass, 1 fail');
    // Nothing was left to judge, so nobody was started.
    expect(second.stderr).not.toContain('Cohort');

    const [, cohort = ''] = /Cohort (\S+):/.exec(first.stderr) ?? [];
    const forgotten = await desk.dojo('grade-cohort', '--forget', cohort);
    expect(forgotten.stdout).toContain(`Of cohort ${cohort} nothing is kept`);
    const book = await openBook(desk.path('grades.sqlite'));
    expect(await book.entries(cohort)).toEqual([]);
    await book.close();
  });
});

test('killed in mid-run, the same command goes on where it was', async () => {
  await atDesk(async (desk) => {
    await handIn(desk, {
      ada: 'workflows.ts',
      bob: 'workflows.wrong-undo-fifo.ts',
      cleo: 'workflows.also-class.ts',
    });
    const temporary = await mkdtemp(join(tmpdir(), 'dojo-cohort-'));
    const command = [...COMMAND, '--book', 'grades', '--jobs', '1'];
    const child = spawn(process.execPath, [bootstrap(desk.root), ...command], {
      cwd: desk.root,
      env: shell({ TMPDIR: temporary }),
      stdio: 'ignore',
      detached: true,
    });
    const exit = once(child, 'exit');
    const grades = desk.path('grades/grades');
    while ((await readdir(grades).catch(() => [])).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await exit;
    const before = await readdir(grades);
    expect(before.length).toBeLessThan(3);
    const kept = await readFile(join(grades, before[0] ?? ''), 'utf8');

    const { code, stdout } = await desk.dojo(...command);
    expect(code).toBe(0);
    expect(lines(stdout)).toEqual([
      'ada saga pass 10 10',
      'bob saga fail 9 10',
      'cleo saga pass 10 10',
    ]);
    expect(await readFile(join(grades, before[0] ?? ''), 'utf8')).toBe(kept);
    await rm(temporary, { recursive: true, force: true });
  });
});

describe('with a Temporal cluster', () => {
  test('workers grade in sandboxes, and what they know of the cluster stays with them', async (context) => {
    needsTemporal(context);
    await atDesk(async (desk) => {
      await handIn(desk, { ada: 'workflows.ts', bob: 'workflows.wrong-undo-fifo.ts' });
      const server = await DevServer.start(desk.path('temporal.db'));
      const env = {
        TEMPORAL_ADDRESS: server.address,
        TEMPORAL_NAMESPACE: 'default',
        DATABASE_URL: SECRET,
      };
      const worker = spawn(process.execPath, [bootstrap(desk.root), 'grade-worker'], {
        cwd: desk.root,
        env: shell(env),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      worker.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      try {
        const grading = desk.dojoWith(env, ...COMMAND, '--no-worker');
        const seen = await environments(desk.root, () => worker.exitCode === null);
        const { code, stdout, stderr } = await grading;
        expect(stderr).toContain(`graded by ${server.address}`);
        expect(lines(stdout)).toEqual(['ada saga pass 10 10', 'bob saga fail 9 10']);
        expect(code).toBe(0);
        expect(said).toContain(`Works for ${server.address}`);
        const [, cohort = ''] = /Cohort (\S+):/.exec(stderr) ?? [];
        const asked = await desk.dojoWith(env, 'grade-cohort', '--progress', cohort);
        expect(asked.stdout).toContain(`Cohort ${cohort} is at work: 2 of 2 are done.`);
        const other = await desk.dojoWith(env, 'grade-cohort', '--pause', 'nonesuch');
        expect(other.stderr).toContain('No such cohort runs on this cluster.');
        expect(other.code).toBe(64);
        if (process.platform === 'linux') {
          expect(seen.length).toBeGreaterThan(0);
          expect(seen.join('\n')).not.toMatch(/TEMPORAL_|nobody-but/);
        }
        // Asked to end, it ends in order; Ctrl-C comes to all processes of a terminal, this to one.
        const exit = once(worker, 'exit');
        worker.kill('SIGTERM');
        expect(await exit).toEqual([0, null]);
      } finally {
        worker.kill('SIGKILL');
        await server.kill();
      }
    });
  });

  test('without one, what needs it says how to name it', async () => {
    await atDesk(async (desk) => {
      for (const words of [['grade-worker'], ['grade-cohort', '--pause', 'x']]) {
        const { code, stderr } = await desk.dojo(...words);
        expect(stderr).toContain('That needs a Temporal cluster, and none is named.');
        expect(stderr).toContain('TEMPORAL_ADDRESS=host:7233 npx dojo grade-');
        expect(code).toBe(64);
      }
      const gone = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
      const { code, stderr } = await desk.dojoWith(gone, 'grade-cohort', '--pause', 'x');
      expect(stderr).toContain('127.0.0.1:1 does not answer');
      expect(code).toBe(3);
    });
  });
});

/** The environments of the graders that a desk's worker starts, as the system tells them. */
async function environments(root: string, isAlive: () => boolean): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  for (const began = Date.now(); Date.now() - began < 60_000 && isAlive();) {
    const found: string[] = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (!line.includes('grader-main') || !line.includes(root)) continue;
      found.push(await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''));
    }
    if (found.some((text) => text !== '')) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [];
}
