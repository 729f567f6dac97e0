// The watch of `npm start` as it is, on a course given by its path, without a terminal: it judges
// at once and on every save, prints what a learner sees, and ends when its input closes.
import process from 'node:process';
import { findLessons, readKatas } from '../src/course/katas.ts';
import { Dojo } from '../src/judge/dojo.ts';
import { Progress } from '../src/cli/progress.ts';
import { watch } from '../src/cli/watch.ts';
import { staySmall } from '../src/runtime/host-process.ts';

const [root = '', slug = ''] = process.argv.slice(2);
// A pipe has no keys to listen to.
process.stdin.setRawMode = () => process.stdin;

const tell = (line: string) => console.error(line);
const katas = await readKatas(root);
const [lesson] = findLessons(
  katas.map((kata) => kata.lesson),
  [slug],
);
const kata = katas.find((each) => each.lesson === lesson);
if (!kata) throw new Error(`There is no kata '${slug}'.`);
// As `npm start` does, which stays open for hours.
staySmall();
const dojo = await Dojo.open(root, tell);
try {
  const progress = await Progress.read(root, tell);
  await watch({ root, dojo, katas, kata, progress, poll: false, introduction: '' });
} finally {
  await dojo.close();
}
process.exit();
