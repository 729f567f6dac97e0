import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { atDesk, type Desk } from './desk.ts';

const ANSWER = 'answers/07-saga/workflows.ts';

async function write(desk: Desk, text: string): Promise<void> {
  await mkdir(desk.path('answers/07-saga'), { recursive: true });
  await writeFile(desk.path(ANSWER), text);
}

function rightAnswer(desk: Desk, name = ''): Promise<string> {
  return readFile(desk.path(`solutions/07-saga/workflows${name}.ts`), 'utf8');
}

test('hints open one by one: the next after another try in vain, or when asked for', async () => {
  await atDesk(async (desk) => {
    const first = await desk.dojo('hint', 'saga');
    expect(first.stdout).toContain('saga  hint 1 of 5');
    expect(first.stdout).toContain('Write the four steps as if nothing could fail');
    expect(first.stdout).toContain('Next: “Keep a list of ways back”');
    expect(first.code).toBe(0);
    for (const line of first.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);

    // Nothing was tried, so nothing opens, and the open one is shown again.
    expect((await desk.dojo('hint')).stdout).toBe(first.stdout);

    await write(desk, 'export async function placeOrder() {}\n');
    expect((await desk.dojo('check')).code).toBe(1);
    const second = await desk.dojo('hint');
    expect(second.stdout).toContain('saga  hint 2 of 5');
    expect(second.stdout).toContain(' 1  Begin with the good order\n\n 2  Keep a list');
    expect(second.stdout).not.toContain('Write the four steps');

    // The same answer again is no other try.
    await desk.dojo('check');
    expect((await desk.dojo('hint')).stdout).toBe(second.stdout);

    expect((await desk.dojo('hint', '--next')).stdout).toContain('saga  hint 3 of 5');
    const all = (await desk.dojo('hint', '--all')).stdout;
    expect(all).toContain('saga  hint 3 of 5');
    expect(all).toContain('Write the four steps');
    expect(all).not.toContain('Go back with care\n\n');
  });
});

test('a reset keeps what was written, and can be undone, also when more was written since', async () => {
  await atDesk(async (desk) => {
    const early = await desk.dojo('reset', 'saga');
    expect(early.stderr).toContain('there is nothing to reset');
    expect(early.stderr).toContain('npx dojo start saga');
    expect(early.code).toBe(64);
    const never = await desk.dojo('reset', 'saga', '--undo');
    expect(never.stderr).toContain('No earlier answer to saga is kept.');
    expect(never.code).toBe(64);

    await write(desk, '// mine\n');
    await writeFile(desk.path('answers/07-saga/notes.md'), 'my own');
    const reset = await desk.dojo('reset', 'saga');
    expect(reset.code).toBe(0);
    const pristine = await readFile(desk.path('katas/07-saga/workflows.ts'), 'utf8');
    expect(await readFile(desk.path(ANSWER), 'utf8')).toBe(pristine);
    expect(await readFile(desk.path('answers/07-saga/notes.md'), 'utf8')).toBe('my own');
    const [, kept = ''] = /kept in (\S+)/.exec(reset.stdout) ?? [];
    expect(await readFile(desk.path(kept, 'workflows.ts'), 'utf8')).toBe('// mine\n');
    expect(reset.stdout).toContain('npx dojo reset saga --undo');
    expect((await desk.dojo('reset', 'saga')).stdout).toContain('Nothing of yours was in it');

    await write(desk, '// since then\n');
    const undone = await desk.dojo('reset', 'saga', '--undo');
    expect(await readFile(desk.path(ANSWER), 'utf8')).toBe('// mine\n');
    expect(undone.stdout).toContain(
      'What stood in its place is now in answers/.snapshots/07-saga/',
    );
    await desk.dojo('reset', 'saga', '--undo');
    expect(await readFile(desk.path(ANSWER), 'utf8')).toBe('// since then\n');
    expect(await readdir(desk.path('answers/.snapshots/07-saga'))).toHaveLength(1);
  });
});

