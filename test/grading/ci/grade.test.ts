import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { GradeReport } from '../../../src/grading/report.ts';
import { inPath } from '../../../src/server/command.ts';
import { needs } from '../../server/fixtures.ts';
import { commandsIn } from '../workflow-commands.ts';
import { Fork, install, ROOT } from './fork.ts';
import {
  execute,
  executeScript,
  readYaml,
  workspace,
  type Outcome,
  type Pipeline,
  type Workflow,
} from './pipeline.ts';

const GITHUB = join(ROOT, 'src/grading/ci/grade.github.yml');
const GITLAB = join(ROOT, 'src/grading/ci/grade.gitlab.yml');

let fork: Fork;
/** The commit of the course that judges, before the learner changed anything. */
let course: string;
/** What is there once something of the learner's ran that must not. */
let trace: string;

beforeAll(async () => {
  fork = await Fork.make();
  course = fork.head;
  trace = join(await fork.machine(), 'pwned');
  const harm = `touch ${trace}`;
  // Whatever a grader could be tempted to run.
  const scripts = { preinstall: harm, install: harm, postinstall: harm, dojo: harm, test: harm };
  const manifest = { name: 'durable-dojo', type: 'module', scripts, bin: { dojo: 'x.mjs' } };
  const program = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\nprocess.exit(0);\n`;
  const suite = "import { suite } from '#kit';\n";
  for (const [path, text] of Object.entries({
    'package.json': JSON.stringify(manifest),
    '.npmrc': 'ignore-scripts=false\n',
    '.gitlab-ci.yml': `grade:\n  script: ${harm}\n`,
    '.github/workflows/feedback.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${harm}\n`,
    '.github/workflows/grade.yml': 'on: push\n',
    'src/cli/bootstrap.mjs': program,
    'katas/01-durable-execution/workflows.test.ts': suite,
    'answers/01-durable-execution/workflows.test.ts': suite,
    'answers/01-durable-execution/vitest.config.ts': program,
    'answers/01-durable-execution/package.json': JSON.stringify(manifest),
    'grade.json': '[{"verdict":"pass"}]',
    'results/grade.json': '[{"verdict":"pass"}]',
  })) {
    await fork.write(path, text);
  }
});

afterAll(() => fork.remove());

async function handIn(answer: string): Promise<string> {
  await fork.answer(answer);
  await fork.write('note.txt', answer);
  fork.push(`Handed in: ${answer}`);
  return fork.head;
}

describe('what the templates promise', () => {
  test('GitHub’s job that runs answers may do nothing and knows no secret; another signs', async () => {
    const text = await readFile(GITHUB, 'utf8');
    const { permissions, env, jobs } = await readYaml<Workflow>(GITHUB);
    expect(permissions).toEqual({});
    expect(jobs.grade?.permissions).toBeUndefined();
    expect(jobs.sign?.permissions).toMatchObject({ 'id-token': 'write' });
    expect(env?.TIER).toBe('sealed');
    expect(text).not.toMatch(/\$\{\{[^}]*(secrets|github\.token)/);
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const { uses, run, with: given } of steps) {
      // Whatever somebody typed reaches a script as a variable, and never as a part of it.
      if (run !== undefined) expect(run).not.toContain('${{');
      if (uses === undefined) continue;
      expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
      if (uses.includes('checkout')) expect(given?.['persist-credentials']).toBe(false);
    }
    // Where answers were, nothing is signed; and where is signed, no answer comes.
    const used = (job: string) =>
      jobs[job]?.steps.flatMap(({ uses }) =>
        uses === undefined ? [] : basename(uses.split('@')[0] ?? ''),
      );
    expect(used('sign')).toEqual([
      'download-artifact',
      'attest-build-provenance',
      'upload-artifact',
    ]);
  });

  test('GitLab’s job that runs answers has no token to sign with', async () => {
    const pipeline = await readYaml<
      Pipeline & Record<'grade' | 'sign', { id_tokens?: object; script: string[] }>
    >(GITLAB);
    expect(pipeline.variables.TIER).toBe('sealed');
    expect(pipeline.grade.id_tokens).toBeUndefined();
    expect(pipeline.sign.id_tokens).toBeDefined();
    expect(pipeline.grade.script.at(-1)).toContain('env -i PATH="$PATH" HOME="$HOME" \\\n');
  });
});

