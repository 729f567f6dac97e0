import {
  kata,
  list,
  tableLines,
  toldOf,
  type TestReport,
  type TestRequest,
  type Tools,
} from '#kit';
import reminded from './histories/reminded.json' with { type: 'json' };
import right from './workflows.ts?raw';
import deadlineRestarts from './workflows.broken-deadline-restarts.ts?raw';
import doesNothing from './workflows.broken-does-nothing.ts?raw';
import lastAnswerWins from './workflows.broken-last-answer-wins.ts?raw';
import otherCommands from './workflows.broken-other-commands.ts?raw';
import reminderLate from './workflows.broken-reminder-late.ts?raw';
import retriesUninsurable from './workflows.broken-retries-uninsurable.ts?raw';
import swallowsCancellation from './workflows.broken-swallows-cancellation.ts?raw';
import undoOldestFirst from './workflows.broken-undo-oldest-first.ts?raw';
import undoStops from './workflows.broken-undo-stops.ts?raw';
import rightClass from './workflows.right-class.ts?raw';
import rightNested from './workflows.right-nested.ts?raw';

/** Workflows with a mistake, and what the mistake is. */
interface Broken {
  readonly idea: string;
  readonly workflows: string;
}

const TIMES: readonly Broken[] = [
  { idea: 'reminds after ten days instead of three', workflows: reminderLate },
  { idea: 'counts the fourteen days from the reminder', workflows: deadlineRestarts },
];
const UNDOS: readonly Broken[] = [
  { idea: 'undoes the oldest step first', workflows: undoOldestFirst },
  { idea: 'leaves out the other undo when one of them fails', workflows: undoStops },
];
const TRIES: readonly Broken[] = [
  { idea: 'tries five times to insure what is uninsurable', workflows: retriesUninsurable },
];
const CANCELS: readonly Broken[] = [
  {
    idea: 'undoes everything when it is cancelled, and then ends as completed',
    workflows: swallowsCancellation,
  },
];
const ANSWERS: readonly Broken[] = [
  { idea: 'lets a second answer overrule the first', workflows: lastAnswerWins },
];
const COMMANDS: readonly Broken[] = [
  {
    idea: 'does all the same for new loans, and diverges in the history of one that began last year',
    workflows: otherCommands,
  },
];
const ALL = [...TIMES, ...UNDOS, ...TRIES, ...CANCELS, ...ANSWERS, ...COMMANDS];
const OTHERWISE = [rightClass, rightNested];

/** Real milliseconds that a test may spend with timers of its own. */
const MOMENT_MS = 200;

const history = JSON.stringify(reminded);
const suite = kata('testing', { services: {} });

suite.check(
  {
    id: 'passes-when-right',
    promise: 'every test passes on the workflow that is right',
    hurts:
      'A test that fails without a reason is switched off within a week. The others follow, since nobody knows any more which of them to believe.',
    read: 'first-of-all-it-passes',
  },
  async ({ tests, failData }) => {
    const reports = await tests({ workflows: right, history });
    const failed = reports.find(({ outcome }) => outcome !== 'passed');
    if (!failed) return;
    failData({
      when: 'Your tests run on the workflow in workflows.ts, which is right.',
      expected: 'Every test passes.',
      happened: `'${failed.name}' does not. ${toldOf(failed)}`,
      lines: linesOf(reports),
    });
  },
);

