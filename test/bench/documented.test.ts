import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { runDocumented, type DocumentedOutcome } from '../../bench/documented.ts';
import { serverFile } from '../../bench/server-file.ts';
import { anyServer, inFolder, needs } from '../server/fixtures.ts';

const COURSE = join(import.meta.dirname, '..', '..');
const NEWEST_FIRST = 'whichever step fails, the finished steps are undone, newest first';

/** Runs one of the documented tests, the thrifty way, on a file of `solutions/07-saga`. */
function documented(context: TestContext, file: string): Promise<DocumentedOutcome> {
  return inFolder(async (folder) => {
    const server = await serverFile(await anyServer(), folder);
    needs(context, 'path' in server, 'a test server in one file, which the SDK can start');
    return runDocumented({
      course: COURSE,
      supply: 'shared',
      server: 'path' in server ? server.path : '',
      workflows: join(COURSE, 'solutions', '07-saga', file),
      folder,
      only: 'newest first',
    });
  });
}

test('the documented tests pass the solution, and take time', async (context) => {
  const outcome = await documented(context, 'workflows.ts');
  expect(outcome).toMatchObject({ passed: [NEWEST_FIRST], failed: [] });
  expect(outcome.tests).toBeGreaterThan(0);
  expect(outcome.process).toBeGreaterThan(outcome.tests);
});

test('the documented tests fail a mistake', async (context) => {
  const outcome = await documented(context, 'workflows.wrong-undo-fifo.ts');
  expect(outcome).toMatchObject({ passed: [], failed: [NEWEST_FIRST] });
});
