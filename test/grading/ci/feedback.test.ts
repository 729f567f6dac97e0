import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPEN_TIER } from '../../../src/grading/formats/words.ts';
import { commandsIn } from '../workflow-commands.ts';
import { Fork, install, KATA, ROOT } from './fork.ts';
import { execute, readYaml, workspace, type Outcome, type Workflow } from './pipeline.ts';
import { workflowErrors } from './workflow-errors.ts';

const WORKFLOWS = join(ROOT, '.github/workflows');
const TEMPLATES = join(ROOT, 'src/grading/ci');
const NEW_BRANCH = '0'.repeat(40);

test('GitHub’s own parser takes each workflow', async () => {
  const files = [WORKFLOWS, TEMPLATES].map(async (folder) =>
    (await readdir(folder)).map((name) => join(folder, name)),
  );
  const paths = (await Promise.all(files)).flat().filter((path) => !path.includes('gitlab'));
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) {
    expect(workflowErrors(path, await readFile(path, 'utf8')), path).toEqual([]);
  }
  expect(workflowErrors('wrong.yml', 'on: push\njobs:\n  a:\n    step: []\n')).not.toEqual([]);
});

describe.skipIf(process.platform !== 'linux')('feedback in a learner’s copy', () => {
  let fork: Fork;

  beforeAll(async () => {
    fork = await Fork.make();
  });

  afterAll(() => fork.remove());

  /** What the learner is told about all pushes since one. */
  async function feedback(before: string): Promise<Outcome> {
    const machine = { folder: await fork.machine() };
    return execute(await readYaml<Workflow>(join(WORKFLOWS, 'feedback.yml')), 'feedback', {
      ...machine,
      told: {
        'github.event.before': before,
        'runner.os': 'Linux',
        "hashFiles('package-lock.json')": 'x',
      },
      async use(action) {
        if (action !== 'actions/checkout') return;
        fork.checkOut(workspace(machine));
        await install(workspace(machine));
      },
    });
  }

  const shown = ({ log }: Outcome, level: string) =>
    commandsIn(log).filter(({ name }) => name === level);

  test('says of a first branch what all checks say, and that it is no grade', async () => {
    await fork.answer('workflows.ts');
    fork.push('It works');
    const result = await feedback(NEW_BRANCH);
    expect(result.code, result.log).toBe(0);
    expect(shown(result, 'error')).toEqual([]);
    expect(shown(result, 'notice').map(({ text }) => text)).toEqual([OPEN_TIER]);
    expect(result.summary).toContain(OPEN_TIER);
    expect(result.summary).toContain('**Pass.**');
  });

  test('says beside the code and in the summary what a check found, and fails', async () => {
    const before = fork.head;
    await fork.answer('workflows.wrong-seconds.ts');
    fork.push('Simpler');
    const result = await feedback(before);
    expect(result.code, result.log).toBe(1);
    const [first] = shown(result, 'error');
    expect(first?.properties.file).toBe(`answers/${KATA}/workflows.ts`);
    expect(first?.text).toMatch(/^Expected: .* Happened: /);
    expect(result.summary).toContain('**Not yet.**');
    expect(result.summary).toContain(OPEN_TIER);
  });

  test('looks at what was pushed alone, and takes nothing that an answer says for a command', async () => {
    const before = fork.head;
    const folder = '02-workflows-and-activities';
    await fork.write(
      `answers/${folder}/workflows.ts`,
      "throw new Error('##[error]forged\\n::error::forged\\n::set-output name=score::9');\n",
    );
    fork.push('The next one');
    const result = await feedback(before);
    expect(result.code, result.log).toBe(2);
    expect(result.log).toContain('workflows-and-activities');
    expect(result.log).not.toContain('durable-execution');
    expect(result.log).toContain('##[error]forged');
    expect(commandsIn(result.log).map(({ name }) => name)).toEqual([
      'stop-commands',
      'notice',
      'error',
    ]);
  });

  test('has nothing to say about other files', async () => {
    const before = fork.head;
    await fork.write("answers/my notes' $(touch pwned).txt", 'Read the lesson on sagas.');
    fork.push('Notes');
    const result = await feedback(before);
    expect(result.code, result.log).toBe(0);
    expect(shown(result, 'notice').map(({ text }) => text)).toEqual([
      'Nothing that was pushed is an answer to a kata.',
    ]);
  });
});
