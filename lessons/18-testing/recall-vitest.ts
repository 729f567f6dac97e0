// region vitest
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, test } from 'vitest';
import { tests } from './recall-tests.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let env: TestWorkflowEnvironment;
let workflows: WorkflowBundle;

beforeAll(async () => {
  env = await TestWorkflowEnvironment.createTimeSkipping();
  workflows = await bundleWorkflowCode({ workflowsPath: here('./recall.ts') });
}, 60_000);

afterAll(async () => {
  await env?.teardown();
});

for (const [name, body] of Object.entries(tests)) {
  test(name, () => body({ env, workflows, history: here('./histories/open.json') }));
}
// endregion
