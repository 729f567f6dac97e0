import { join, resolve } from 'node:path';
import type { Attack } from './attacks.ts';
import { inPlaceOfShipping } from './in-activities.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const COURSE = join(ROOT, 'test/grading/course');

/** Whoever gets hold of something says that the parcel was sent, and is so found out. */
function reaches(code: string): Attack['files'] {
  return inPlaceOfShipping(
    `let got = false;
      const attempt = (act) => { try { if (act() !== false) got = true; } catch {} };
      ${code}`,
    "got ? 'parcel of ' + order : 'no parcel'",
  );
}

const each = (paths: readonly string[]) => `for (const path of ${JSON.stringify(paths)})`;

/** Nothing is sent, and the rest is right. */
const NO_PARCEL = 'fail: waits-an-hour';

/** Attacks on what lies around the sandbox. */
export const IN_REACH: readonly Attack[] = [
  {
    name: 'reads what is there, which shows that the attempts below are made',
    files: reaches("attempt(() => fs.readFileSync('/proc/self/stat'));"),
    ends: 'fail: waits-an-hour each-order-its-own',
  },
  {
    name: 'reads suites, solutions, and what others have',
    files: reaches(
      `${each([
        join(COURSE, 'katas/01-parcel/workflows.test.ts'),
        join(COURSE, 'solutions/01-parcel/workflows.ts'),
        join(ROOT, 'solutions/07-saga/workflows.ts'),
        join(ROOT, 'answers'),
        join(ROOT, '.git/config'),
        '/root',
        '/home',
        '/etc/passwd',
        '/var/run',
      ])} attempt(() => fs.statSync(path).isDirectory() ? fs.readdirSync(path).length > 0 : fs.readFileSync(path));`,
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'looks for secrets in the environments of processes',
    files: reaches(
      `for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))) {
        attempt(() => /TEMPORAL|TOKEN|SECRET|PASSWORD|GITHUB|VITEST|DATABASE/.test(fs.readFileSync('/proc/' + pid + '/environ', 'utf8')));
      }`,
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'writes where the next one would be judged by it',
    files: reaches(
      `${each([
        join(COURSE, 'katas/01-parcel/world.ts'),
        join(ROOT, 'src/kit/index.ts'),
        join(ROOT, 'node_modules/vitest/index.cjs'),
        join(ROOT, 'package.json'),
        join(ROOT, 'evil.ts'),
        '/usr/bin/evil',
      ])} attempt(() => fs.appendFileSync(path, '// evil'));
      attempt(() => fs.renameSync(process.execPath, process.execPath + '.old'));`,
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'makes itself lord of namespaces of its own',
    files: reaches(
      `for (const flags of ['-U', '-Ur', '-Un', '-Um']) attempt(() => execFileSync('/usr/bin/unshare', [flags, '/usr/bin/true'], { stdio: 'ignore' }));
      attempt(() => execFileSync('/usr/bin/bwrap', ['--ro-bind', '/', '/', '/usr/bin/true'], { stdio: 'ignore' }));
      attempt(() => execFileSync('/usr/bin/mount', ['-t', 'tmpfs', 'none', '/usr'], { stdio: 'ignore' }));`,
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'kills and traces what it is not',
    files: reaches(
      `for (let pid = 1; pid < 40000; pid += 1) if (pid !== process.pid && pid !== process.ppid) attempt(() => { if (pid > 100) process.kill(pid, 0); else return false; });
      attempt(() => fs.readFileSync('/proc/1/mem'));`,
    ),
    ends: NO_PARCEL,
  },
];