suite.check(
  {
    id: 'waits-for-nobody',
    promise: 'no test waits in real time, nor makes the next one wait',
    hurts:
      'Waiting makes tests slow where the machine is fast, and wrong where it is slow. And where one test holds time, it is another one that never ends.',
    read: 'time-is-shared',
  },
  async (tools) => {
    const reports = await reportsWhenRight(tools);
    const when = 'Your tests run on the workflow in workflows.ts, which is right.';
    const held = reports.find(({ timeHeld }) => timeHeld);
    const closed = reports.find(({ closedEnvironment }) => closedEnvironment);
    const waiting = reports.find(({ waited }) => waited >= MOMENT_MS);
    const expected = 'Time skips, in each test and for the test after it.';
    if (held) {
      tools.failData({
        when,
        expected,
        happened: `After '${held.name}', time stands still. Its run was over while an activity was still at work; the server waits for that activity for good, and skips no more time for anybody.`,
        lines: linesOf(reports, held),
      });
    }
    if (closed) {
      tools.failData({
        when,
        expected: 'The environment is there for each test.',
        happened: `'${closed.name}' shuts down the environment that all tests share.`,
        lines: linesOf(reports, closed),
      });
    }
    if (waiting) {
      tools.failData({
        when,
        expected,
        happened: `'${waiting.name}' waits by timers of its own: ${waiting.waited} milliseconds of real time.`,
        lines: linesOf(reports, waiting),
      });
    }
  },
);

suite.check(
  {
    id: 'passes-when-written-otherwise',
    promise: 'every test passes on workflows that keep the same promises in another way',
    hurts:
      'A test that minds how something is done fails at every improvement. People then change the test until it passes, and that is also what they do when it was right.',
    read: 'promises-not-ways',
  },
  async (tools) => {
    const { good } = await goodTests(tools);
    for (const workflows of OTHERWISE) {
      const reports = await tools.tests({ workflows, history, only: good });
      const failed = reports.find(({ outcome }) => outcome !== 'passed');
      if (!failed) continue;
      tools.failData({
        when: 'Your tests run on a workflow that keeps all promises, and is written otherwise.',
        expected: 'Every test passes here too.',
        happened: `'${failed.name}' does not. ${toldOf(failed)}`,
        lines: linesOf(reports),
      });
    }
  },
);

suite.check(
  {
    id: 'can-fail',
    promise: 'every test fails on some workflow that is broken',
    hurts:
      'A test that cannot fail is worse than none. It is counted, it is green, and it is the reason why nobody writes the one that is missing.',
    read: 'a-test-that-cannot-fail',
  },
  async (tools) => {
    const { good } = await goodTests(tools);
    const failed = new Set<string>();
    const passed = new Map<string, readonly string[]>();
    for (const { workflows } of ALL) {
      const reports = await untilFailed(tools, workflows);
      for (const { name, outcome } of reports) if (outcome !== 'passed') failed.add(name);
      passed.set(
        workflows,
        reports.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name),
      );
    }
    for (const workflows of [doesNothing, ...ALL.map((broken) => broken.workflows)]) {
      const open = good.filter((name) => !failed.has(name));
      if (open.length === 0) return;
      // Those that ran on it until one failed are known to pass there.
      const only = open.filter((name) => !passed.get(workflows)?.includes(name));
      if (only.length === 0) continue;
      for (const { name, outcome } of await tools.tests({ workflows, history, only })) {
        if (outcome !== 'passed') failed.add(name);
      }
    }
    const empty = good.filter((name) => !failed.has(name));
    if (empty.length === 0) return;
    tools.failData({
      when: `Your tests run on ${ALL.length} broken workflows, and on one that does nothing at all.`,
      expected: 'Each test fails on one of them at least.',
      happened:
        empty.length > 2
          ? `${empty.length} of them pass on all of these.`
          : `${list(empty.map((name) => `'${name}'`))} ${empty.length === 1 ? 'passes' : 'pass'} on all of them.`,
      lines: tableLines(
        good.map((name) => [name, failed.has(name) ? 'can fail' : 'never fails']),
        ([, told]) => told === 'never fails',
      ),
    });
  },
);

suite.check(
  {
    id: 'notices-wrong-times',
    promise: 'a reminder or a deadline at the wrong time is noticed',
    hurts:
      'A wrong wait compiles, runs and looks well in every review. In production it is noticed by whoever was not reminded, on a day when the painting should have hung.',
    read: 'look-at-the-clock',
  },
  (tools) => mustNotice(tools, TIMES),
);

