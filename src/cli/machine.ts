import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { CourseError } from '../course/error.ts';
import { Dojo, serverCache } from '../judge/dojo.ts';
import { inPath } from '../server/command.ts';
import { isFree } from '../server/port.ts';
import { findServer } from '../server/index.ts';
import { findJava } from '../server/java.ts';
import { findEditor } from './editor.ts';
import type { About, Finding } from './findings.ts';
import { ROOT } from './root.ts';

const ENOUGH_BYTES = 500_000_000;
/** Where `npm run site` listens unless told: Astro's own default. */
const SITE_PORT = 4321;
const NO_SANDBOX =
  'No bubblewrap. Only who grades answers of others needs it: sudo apt-get install bubblewrap';

/** What a learner's machine has and lacks; the last is whether the judge really starts. */
export async function* machine(): AsyncGenerator<Finding> {
  const cache = serverCache(ROOT);
  const about = await aboutHere();
  const text = `Node ${about.node} (${process.platform} ${process.arch})`;
  yield { name: 'node', state: 'good', text, about };
  yield await disk();
  yield await java(cache);
  yield optional('maven', 'Maven', ['mvn'], 'There is no `mvn` in PATH.');
  yield editor();
  const browsers = ['chromium', 'chromium-browser', 'google-chrome'];
  yield optional('chromium', 'Chromium', browsers, 'No Chromium; only tests of the site need it.');
  yield await sitePort();
  yield optional('sandbox', 'Sandbox: bubblewrap', ['bwrap'], NO_SANDBOX);
  yield* judge(cache);
}

/** What a report that is made here and now is about. */
export async function aboutHere(): Promise<About> {
  const manifest = await readFile(join(ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return {
    course: version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    at: new Date().toISOString(),
  };
}

async function disk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(ROOT);
  const free = bavail * bsize;
  const text = `${(free / 1e9).toFixed(1)} GB free on this disk`;
  if (free > ENOUGH_BYTES) return { name: 'disk', state: 'good', text };
  return { name: 'disk', state: 'missing', text, next: 'Make room: half a GB is wanted.' };
}

async function java(cache: string): Promise<Finding> {
  const found = await findJava(cache);
  if (typeof found === 'string') return { name: 'java', state: 'absent', text: found };
  return { name: 'java', state: 'good', text: `Java ${found.version} (${found.command})` };
}

function editor(): Finding {
  const found = findEditor();
  const name = 'editor';
  if (found) return { name, state: 'good', text: `Editor: ${found.name} (the key e opens it)` };
  const text = 'No editor was found for the key e.';
  return { name, state: 'absent', text, next: 'Set VISUAL to the command of yours, such as code.' };
}

/** Whether the site can be served where it is by default; all other ports are chosen as they are free. */
async function sitePort(): Promise<Finding> {
  const name = 'port';
  if (await isFree(SITE_PORT, '127.0.0.1'))
    return { name, state: 'good', text: `Port ${SITE_PORT} is free for the site` };
  const text = `Port ${SITE_PORT} is in use; the site will take the next one that is free.`;
  return { name, state: 'absent', text, next: 'Or choose one: npm run site -- --port 4400' };
}

function optional(
  name: string,
  title: string,
  programs: readonly string[],
  absent: string,
): Finding {
  const path = programs.map((program) => inPath(program)).find(Boolean);
  if (path === undefined) return { name, state: 'absent', text: absent };
  return { name, state: 'good', text: `${title} (${path})` };
}

async function* judge(cache: string): AsyncGenerator<Finding> {
  let name = 'server';
  try {
    const server = await findServer(cache);
    if (!server) {
      const text = 'No test server has been fetched yet.';
      yield { name, state: 'missing', text, next: 'Fetch it: npx dojo setup' };
      return;
    }
    yield { name, state: 'good', text: `Test server: ${server.describe}` };
    name = 'judge';
    const began = performance.now();
    const dojo = await Dojo.open(ROOT, () => undefined);
    await dojo.close();
    const spent = ((performance.now() - began) / 1000).toFixed(1);
    yield { name, state: 'good', text: `The judge starts (${spent} s)` };
  } catch (error) {
    if (!(error instanceof CourseError)) throw error;
    yield { name, state: 'missing', text: error.message, next: error.hint };
  }
}
