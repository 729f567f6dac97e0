import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { atDesk } from './desk.ts';

test('a first start ends at the starting point, says what to do, and ends well', async () => {
  await atDesk(async (desk) => {
    const first = await desk.dojo('start');
    expect(first.stdout).toContain('Copied to answers/07-saga: write there.');
    expect(first.stdout).toContain('That is expected: this is your starting point.');
    expect(first.stdout).toContain('✗ saga/places-the-order');
    expect(first.stdout).toMatch(/at placeOrder \(answers\/07-saga\/workflows\.ts:\d+:\d+\)/);
    expect(first.stdout).toContain('Open  answers/07-saga/workflows.ts');
    expect(first.stdout).toMatch(/\n\nSee the whole run, drawn: npx dojo history saga\n\nOpen /);
    expect(first.stdout).toMatch(/Then {2}npx dojo start saga\n$/);
    expect(first.code).toBe(0);
    for (const line of first.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);

    // A given file that is missing comes back, and what is said is no more than that.
    await rm(desk.path('answers/07-saga/activities.ts'));
    const again = await desk.dojo('start');
    expect(again.stdout).toContain(
      'Missing in answers/07-saga, and copied there again: activities.ts.',
    );
    expect(again.stdout).not.toContain('Copied to');

    // What the learner wrote stays, and passing is remembered.
    const solution = await readFile(desk.path('solutions/07-saga/workflows.ts'), 'utf8');
    await writeFile(desk.path('answers/07-saga/workflows.ts'), solution);
    const second = await desk.dojo('start');
    expect(second.stdout).not.toContain('Copied to');
    expect(second.stdout).toContain('Solved: all 10 promises hold.');
    expect(second.code).toBe(0);
    expect((await desk.dojo('start')).stdout).toContain('All katas are solved.');
    expect((await desk.dojo('list')).stdout).toContain('1 of 1 solved');

    // Another answer makes the kata open again.
    await writeFile(desk.path('answers/07-saga/workflows.ts'), `${solution}\n// more\n`);
    expect((await desk.dojo('list')).stdout).toContain('0 of 1 solved');
  });
});

test('a progress file that cannot be read is set aside, and nothing is lost', async () => {
  await atDesk(async (desk) => {
    await desk.dojo('start');
    await writeFile(desk.path('answers/progress.json'), '{"version": 1, "solv');
    const listed = await desk.dojo('list');
    expect(listed.code).toBe(0);
    expect(listed.stderr).toContain('It is now progress.json.unreadable');
    expect(await readFile(desk.path('answers/progress.json.unreadable'), 'utf8')).toContain('solv');
    expect((await desk.dojo('list')).stderr).toBe('');
  });
});

test('a start without a name goes on with the kata that was at hand last', async () => {
  const lessons = ['01-durable-execution', '07-saga'];
  await atDesk(async (desk) => {
    expect((await desk.dojo('start', 'saga')).stdout).toContain('✗ saga/places-the-order');
    expect((await desk.dojo('start')).stdout).toContain('✗ saga/places-the-order');
    await desk.answer('workflows.ts');
    expect((await desk.dojo('start')).stdout).toContain('Solved: all 10 promises hold.');
    expect((await desk.dojo('start')).stdout).toContain('✗ durable-execution/');
  }, lessons);
});
