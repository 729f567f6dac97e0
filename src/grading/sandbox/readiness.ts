import { CourseError } from '../../course/error.ts';
import { escapes } from './canaries.ts';
import { ending, programAt, spawnIn } from './sandbox.ts';

const OPEN = 'For practice, and with code that you trust on this machine: --tier open';
const INSTALL = 'sudo apt-get install bubblewrap util-linux';

/**
 * Makes sure that answers can be kept apart on this machine. Canaries try each way out; where one
 * gets out, nothing is graded.
 *
 * @param root the repository
 * @throws CourseError when there is no sandbox, it does not start, or it does not hold
 */
export async function mustSeal(root: string): Promise<void> {
  if (process.platform !== 'linux') {
    throw refused(
      `Answers are graded in a sandbox, and there is one on Linux only, not on ${process.platform}.`,
      'The course’s container has it: see /reference/grade/ in the course.',
    );
  }
  const missing = ['bwrap', 'prlimit'].filter((name) => programAt(name) === undefined);
  if (missing.length > 0) {
    throw refused(
      `Answers are graded in a sandbox, and what makes it is not installed: ${missing.join(', ')}.`,
      `On Debian and Ubuntu, type: ${INSTALL}`,
    );
  }
  const trouble = await trial();
  if (trouble !== undefined) {
    const forbidden = /uid map|namespace|permission denied|operation not permitted/i.test(trouble);
    throw refused(
      `The sandbox does not start: ${trouble}`,
      forbidden
        ? 'This machine lets nobody make user namespaces. On Ubuntu, AppArmor does that; type: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
        : `Perhaps its version is too old; 0.8 or newer is wanted. Type: ${INSTALL}`,
    );
  }
  const out = await escapes(root);
  if (out.length > 0) {
    throw refused(
      `The sandbox does not hold, so nothing is graded. ${out
        .map(({ name, got }) => `${name}: ${got}`)
        .join('; ')}.`,
      'Look at what this machine gives to bubblewrap, or use the course’s container.',
    );
  }
}

function refused(message: string, hint: string): CourseError {
  return new CourseError(message, `${hint}\n${OPEN}`);
}

/** What goes wrong when a sandbox begins; undefined when it does. */
async function trial(): Promise<string | undefined> {
  const command = ['/usr/bin/env', 'true'];
  const sandbox = { readable: [], env: {} };
  const { code, errors } = await ending(spawnIn(sandbox, command, ['ignore', 'ignore', 'pipe']));
  return code === 0 ? undefined : errors || `it ended with ${String(code)}`;
}
