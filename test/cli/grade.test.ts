import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { atDesk } from './desk.ts';

test('a folder of learners is graded, and written as others read it', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    const { code, stdout, stderr } = await desk.dojo(
      'grade',
      '.',
      '--kata',
      'saga',
      '--tier',
      'open',
    );
    expect(stdout).toContain('saga  10 of 10 checks pass');
    expect(stderr).toContain('Open tier: the answer ran without a sandbox');
    expect(code).toBe(0);

    await mkdir(desk.path('handed-in/eve/saga'), { recursive: true });
    await symlink('/etc/passwd', desk.path('handed-in/eve/saga/workflows.ts'));
    const written = await desk.dojo(
      'grade',
      'handed-in',
      '--kata',
      'saga',
      '--tier',
      'open',
      '--format',
      'json',
      '--format',
      'csv',
      '--out',
      'results',
    );
    expect(written.code).toBe(2);
    const [report] = JSON.parse(
      await readFile(desk.path('results/grade.json'), 'utf8'),
    ) as object[];
    expect(report).toMatchObject({ learner: 'eve', verdict: 'error', reason: 'not-taken-in' });
    expect(await readFile(desk.path('results/cohort.csv'), 'utf8')).toContain(
      'eve,saga,error,0,10,open',
    );
  });
});

test('without being told otherwise, answers are graded in a sandbox', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.wrong-undo-fifo.ts');
    const { code, stdout, stderr } = await desk.dojo('grade', '.', '--kata', 'saga');
    expect(stdout).toContain('saga  9 of 10 checks pass');
    expect(stderr).not.toContain('tier');
    expect(code).toBe(1);
    const again = ['grade', '.', '--kata', 'saga', '--format', 'json', '--explain', 'why'];
    const report = await desk.dojo(...again);
    const [told] = JSON.parse(report.stdout) as { learner: string }[];
    expect(told).toMatchObject({ tier: 'sealed', verdict: 'fail' });

    // What the learner gets shows the run, and leads to the same verdict.
    const why = desk.path('why', told?.learner ?? '', 'saga');
    expect(await readFile(join(why, 'answer/workflows.ts'), 'utf8')).toBe(
      await readFile(desk.path('answers/07-saga/workflows.ts'), 'utf8'),
    );
    expect(await readdir(join(why, 'runs'))).toEqual([
      'undoes-in-reverse.html',
      'undoes-in-reverse.json',
    ]);
    const run = JSON.parse(await readFile(join(why, 'runs/undoes-in-reverse.json'), 'utf8')) as {
      history: { ledger: object[] };
    };
    expect(run.history.ledger[0]).toMatchObject({ activity: 'reserveStock', account: 'stock' });
    expect(await readFile(join(why, 'README.md'), 'utf8')).toContain('npx dojo check saga');
  });
});

test('without a sandbox, it is said what to install, and nothing is graded', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    const path = { PATH: dirname(process.execPath) };
    const { code, stdout, stderr } = await desk.dojoWith(path, 'grade', '.', '--kata', 'saga');
    expect(stderr).toContain('what makes it is not installed: bwrap, prlimit');
    expect(stderr).toContain('sudo apt-get install bubblewrap');
    expect(stderr).toContain('--tier open');
    expect(stdout).toBe('');
    expect(code).toBe(3);
  });
});

test('a machine on which no sandbox starts is told, with what to set', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    // As bubblewrap ends where AppArmor forbids it.
    const script = '#!/bin/sh\necho "bwrap: setting up uid map: Permission denied" >&2\nexit 1\n';
    await mkdir(desk.path('bin'));
    await writeFile(desk.path('bin', 'bwrap'), script, { mode: 0o755 });
    const path = { PATH: `${desk.path('bin')}:${process.env['PATH']}` };
    const { code, stderr } = await desk.dojoWith(path, 'grade', '.', '--kata', 'saga');
    expect(stderr).toContain('The sandbox does not start: bwrap: setting up uid map');
    expect(stderr).toContain('apparmor_restrict_unprivileged_userns=0');
    expect(code).toBe(3);
  });
});

test('wrong use is told before anything is judged', async () => {
  await atDesk(async (desk) => {
    const tier = await desk.dojo('grade', 'answers', '--tier', 'closed');
    expect(tier.code).toBe(64);
    expect(tier.stderr).toContain('sealed and open');
    const format = await desk.dojo('grade', 'answers', '--tier', 'open', '--format', 'junti');
    expect(format.stderr).toContain('The nearest is junit.');
    await desk.answer('workflows.ts');
    const several = await desk.dojo(
      'grade',
      '.',
      '--tier',
      'open',
      '--format',
      'gradescope',
      '--format',
      'exercism',
      '--out',
      'results',
    );
    expect(several.code).toBe(64);
    expect(several.stderr).toContain('both written as results.json');
    const nothing = await desk.dojo('grade', '--tier', 'open');
    expect(nothing.stderr).toContain('Nothing was named to grade.');
    const schema = await desk.dojo('grade', '--schema');
    expect(JSON.parse(schema.stdout)).toMatchObject({ type: 'object' });
  });
});
