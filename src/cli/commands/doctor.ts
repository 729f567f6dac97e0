import { statfs } from 'node:fs/promises';
import { findServer } from '../../server/index.ts';
import { findJava } from '../../server/java.ts';
import { inPath } from '../../server/command.ts';
import { CourseError } from '../../course/error.ts';
import { Dojo, serverCache } from '../dojo.ts';
import { EXIT } from '../exit.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';

const ENOUGH_BYTES = 500_000_000;

/** Says what is there and what is missing, and tries whether the judge starts. */
export async function doctor(): Promise<number> {
  const cache = serverCache(ROOT);
  say(true, `Node ${process.versions.node} (${process.platform} ${process.arch})`);
  const disk = await statfs(ROOT);
  const free = disk.bavail * disk.bsize;
  say(free > ENOUGH_BYTES, `${(free / 1e9).toFixed(1)} GB free on this disk`);
  const java = await findJava(cache);
  say(
    typeof java !== 'string',
    typeof java === 'string' ? java : `Java ${java.version} (${java.command})`,
    'optional',
  );
  const maven = inPath('mvn');
  say(maven !== undefined, maven ? `Maven (${maven})` : 'There is no `mvn` in PATH.', 'optional');
  const chromium = ['chromium', 'chromium-browser', 'google-chrome']
    .map((name) => inPath(name))
    .find(Boolean);
  say(
    chromium !== undefined,
    chromium ? `Chromium (${chromium})` : 'No Chromium; only the site’s own tests need it.',
    'optional',
  );
  try {
    const server = await findServer(cache);
    if (!server) {
      say(false, 'No test server has been fetched yet.');
      console.log('\nFetch it: npx dojo setup');
      return EXIT.infra;
    }
    say(true, `Test server: ${server.describe}`);
    const began = performance.now();
    const dojo = await Dojo.open(ROOT, () => undefined);
    await dojo.close();
    say(true, `The judge starts (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    if (!(error instanceof CourseError)) throw error;
    say(false, error.message);
    console.log(`\n${error.hint}`);
    return EXIT.infra;
  }
  console.log('\nAll is well. Begin: npm start');
  return EXIT.pass;
}

function say(good: boolean, text: string, need: 'needed' | 'optional' = 'needed'): void {
  const mark = good
    ? paint('good', '✓')
    : need === 'needed'
      ? paint('bad', '✗')
      : paint('quiet', '–');
  console.log(`${mark} ${text}`);
}
