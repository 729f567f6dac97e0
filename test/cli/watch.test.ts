import { readFile, rename, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { atDesk } from './desk.ts';
import { Terminal } from './terminal.ts';

test.each([[[]], [['--poll']]])(
  'the watch judges every save, whatever is saved, and goes on (%j)',
  async (options) => {
    await atDesk(async (desk) => {
      const terminal = new Terminal(desk.root, ['start', 'saga', ...options]);
      try {
        const first = await terminal.shows(/(Watching|again at) answers[^]*q quit/);
        expect(first).toContain('That is expected: this is your starting point.');
        expect(first).toContain('Then  save, and this screen follows');

        const answer = desk.path('answers/07-saga/workflows.ts');
        const variant = (name: string) =>
          readFile(desk.path(`solutions/07-saga/workflows${name}.ts`), 'utf8');

        await writeFile(answer, await variant('.wrong-register-after'));
        const failed = await terminal.shows(/✗ saga\/undoes-lost-steps[^]*r run again/);
        expect(failed).toContain('✓ each undo waits for the one before it');
        for (const line of failed.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(80);

        // As editors save that replace the file.
        await writeFile(`${answer}~`, 'export async function placeOrder( {');
        await rename(`${answer}~`, answer);
        await terminal.shows(/the answer does not load[^]*does not parse[^]*r run again/);

        await writeFile(answer, `${await variant('')}\nfor (;;);\n`);
        await terminal.shows(/Loading the answer does not end[^]*r run again/);

        await writeFile(answer, await variant(''));
        await terminal.shows(/all 10 checks pass[^]*Solved: all 10 promises hold[^]*r run again/);

        // A kata that is broken after it was solved is open again.
        await writeFile(answer, await variant('.wrong-swallows'));
        await terminal.shows(/✗ saga\/tells-the-first-error[^]*r run again/);
        expect((await desk.dojo('list')).stdout).toContain('0 of 1 solved');

        // Moved away, the answer is missed; the kata's starting point is nobody's answer.
        await rename(answer, desk.path('aside.ts'));
        await terminal.shows(/There is no workflows\.ts in answers[^]*r run again/);
        await rename(desk.path('aside.ts'), answer);
        await terminal.shows(/✗ saga\/tells-the-first-error[^]*r run again/);

        terminal.type('r');
        await terminal.shows(/r run again[^]*Judging saga/);
        await terminal.shows(/✗ saga\/tells-the-first-error[^]*r run again/);
        terminal.type('q');
        expect(await terminal.exited()).toBe(0);
      } finally {
        terminal.kill();
      }
    });
  },
);