test('the solution is shown beside the answer that passed, and else when somebody insists', async () => {
  await atDesk(async (desk) => {
    const early = await desk.dojo('solution', 'saga');
    expect(early.stdout).toContain('You have not begun saga yet.');
    expect(early.stdout).toContain('npx dojo start saga');
    expect(early.code).toBe(1);

    await write(desk, await rightAnswer(desk, '.also-class'));
    const unjudged = await desk.dojo('solution', 'saga');
    expect(unjudged.stdout).toContain('npx dojo check saga');
    expect(unjudged.code).toBe(1);
    expect((await desk.dojo('solution', 'saga', '--anyway')).stdout).toContain('All hints');

    const passed = await desk.dojo('check', 'saga');
    expect(passed.stdout).toContain('npx dojo solution saga');
    const shown = await desk.dojo('solution');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(`- ${ANSWER}\n+ solutions/07-saga/workflows.ts\n`);
    expect(shown.stdout).toMatch(/^-class Saga \{$/m);
    expect(shown.stdout).toMatch(/^\+ {2}const undos/m);
    expect(shown.stdout).toMatch(/workflows\.also-states\.ts\n {4}An explicit state machine/);
    expect(shown.stdout).toContain('Cancelled, and too late to cancel');
    expect((await desk.dojo('hint')).stdout).toContain('saga  all 5 hints');

    const other = await desk.dojo('solution', 'saga', '--other', 'class');
    expect(other.stdout).toContain('+ solutions/07-saga/workflows.also-class.ts');
    expect(other.stdout).toContain('They are the same, to the letter.');
    const none = await desk.dojo('solution', 'saga', '--other', 'clas');
    expect(none.stderr).toContain('It has class, generator');
    expect(none.code).toBe(64);
  });
});

test('progress goes to another machine and back, and a broken answer is open again', async () => {
  await atDesk(async (desk) => {
    await write(desk, await rightAnswer(desk));
    await desk.dojo('hint', 'saga');
    await desk.dojo('check', 'saga');
    const wrote = await desk.dojo('progress', 'export', 'progress.txt');
    expect(wrote.stdout).toContain('npx dojo progress import progress.txt');
    const text = await readFile(desk.path('progress.txt'), 'utf8');
    expect(text).toMatch(/^saga [0-9a-f]{16} [0-9a-f]{16} \d{4}-\S+Z 1$/m);
    expect((await desk.dojo('progress', 'export')).stdout).toBe(text);

    // Another machine: nothing was written there.
    await rm(desk.path('answers'), { recursive: true });
    expect((await desk.dojo('progress')).stdout).toContain('0 of 1 solved');
    const arrived = await desk.dojo('progress', 'import', 'progress.txt');
    expect(arrived.stdout).toContain('Now solved here too: saga.');
    expect(arrived.stdout).toContain('1 of 1 solved');
    const told = JSON.parse((await desk.dojo('progress', '--json')).stdout) as unknown;
    expect(told).toMatchObject({
      solved: 1,
      of: 1,
      katas: [{ slug: 'saga', number: 7, state: 'solved', hints: 1, solvedAt: expect.any(String) }],
    });
    expect((await desk.dojo('progress', 'import', 'progress.txt')).stdout).toContain(
      'No kata is newly solved.',
    );

    // Looking at the starting point does not undo it; an answer that fails does.
    await desk.dojo('start', 'saga');
    expect((await desk.dojo('list')).stdout).toContain('1 of 1 solved');
    await write(desk, await rightAnswer(desk, '.wrong-swallows'));
    expect((await desk.dojo('list')).stdout).toContain('0 of 1 solved');
    expect((await desk.dojo('progress', 'import', 'progress.txt')).stdout).toContain(
      'saga: you have begun another answer here',
    );

    const missing = await desk.dojo('progress', 'import', 'nowhere.txt');
    expect(missing.stderr).toContain('nowhere.txt cannot be read.');
    expect(missing.code).toBe(64);
    const other = await desk.dojo('progress', 'import', 'package.json');
    expect(other.stderr).toContain('This is not an export of progress.');
    expect(other.code).toBe(64);
  });
});

test('lost progress is rebuilt from the answers', async () => {
  await atDesk(async (desk) => {
    await write(desk, await rightAnswer(desk));
    for (const text of ['{"version": 1, "solv', '{"version": 1, "solved": {"saga": true}}']) {
      await writeFile(desk.path('answers/progress.json'), text);
      expect((await desk.dojo('list')).stderr).toContain('npx dojo check --all');
    }
    const aside = (await readdir(desk.path('answers'))).filter((name) => name.includes('unread'));
    expect(aside).toEqual(['progress.json.unreadable', 'progress.json.unreadable-2']);
    expect((await desk.dojo('check', '--all')).code).toBe(0);
    expect((await desk.dojo('list')).stdout).toContain('1 of 1 solved');
  });
});
