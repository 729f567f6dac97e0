import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictText } from '../../src/cli/verdict-text.ts';
import { readKatas } from '../../src/course/katas.ts';
import type { Kata } from '../../src/course/kata.ts';
import { Judge } from '../../src/judge/judge.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SHOWN = 'answers/07-saga';
/** No bad answer may keep a learner waiting for longer. */
const LONGEST_MS = 10_000;

let server: RunningServer;
let judge: Judge;
let kata: Kata;

beforeAll(async () => {
  server = await startServer(await fetchServer(join(ROOT, '.dojo', 'server'), () => undefined));
  judge = await Judge.open(ROOT, server.address);
  kata = (await readKatas(ROOT)).find(({ slug }) => slug === 'saga') as Kata;
  await judge.judge(kata, kata.solution, SHOWN);
});

afterAll(async () => {
  await judge?.close();
  await server?.stop();
});

async function printed(workflows: string) {
  const files = workflows === '' ? {} : { 'workflows.ts': workflows };
  const verdict = await judge.judge(kata, files, SHOWN);
  const answer = { files, folder: SHOWN, untouched: false };
  return { verdict, text: verdictText({ kata, answer, verdict }, 80) };
}

const solution = () => kata.solution['workflows.ts'] ?? '';

describe('an answer that cannot be judged', () => {
  const bad: readonly [what: string, answer: () => string, says: readonly (string | RegExp)[]][] = [
    [
      'that does not parse',
      () => 'export async function placeOrder( {',
      ['The file does not parse', /answers\/07-saga\/workflows\.ts:1:\d+/],
    ],
    [
      'that does not type-check',
      () => `${solution()}\nconst wrong: number = 'text';\nvoid wrong;\n`,
      [
        'The answer does not type-check.',
        /workflows\.ts:\d+:7 {2}TS2322: Type 'string' is not assignable to type 'number'/,
      ],
    ],
    [
      'that imports a Node module',
      () => `import { readFileSync } from 'node:fs';\n${solution()}\nreadFileSync('x');\n`,
      ["Workflow code imports 'node:fs'", /Move that\s+work into an activity/, ':1:30'],
    ],
    [
      'that imports the SDK’s client',
      () => `import { Client } from '@temporalio/client';\n${solution()}\nvoid Client;\n`,
      ["Workflow code imports '@temporalio/client'"],
    ],
    [
      'that imports what does not exist',
      () => `import { helper } from './helper.ts';\n${solution()}\nhelper();\n`,
      ["Nothing is found under the name './helper.ts'"],
    ],
    [
      'that exports nothing',
      () => solution().replace('export async function', 'async function'),
      [/exports no workflow, and placeOrder is\s+asked for/, 'export async function placeOrder'],
    ],
    [
      'that is empty',
      () => '// nothing yet\nexport {};\n',
      ['exports no workflow', 'export async function'],
    ],
    [
      'that throws while it is loaded',
      () => `${solution()}\nthrow new Error('no good');\n`,
      ['throws while it is loaded', 'no good', /workflows\.ts:\d+/],
    ],
    [
      'that loops while it is loaded',
      () => `${solution()}\nfor (;;);\n`,
      ['Loading the answer does not end', 'Look for a loop'],
    ],
    [
      'that fills the memory while it is loaded',
      () =>
        `${solution()}\nconst all: unknown[] = [];\nfor (;;) all.push(new Array(1e6).fill(0));\n`,
      [/memory|does not end/],
    ],
  ];

  test.each(bad)('%s', async (_, answer, says) => {
    const { verdict, text } = await printed(answer());
    expect(verdict.verdict).toBe('error');
    for (const part of says) expect(text).toMatch(part);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
    expect(text).toContain('No check has run');
    expect(verdict.milliseconds).toBeLessThan(LONGEST_MS);
    // The judge goes on as if nothing had been.
    expect((await judge.judge(kata, kata.solution, SHOWN)).verdict).toBe('pass');
  });

  test('that has no file', async () => {
    const { verdict, text } = await printed('export const placeOrder = 1;');
    expect(verdict.verdict).toBe('error');
    expect(text).toContain('exports no workflow');
  });
});

describe('an answer that loads, but', () => {
  test('loops for ever in the workflow fails, and says that the thread was held', async () => {
    const { verdict, text } = await printed(
      'export async function placeOrder() {\n  for (;;);\n}\n',
    );
    expect(verdict.verdict).toBe('fail');
    expect(text).toMatch(/ran for seconds and never came to an await/);
    expect(verdict.milliseconds).toBeLessThan(LONGEST_MS);
    expect((await judge.judge(kata, kata.solution, SHOWN)).verdict).toBe('pass');
  });

  test('exports another name than the kata asks for is told the name', async () => {
    const { verdict, text } = await printed(solution().replaceAll('placeOrder', 'placeTheOrder'));
    expect(verdict.verdict).toBe('fail');
    expect(text).toMatch(/placeOrder/);
    expect(text).toMatch(/placeTheOrder/);
    expect(verdict.milliseconds).toBeLessThan(LONGEST_MS);
  });

  test('prints megabytes is judged all the same, and told how much it printed', async () => {
    const { verdict, text } = await printed(
      solution().replace(
        'const orderId = order.id;',
        "const orderId = order.id;\n  for (let i = 0; i < 400; i += 1) console.log('x'.repeat(10_000));",
      ),
    );
    expect(verdict.verdict).toBe('pass');
    expect(text).toMatch(/Your code printed \d+\.\d MB/);
    expect(text.length).toBeLessThan(10_000);
    expect(verdict.milliseconds).toBeLessThan(LONGEST_MS);
  });

  test('uses all of ES2024 passes, since the Node that executes it is the course’s own', async () => {
    const { verdict, text } = await printed(
      solution().replace(
        'const orderId = order.id;',
        'const orderId = order.id;\n  const { promise, resolve } = Promise.withResolvers<void>();\n  resolve();\n  await promise;',
      ),
    );
    expect(verdict.verdict, text).toBe('pass');
  });

  test('prints an error is shown what it printed, and of the stack what is its own', async () => {
    const { text } = await printed(
      solution().replace(
        'const orderId = order.id;',
        "const orderId = order.id;\n  console.log('begin', new Error('no good'));",
      ),
    );
    expect(text).toMatch(/Your code printed:\n.*begin Error: no good\n/);
    expect(text).toMatch(/at placeOrder \(answers\/07-saga\/workflows\.ts:\d+:24\)/);
    expect(text).not.toMatch(/node_modules|node:internal|answer\.js/);
  });

  test('prints escape sequences cannot paint the screen', async () => {
    const { text } = await printed(
      solution().replace(
        'const orderId = order.id;',
        "const orderId = order.id;\n  console.log('\\u001B[2J\\u001B]0;title\\u0007done \\u202Eback');",
      ),
    );
    expect(text).toContain('done back');
    expect(text).not.toMatch(/[\u001B\u0007\u202E]/);
  });
});
