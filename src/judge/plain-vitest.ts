import { join } from 'node:path';
import { readAnswer } from '../course/answer.ts';
import { askedBy } from '../course/kata.ts';
import { readKatas } from '../course/katas.ts';
import { stage } from '../course/staging.ts';
import { placeOf } from '../course/topics.ts';
import { RUNTIME_VARIABLE } from '../kit/wire.ts';
import { Door } from '../runtime/door.ts';
import { LocalRuntime } from '../runtime/local.ts';
import { fetchServer, startServer } from '../server/index.ts';

/**
 * For those who run a suite by plain `npx vitest katas/07-saga`: a test server and a runtime for
 * all suites of the run. Each is about `answers/07-saga` where that exists, else about the kata.
 *
 * @returns what clears away afterwards
 */
export default async function setup(): Promise<() => Promise<void>> {
  const root = join(import.meta.dirname, '..', '..');
  const katas = await readKatas(root);
  const program = await fetchServer(join(root, '.dojo', 'server'), (line) => console.log(line));
  const server = await startServer(program);
  const runtime = await LocalRuntime.open(server.address, join(root, '.dojo', 'cache'), {
    startServer: () => startServer(program),
  });
  const door = await Door.open();
  door.serve(() => runtime, {
    async open(slug) {
      const kata = katas.find((one) => one.slug === slug);
      if (!kata) throw new Error(`There is no kata '${slug}'.`);
      const answer = await readAnswer(root, kata);
      console.log(`${slug}: judging what stands in ${answer.folder}`);
      const folder = await stage(root, kata, answer.files);
      return runtime.load(folder, answer.folder, askedBy(kata));
    },
    teaches: (topic, reader) => placeOf(root, topic, reader),
  });
  process.env[RUNTIME_VARIABLE] = door.path;
  return async () => {
    await door.close();
    await runtime.close();
    await server.stop();
  };
}