suite.check(
  {
    id: 'notices-wrong-undos',
    promise: 'steps that are undone in the wrong order, or not at all, are noticed',
    hurts:
      'Undo is the code that nobody sees at work. It runs on the worst day of the year, and then for the first time.',
    read: 'fakes-that-fail',
  },
  (tools) => mustNotice(tools, UNDOS),
);

suite.check(
  {
    id: 'notices-vain-tries',
    promise: 'an error that is for good, and is tried again all the same, is noticed',
    hurts:
      'The run hangs where it should have told somebody. And whoever is asked again and again for the impossible stops answering for the possible, too.',
    read: 'as-the-real-one-would',
  },
  (tools) => mustNotice(tools, TRIES),
);

suite.check(
  {
    id: 'notices-a-wrong-end',
    promise: 'a cancelled run that ends as if it had completed is noticed',
    hurts:
      'Whoever has cancelled looks at how the run ended, and so does everything that counts runs. They are told that all went well.',
    read: 'how-a-run-ends',
  },
  (tools) => mustNotice(tools, CANCELS),
);

suite.check(
  {
    id: 'notices-a-second-answer',
    promise: 'a second answer that overrules the first is noticed',
    hurts:
      'Two people of one house answer, or one clicks twice. What happens then depends on which of two messages was faster.',
    read: 'before-the-worker-looks',
  },
  (tools) => mustNotice(tools, ANSWERS),
);

suite.check(
  {
    id: 'notices-a-divergence',
    promise: 'a change that breaks the runs that are open is noticed',
    hurts:
      'New runs are fine, and all other tests are green. The loans that are under way stop at their next step, all of them at once, on the day of the deployment.',
    read: 'replay-what-was-recorded',
  },
  (tools) => mustNotice(tools, COMMANDS),
);

/** What the tests came to on the right workflow; each of them must have passed. */
async function reportsWhenRight({ tests }: Tools): Promise<readonly TestReport[]> {
  return tests({ workflows: right, history });
}

/**
 * The tests that pass on the right workflow, and spoil nothing for the next one. Only they have
 * anything to say about other workflows.
 */
async function goodTests(tools: Tools): Promise<{ good: readonly string[] }> {
  const reports = await reportsWhenRight(tools);
  const good = reports
    .filter(({ outcome, timeHeld }) => outcome === 'passed' && !timeHeld)
    .map(({ name }) => name);
  if (good.length > 0) return { good };
  return tools.failData({
    when: 'Your tests run on the workflow in workflows.ts, which is right.',
    expected: 'There are tests that pass here: only they can tell a broken workflow from it.',
    happened: 'None of them passes.',
    lines: linesOf(reports),
  });
}

/** The good tests on broken workflows, up to the first that fails. */
async function untilFailed(tools: Tools, workflows: string): Promise<readonly TestReport[]> {
  const { good } = await goodTests(tools);
  const request: TestRequest = { workflows, history, only: good, untilFailed: true };
  return tools.tests(request);
}

async function mustNotice(tools: Tools, all: readonly Broken[]): Promise<void> {
  for (const { idea, workflows } of all) {
    const reports = await untilFailed(tools, workflows);
    if (reports.some(({ outcome }) => outcome !== 'passed')) continue;
    tools.failData({
      when: `Your tests run on a workflow that ${idea}.`,
      expected: 'One of them fails.',
      happened:
        ['', 'The one test there is passes.', 'Both of them pass.'][reports.length] ??
        `All ${reports.length} of them pass.`,
      lines: linesOf(reports),
    });
  }
}

/** The tests by name, with what each came to. */
function linesOf(reports: readonly TestReport[], marked?: TestReport) {
  return tableLines(
    reports.map(({ name, outcome }) => [outcome.replace('-', ' '), name]),
    ([outcome, name]) => (marked ? name === marked.name : outcome !== 'passed'),
  );
}
