import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readFiles } from '../../src/course/files.ts';
import { toldOf, type TestReport, type TestRequest } from '../../src/kit/tested.ts';
import { failure, openFixtures, passes } from './runs.ts';

const fixtures = openFixtures();
const FIXTURE = 'tests-a-reminder';

let workflows: string;
beforeAll(async () => {
  workflows = await readFile(
    join(import.meta.dirname, 'fixtures', FIXTURE, 'workflows.ts'),
    'utf8',
  );
});

async function reportsOf(request: Partial<TestRequest>): Promise<readonly TestReport[]> {
  const suite = await fixtures.load(FIXTURE);
  let reports: readonly TestReport[] = [];
  await passes(suite, async ({ tests }) => {
    reports = await tests({ workflows, ...request });
  });
  return reports;
}

async function reportOf(name: string, request: Partial<TestRequest> = {}): Promise<TestReport> {
  const [report] = await reportsOf({ only: [name], ...request });
  if (!report) throw new Error('There is no report.');
  return report;
}

const QUIET = { replays: 0, waited: 0, timeHeld: false, closedEnvironment: false };

describe('the tests of an answer', () => {
  test('run on workflows of the check’s choosing, and tell what they did', async () => {
    const week = await reportOf('skips a week');
    expect(week).toMatchObject({ ...QUIET, outcome: 'passed' });
    const [run] = week.runs;
    expect(run).toMatchObject({ workflow: 'converse', state: 'completed' });
    expect(run?.duration).toBeGreaterThanOrEqual(7 * 24 * 3_600_000);
    expect(await reportOf('skips by hand')).toMatchObject({ ...QUIET, outcome: 'passed' });
  });

  test('fail on workflows that do something else', async () => {
    const silent = workflows.replace('await remind(customer);', '');
    const report = await reportOf('skips a week', { workflows: silent });
    expect(report).toMatchObject({ ...QUIET, outcome: 'failed' });
    expect(toldOf(report)).toContain('AssertionError: Expected values to be strictly deep-equal:');
    const other = await reportOf('expects something else');
    expect(toldOf(other)).toBe(
      "It failed: AssertionError: Expected values to be strictly equal: 'no answer' !== 'yes'",
    );
  });

  test('stop at the first that fails where that is enough', async () => {
    const only = ['skips by hand', 'expects something else', 'skips a week'];
    const reports = await reportsOf({ only, untilFailed: true });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['passed', 'failed']);
    const again = await reportsOf({ only, untilFailed: true });
    expect(again.map(({ outcome }) => outcome)).toContain('failed');
    expect(again.map(({ name }) => name)).not.toContain('skips a week');
  });

  test('find a recorded history as a file', async () => {
    const history = JSON.stringify({ events: [] });
    const report = await reportOf('replays', { history });
    expect(report).toMatchObject({ outcome: 'failed', replays: 1 });
  });

  test('may leave a run open: the next test does not meet it', async () => {
    const [open, next] = await reportsOf({ only: ['leaves its run open', 'skips a week'] });
    expect(open).toMatchObject({ ...QUIET, outcome: 'passed', runs: [{ state: 'open' }] });
    expect(next).toMatchObject({ ...QUIET, outcome: 'passed' });
  });

  test('may open an environment, and shut it down', async () => {
    const own = 'opens an environment of its own';
    expect(await reportOf(own)).toMatchObject({ ...QUIET, outcome: 'passed' });
  });

  test('are seen to shut down the one that others use too', async () => {
    const [report, next] = await reportsOf({
      only: ['shuts the environment down', 'skips a week'],
    });
    expect(report).toMatchObject({ ...QUIET, outcome: 'passed', closedEnvironment: true });
    expect(next).toMatchObject({ outcome: 'passed', closedEnvironment: false });
  });

  test('are seen to wait in real time', async () => {
    expect(await reportOf('waits in real time')).toMatchObject({ outcome: 'passed', waited: 110 });
  });

  test('fail when something fails that nobody awaits', async () => {
    expect(toldOf(await reportOf('awaits nobody'))).toBe('It failed: Error: nobody awaits this');
  });

  test('are seen to hold time for whoever comes next, who has a fresh server', async () => {
    const [report, next] = await reportsOf({
      only: ['ends a run while an activity is at work', 'skips a week'],
    });
    expect(report).toMatchObject({ ...QUIET, outcome: 'passed', timeHeld: true });
    expect(next).toMatchObject({ ...QUIET, outcome: 'passed' });
  });

  test.each([
    ['waits for long in real time', 'It waits for a timer of its own, in real time.'],
    [
      'expects an update to skip',
      'A run waits for time to pass. Time skips while a test awaits the result of a run, or env.sleep; this one awaited neither.',
    ],
    [
      'starts it on another queue',
      "Its run is on the task queue 'other', and no Worker of the test polls that one.",
    ],
    [
      'waits for what never comes',
      'It waits for something, and nothing is under way that would come.',
    ],
    [
      'waits before it begins',
      'It waits for something, and has started no run that could bring it.',
    ],
    [
      'never begins its Worker',
      'Its run waits for a Worker, and the test has begun none: worker.runUntil or worker.run does that.',
    ],
    [
      'has no activities',
      'Its run has scheduled remind, and no Worker of the test has activities.',
    ],
    ['holds the thread', 'Its process was lost: the answer’s code held the thread for 4 seconds.'],
  ])('are cut off where they will not end: %s', async (name, why) => {
    const [report, next] = await reportsOf({ only: [name, 'skips a week'] });
    expect(report && toldOf(report).replaceAll("'s code", '’s code')).toBe(
      `It was cut off. ${why}`,
    );
    expect(next).toMatchObject({ ...QUIET, outcome: 'passed' });
  });

  test('are missed where there are none', async () => {
    const suite = await fixtures.load('works-at-once');
    const told = await failure(suite, ({ tests }) => tests({ workflows }));
    expect(told.happened).toBe('There is no tests.ts.');
  });

  test.each([
    ['export const test = 1;\n', 'answers/desk/tests.ts exports test, and nothing named tests.'],
    [
      'export const tests = {};\n',
      'There is no test in the tests that answers/desk/tests.ts exports.',
    ],
    [
      "throw new Error('no');\nexport const tests = {};\n",
      'answers/desk/tests.ts throws while it is loaded, before any workflow starts.',
    ],
  ])('do not load: %j', async (text, message) => {
    const state = await fixtures.loadFiles({ 'workflows.ts': workflows, 'tests.ts': text });
    expect(state).toMatchObject({ state: 'broken', problem: { message } });
  });
});

test('the tests that the lesson shows pass, and notice what its story tells of', async () => {
  const lesson = join(import.meta.dirname, '../../lessons/18-testing');
  const files = await readFiles(lesson, (path) => /^recall[a-z-]*\.ts$/.test(path));
  const { 'recall-tests.ts': tests = '', 'recall.ts': right = '' } = files;
  const history = await readFile(join(lesson, 'histories/open.json'), 'utf8');
  const answer = { ...files, 'workflows.ts': right, 'tests.ts': tests };
  const outcomes = await fixtures.withFiles(answer, async ({ trials }) => {
    const wrong = files['recall-wrong.ts'] ?? '';
    const all = [await trials.run({ workflows: right, history })];
    all.push(await trials.run({ workflows: wrong, history }));
    return all.map((reports) => reports.map(({ outcome }) => outcome));
  });
  expect(outcomes).toEqual([
    ['passed', 'passed', 'passed', 'passed'],
    ['failed', 'failed', 'passed', 'passed'],
  ]);
});
