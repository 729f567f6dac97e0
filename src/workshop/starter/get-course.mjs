// The whole way, from an empty folder to the course in it.
import { join } from 'node:path';
import process from 'node:process';
import { board, bundles, platform } from './kit.mjs';
import { bundleOfNow, Changed, downloaded, mustBeRight } from './download.mjs';
import { COURSE, prepare, unpack } from './unpack.mjs';

/** @throws {Trouble} that a learner is told */
export async function getCourse() {
  await prepare();
  let bundle = bundles.find((each) => each.platform === platform) || (await bundleOfNow());
  let part;
  try {
    part = await downloaded(bundle);
  } catch (error) {
    if (!(error instanceof Changed)) throw error;
    console.log('The board has a newer bundle than npm knew of.');
    bundle = await bundleOfNow();
    part = await downloaded(bundle);
  }
  await mustBeRight(bundle, part);
  await unpack(part);
  console.log(`
The course is in ${join(process.cwd(), COURSE)}. Now type:
  cd ${COURSE}
  npm start

To be on the board, with the code on the screen of the room in place of CODE:
  npx dojo join ${board} CODE`);
}
