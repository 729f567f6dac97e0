import { mkdir, readFile, symlink } from 'node:fs/promises';
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

test('wrong use is told before anything is judged', async () => {
  await atDesk(async (desk) => {
    const sealed = await desk.dojo('grade', 'answers');
    expect(sealed.code).toBe(64);
    expect(sealed.stderr).toContain('--tier open');
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
