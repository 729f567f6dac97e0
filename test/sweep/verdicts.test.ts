import { afterAll, beforeAll, expect, test } from 'vitest';
import { Judge } from '../../src/judge/judge.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { printKillMatrix, printProblem, sweep, type Sweep } from '../../src/sweep/index.ts';
import { anyServer } from '../server/fixtures.ts';
import { CourseFolder, letterCourse, mistake, RIGHT, workflow } from './letter-course.ts';

let course: CourseFolder;
let server: RunningServer;
let judge: Judge;

beforeAll(async () => {
  course = await CourseFolder.make();
  server = await startServer(await anyServer());
  judge = await Judge.open(course.root, server.address);
});

afterAll(async () => {
  await judge?.close();
  await server?.stop();
  await course?.remove();
});

/** Sweeps the letter's course with some of its files changed. */
async function sweepWith(
  changes: Record<string, string>,
  progress: (line: string) => void = () => {},
): Promise<Sweep> {
  await course.hold({ ...letterCourse(), ...changes });
  return sweep(course.root, { judge, progress });
}

test('a whole course has no problems, and its kill matrix shows each mistake caught', async () => {
  const lines: string[] = [];
  const { problems, matrices } = await sweepWith({}, (line) => lines.push(line));
  expect(problems).toEqual([]);
  expect(lines.map((line) => line.replace(/ {2}\d+\.\d s$/, ''))).toEqual([
    'letter 1/9  starting point: fail at letter/once',
    'letter 2/9  solution: pass',
    'letter 3/9  also-right named: pass',
    'letter 4/9  also-right then: pass',
    'letter 5/9  mistake blank: fail at letter/text',
    'letter 6/9  mistake no-stamp: fail at letter/stamp',
    'letter 7/9  mistake silent: fail at letter/tells',
    'letter 8/9  mistake to-nobody: fail at letter/to-whom',
    'letter 9/9  mistake twice: fail at letter/once',
  ]);
  expect(matrices.map(printKillMatrix).join('\n')).toMatchInlineSnapshot(`
    "letter: 5 mistakes and 5 checks

                                         1   2   3   4   5
      blank                              ·   ·   ●   ·   ·
      no-stamp                           ·   ·   ·   ●   ·
      silent                             ·   ·   ·   ·   ●
      to-nobody                          ·   ●   ·   ·   ·
      twice                              ●   ·   ·   ·   ·

       1  letter/once
       2  letter/to-whom
       3  letter/text
       4  letter/stamp
       5  letter/tells

      ● the check that the mistake names   ○ fails too   · passes   ✗ named, and passes"
  `);
});

test('mistakes that survive, name the wrong check, are caught too early or do not load', async () => {
  const unstamped = RIGHT.replace('stamp: 1', 'stamp: 0');
  const { problems, matrices } = await sweepWith({
    ...mistake('survives', 'stamp', RIGHT.replace('stamp: 1', 'stamp: 2')),
    ...mistake('misspelt', 'stampp', unstamped),
    ...mistake('elsewhere', 'text', unstamped),
    ...mistake('too-early', 'stamp', unstamped.replace("'hello'", "''")),
    ...mistake('no-load', 'stamp', `${unstamped}\nthrow new Error('not today');\n`),
  });
  expect(problems.map(printProblem).join('\n')).toMatchInlineSnapshot(`
    "solutions/01-letter/workflows.wrong-elsewhere.ts: names letter/text, which passes; what fails is letter/stamp.
        Sharpen letter/text, or name the check that catches this idea.
    solutions/01-letter/workflows.wrong-misspelt.ts: names the check 'letter/stampp', and the suite has no such check.
        Is it meant to be: @caughtBy letter/stamp?
    solutions/01-letter/workflows.wrong-no-load.ts: has no verdict: wrong-no-load/workflows.ts throws while it is loaded, before any workflow starts.
        Error: not today
            at wrong-no-load/workflows.ts:13:7
        Code outside of functions runs whenever a Worker loads the file.
        A mistake compiles, loads and runs; a check catches it.
    solutions/01-letter/workflows.wrong-survives.ts: survives: every check passes.
        Sharpen letter/stamp, which should catch it.
    solutions/01-letter/workflows.wrong-too-early.ts: is caught by letter/text before letter/stamp, which it names.
        People see the first failure. Make that the one which names their mistake: reorder the checks, loosen the earlier one, or name it."
  `);
  expect(matrices.map(printKillMatrix).join('\n')).toMatch(/survives +· +· +· +✗ +·\n/);
  expect(matrices.map(printKillMatrix).join('\n')).toMatch(/too-early +· +· +○ +● +·\n/);
});

