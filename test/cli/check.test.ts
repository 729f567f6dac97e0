import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { atDesk } from './desk.ts';

test('the exit code says how it went, and --json says all', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    const passed = await desk.dojo('check', 'saga');
    expect(passed.stdout).toContain('saga  all 10 checks pass');
    expect(passed.code).toBe(0);

    await desk.answer('workflows.wrong-register-after.ts');
    const failed = await desk.dojo('check', 'saga', '--json');
    expect(failed.code).toBe(1);
    const [verdict] = JSON.parse(failed.stdout) as [Record<string, unknown>];
    expect(verdict).toMatchObject({ kata: 'saga', verdict: 'fail', folder: 'answers/07-saga' });
    expect(verdict['checks']).toHaveLength(10);
    expect(verdict['checks']).toContainEqual(
      expect.objectContaining({
        id: 'saga/undoes-lost-steps',
        outcome: 'fail',
        diagnosis: expect.objectContaining({ read: 'saga#register-before' }),
      }),
    );

    await writeFile(desk.path('answers/07-saga/workflows.ts'), 'export function {');
    const broken = await desk.dojo('check');
    expect(broken.code).toBe(2);
    expect(broken.stdout).toContain('answers/07-saga/workflows.ts:1:17');
  });
});

test('--fast judges without a test server, and what passes does not count', async () => {
  await atDesk(async (desk) => {
    const nowhere = { DOJO_TEST_SERVER: '/nowhere/server' };
    await desk.answer('workflows.ts');
    const passed = await desk.dojoWith(nowhere, 'check', 'saga', '--fast');
    expect(passed.stdout).toContain('saga  all 10 checks pass');
    expect(passed.stdout).toContain('it counts: npx dojo check saga');
    expect(passed.code).toBe(0);
    expect((await desk.dojo('list')).stdout).toContain('0 of 1 solved');

    await desk.answer('workflows.wrong-register-after.ts');
    const failed = await desk.dojoWith(nowhere, 'check', 'saga', '--fast');
    expect(failed.stdout).toContain('✗ saga/undoes-lost-steps');
    expect(failed.code).toBe(1);
    expect((await desk.dojo('history', 'saga')).stdout).toContain('workflow');
  });
});

test('--fast shows what an answer prints', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    const path = desk.path('answers/07-saga/workflows.ts');
    const begins = /(export async function placeOrder\([^{]*\{)/;
    const solution = await readFile(path, 'utf8');
    await writeFile(path, solution.replace(begins, "$1 console.log('one order');"));
    const { stdout } = await desk.dojo('check', 'saga', '--fast');
    expect(stdout).toMatch(/\[placeOrder\(.+\)\] one order/);
  });
});

test('--fast says which kata needs the test server', async () => {
  await atDesk(
    async (desk) => {
      const { code, stderr } = await desk.dojo('check', 'testing', '--fast');
      expect(stderr).toContain("testing can't be judged without the test server");
      expect(stderr).toContain('npx dojo check testing');
      expect(code).toBe(64);
      const all = await desk.dojo('check', '--all', '--fast');
      expect(all.stdout).toContain('saga  not begun');
    },
    ['07-saga', '18-testing'],
  );
});

test('whoever asks for JSON gets JSON, also when nothing can be judged', async () => {
  await atDesk(async (desk) => {
    const { code, stdout } = await desk.dojoWith(
      { DOJO_TEST_SERVER: '/nowhere/server' },
      'check',
      'saga',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject([{ kata: 'saga', verdict: 'infra', checks: [] }]);
    expect(stdout).toContain('there is no such file');
    expect(code).toBe(3);
  });
});

test('someone who edits in katas/ is judged there', async () => {
  await atDesk(async (desk) => {
    const wrong = await readFile(desk.path('solutions/07-saga/workflows.wrong-no-shield.ts'));
    await writeFile(desk.path('katas/07-saga/workflows.ts'), wrong);
    const { code, stdout } = await desk.dojo('check', 'saga');
    expect(stdout).toContain('✗ saga/cleans-up-when-cancelled');
    expect(code).toBe(1);
  });
});

test.each([
  [['check', 'sgaa'], 'There is no kata', 'The nearest is `saga`.'],
  [['start', 'sags'], 'There is no kata', 'The nearest is `saga`.'],
  [['chek'], "There is no command 'chek'.", 'Did you mean `npx dojo check`?'],
  [['s'], "'s' could be several commands.", 'It could be start or solution or setup or site.'],
  [['saga'], "There is no command 'saga'.", 'To begin the kata: npx dojo start saga'],
  [['progress', 'exprt'], "There is no command 'exprt'.", '`npx dojo progress export`'],
  [['check', '--quick'], "unknown option '--quick'", '`npx dojo --help`'],
  [['site', '--port', 'web'], 'A port is a number from 1 to 65535.', '`npx dojo --help`'],
])('dojo %j is wrong use: it says so, and what would be right', async (args, wrong, right) => {
  await atDesk(async (desk) => {
    const { code, stderr, stdout } = await desk.dojo(...args);
    expect(stderr).toContain(wrong);
    expect(stderr).toContain(right);
    expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
    expect(stdout).toBe('');
    expect(code).toBe(64);
  });
});

test('names may be shortened, and paths from the shell are understood', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    for (const name of ['sag', '07', '7', 'answers/07-saga/']) {
      const { code, stdout } = await desk.dojo('check', name);
      expect(stdout).toContain('saga  all 10 checks pass');
      expect(code).toBe(0);
    }
  });
});

test('of all katas, those that were not begun are told as such, and nothing is solved by that', async () => {
  await atDesk(
    async (desk) => {
      await desk.answer('workflows.ts');
      const { code, stdout } = await desk.dojo('check', '--all');
      expect(stdout).toContain('saga  all 10 checks pass');
      expect(stdout).toContain('cancellation  not begun');
      expect(stdout).toContain('1 of 2 solved');
      expect(code).toBe(1);
    },
    ['07-saga', '08-cancellation'],
  );
});