describe.skipIf(process.platform !== 'linux')('in a repository of the grader', () => {
  beforeEach((context) => needs(context, inPath('jq') !== undefined, '`jq`'));

  const told = (commit: string) => ({
    'inputs.learner': 'ada',
    'inputs.repository': 'durable-dojo',
    'inputs.commit': commit,
    'inputs.katas': '1',
    'steps.sign.outputs.bundle-path': 'bundle.json',
  });

  /** Where what was handed over lies. */
  interface Graded extends Outcome {
    readonly artifact: string;
  }

  async function gradeOn(commit: string, more: Record<string, string> = {}): Promise<Graded> {
    const machine = { folder: await fork.machine() };
    const artifact = join(machine.folder, 'artifact');
    const outcome = await execute(await readYaml<Workflow>(GITHUB), 'grade', {
      ...machine,
      told: { ...told(commit), ...more },
      // The sandbox has tests of its own; here it is what surrounds it.
      env: { COURSE_COMMIT: course, TIER: 'open' },
      async use(action, given) {
        const at = join(workspace(machine), given.path ?? '');
        if (action === 'actions/upload-artifact' && existsSync(at)) {
          await cp(at, artifact, { recursive: true });
        }
        if (action !== 'actions/checkout') return;
        expect(given.ref).toBe(given.repository === 'ada/durable-dojo' ? commit : course);
        fork.checkOut(at, given.ref);
        if (given.path === 'course') await install(at);
      },
    });
    return { ...outcome, artifact };
  }

  const reportIn = async (artifact: string) =>
    (JSON.parse(await readFile(join(artifact, 'grade.json'), 'utf8')) as GradeReport[])[0];

  let failing: Graded;

  test('a check that fails is shown, and ends the job with 1', async () => {
    failing = await gradeOn(await handIn('workflows.wrong-seconds.ts'));
    expect(failing.code, failing.log).toBe(1);
    const errors = commandsIn(failing.log).filter(({ name }) => name === 'error');
    expect(errors.length).toBeGreaterThan(0);
    expect(failing.summary).toContain('**Not yet.**');
    expect(await reportIn(failing.artifact)).toMatchObject({
      learner: 'ada',
      verdict: 'fail',
      files: ['workflows.ts'],
      ignored: ['package.json', 'vitest.config.ts', 'workflows.test.ts'],
    });
  });

  test('an answer that is right passes, and the rest of what was handed in has no say', async () => {
    const { code, log, artifact } = await gradeOn(await handIn('workflows.ts'));
    expect(code, log).toBe(0);
    expect(await reportIn(artifact)).toMatchObject({ verdict: 'pass', score: 9, maxScore: 9 });
    expect(log).toContain('called: sudo apt-get install -y -qq --no-install-recommends bubblewrap');
    expect(existsSync(trace)).toBe(false);
  });

  test.for([
    [{ 'inputs.commit': 'main' }, 'no whole commit: main'],
    [{ 'inputs.learner': '../course' }, 'no login: ../course'],
  ] as const)('nothing begins for %j', async ([wrong, words]) => {
    const { code, log } = await gradeOn(fork.head, wrong);
    expect(code).toBe(64);
    expect(log).toContain(words);
    expect(log).not.toContain('called:');
  });

  /** Has another machine vouch for a result. */
  async function sign(result: object, repository: 'github' | 'gitlab') {
    const machine = { folder: await fork.machine() };
    const results = join(workspace(machine), 'results');
    await mkdir(results, { recursive: true });
    await writeFile(join(results, 'grade.json'), JSON.stringify(result));
    await writeFile(join(workspace(machine), 'bundle.json'), '{}');
    const signed: string[] = [];
    const outcome =
      repository === 'github'
        ? await execute(await readYaml<Workflow>(GITHUB), 'sign', {
            ...machine,
            told: told(fork.head),
            env: { COURSE_COMMIT: course },
            use(action, given) {
              if (action.endsWith('provenance'))
                signed.push(...(given['subject-path'] ?? '').trim().split('\n'));
            },
          })
        : await executeScript(await readYaml<Pipeline>(GITLAB), 'sign', {
            ...machine,
            env: {
              LEARNER: 'ada',
              HANDED_IN: fork.hosted,
              COMMIT: fork.head,
              COURSE_COMMIT: course,
            },
          });
    for (const [, path = ''] of outcome.log.matchAll(/called: cosign .* (\S+)$/gm))
      signed.push(path);
    const origin = await readFile(join(results, 'origin.json'), 'utf8').catch(() => '{}');
    return { code: outcome.code, signed, origin: JSON.parse(origin) as object };
  }

  describe.for(['github', 'gitlab'] as const)('%s signs', (where) => {
    test('a sealed grade of this learner, with what it is a grade of', async () => {
      const sealed = { ...(await reportIn(failing.artifact)), tier: 'sealed' };
      const { code, signed, origin } = await sign([sealed], where);
      expect(code).toBe(0);
      expect(signed).toEqual(['results/grade.json', 'results/origin.json']);
      expect(origin).toMatchObject({ commit: fork.head, courseCommit: course });
    });

    test.for([
      ['of the open tier', { tier: 'open' }],
      ['of somebody else', { tier: 'sealed', learner: 'bob' }],
      ['where nothing is known', { tier: 'sealed', verdict: 'infra' }],
    ] as const)('nothing %s', async ([, change]) => {
      const report = { ...(await reportIn(failing.artifact)), ...change };
      for (const result of [[report], [{ ...report, ...change }, report], []]) {
        const { code, signed } = await sign(result, where);
        expect(code).not.toBe(0);
        expect(signed).toEqual([]);
      }
    });
  });

  test('GitLab’s job fetches both commits, and fails when a check does', async () => {
    const machine = { folder: await fork.machine() };
    const commit = await handIn('workflows.wrong-seconds.ts');
    const env = {
      COURSE: fork.hosted,
      COURSE_COMMIT: course,
      HANDED_IN: fork.hosted,
      COMMIT: commit,
    };
    const { code, log } = await executeScript(
      await readYaml<Pipeline>(GITLAB),
      'grade',
      { ...machine, env: { ...env, LEARNER: 'ada', KATAS: '', TIER: 'open' } },
      { 1: () => install(join(workspace(machine), 'course')) },
    );
    expect(code, log).toBe(1);
    const results = join(workspace(machine), 'results');
    expect(await reportIn(results)).toMatchObject({
      learner: 'ada',
      verdict: 'fail',
      kata: 'durable-execution',
    });
    expect(await readFile(join(results, 'junit.xml'), 'utf8')).toContain('<failure ');
    expect(existsSync(trace)).toBe(false);
  });
});