test('a starting point that passes, a right answer that fails, a heading that is not there', async () => {
  const { problems } = await sweepWith({
    'katas/01-letter/workflows.ts': `// TODO\n${RIGHT}`,
    'solutions/01-letter/workflows.also-then.ts': RIGHT.replace('stamp: 1', 'stamp: 0'),
    'lessons/01-letter/index.mdx':
      letterCourse()['lessons/01-letter/index.mdx']?.replace('## The letter', '## The letters') ??
      '',
  });
  expect(problems.map(printProblem).join('\n')).toMatchInlineSnapshot(`
    "katas/01-letter: The starting point passes every check.
        Leave something to write, or write the check that misses it.
    solutions/01-letter/workflows.also-then.ts: This right answer fails letter/stamp: It was given { "to": "Ada", "text": "hello", "stamp": 0 }.
        One of the two is wrong: the answer, or the check.
    katas/01-letter: letter/stamp, letter/text, letter/tells, letter/to-whom, letter/once: sends people to 'letter#the-letter', and that lesson has no such heading.
        Is it meant to be 'letter#the-letters'?"
  `);
});

test('a solution that fails: nothing built on it is judged', async () => {
  const lines: string[] = [];
  const changes = { 'solutions/01-letter/workflows.ts': RIGHT.replace('stamp: 1', 'stamp: 0') };
  const { problems, matrices } = await sweepWith(changes, (line) => lines.push(line));
  expect(problems.map(printProblem).join('\n')).toMatchInlineSnapshot(`
    "solutions/01-letter/workflows.ts: The solution fails letter/stamp: It was given { "to": "Ada", "text": "hello", "stamp": 0 }.
        One of the two is wrong: the answer, or the check."
  `);
  expect(lines.at(-1)).toBe('letter: the rest waits until the solution passes');
  expect(matrices).toEqual([]);
});

test('a starting point that does not compile', async () => {
  const { problems } = await sweepWith({
    'katas/01-letter/workflows.ts': workflow('  // TODO\n  return 7;'),
  });
  expect(problems.map(printProblem).join('\n')).toMatchInlineSnapshot(`
    "katas/01-letter: The starting point has no verdict: The answer does not type-check.
        katas/01-letter/workflows.ts:9:3  TS2322: Type 'number' is not assignable to type 'string'.
        A starting point compiles and loads, and then fails its checks."
  `);
});

test('checks of one id, a check that nothing ever fails, and too many of them', async () => {
  const suite = letterCourse()['katas/01-letter/workflows.test.ts'] ?? '';
  const idle = (id: string) =>
    `letter.check({ id: '${id}', promise: 'nothing', ...about }, async () => {});\n`;
  const ids = ['idle', 'idle', 'idle-2', 'idle-3', 'idle-4', 'idle-5'];
  const { problems } = await sweepWith({
    'katas/01-letter/workflows.test.ts': [suite, ...ids.map(idle)].join(''),
  });
  expect(problems.map(printProblem).join('\n')).toMatchInlineSnapshot(`
    "katas/01-letter: letter/idle: is the id of two checks.
        Give one of them an id of its own.
    katas/01-letter: The suite has 11 checks.
        A kata has 5 to 10: fewer leave gaps, and more nobody reads.
    katas/01-letter: letter/idle: never failed: nothing shows that it can.
        Write the mistake that it is there for.
    katas/01-letter: letter/idle-2: never failed: nothing shows that it can.
        Write the mistake that it is there for.
    katas/01-letter: letter/idle-3: never failed: nothing shows that it can.
        Write the mistake that it is there for.
    katas/01-letter: letter/idle-4: never failed: nothing shows that it can.
        Write the mistake that it is there for.
    katas/01-letter: letter/idle-5: never failed: nothing shows that it can.
        Write the mistake that it is there for."
  `);
});

test('a suite that does not load is our fault, and told once', async () => {
  const suite = letterCourse()['katas/01-letter/workflows.test.ts'] ?? '';
  const { problems } = await sweepWith({
    'katas/01-letter/workflows.test.ts': `${suite}\nthrow new Error('no suite today');\n`,
  });
  expect(problems).toHaveLength(1);
  expect(problems[0]?.wrong).toMatch(/^The starting point has no verdict: .*no suite today/);
});
