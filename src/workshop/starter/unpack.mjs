// Unpacks a bundle into the folder of the course.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { AGAIN, EXIT, stop, Trouble } from './kit.mjs';

/** What a bundle unpacks into, and where that happens until it is whole. */
export const COURSE = 'durable-dojo';
const UNPACKING = `${COURSE}.unpacking`;

/** Looks at all that can be known before anything is fetched. */
export async function prepare() {
  if (spawnSync('tar', ['--version']).error) {
    throw new Trouble(
      'There is no `tar` on this machine, which unpacks the course.',
      `Install it; Windows has it from version 10 (1803) on. ${AGAIN}`,
    );
  }
  mustNotExist();
  await fs.rm(UNPACKING, { recursive: true, force: true, maxRetries: 3 });
}

function mustNotExist() {
  if (!existsSync(COURSE)) return;
  throw new Trouble(
    `There is a folder ${COURSE} here already, and nothing in it was changed.`,
    `If it is the course, go on in it: cd ${COURSE}\nElse go to another folder. ${AGAIN}`,
    EXIT.usage,
  );
}

/** Unpacks beside where the course will be, so that nobody ever has half of it. */
export async function unpack(part) {
  console.log('Unpacking …');
  try {
    await fs.mkdir(UNPACKING);
    // Relative, because some tars take what is before a colon for a machine's name.
    const tar = spawn('tar', ['-xf', join('..', part)], {
      cwd: UNPACKING,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const end = () => tar.kill();
    stop.signal.addEventListener('abort', end);
    let said = '';
    tar.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    const code = await new Promise((resolve) => {
      tar.once('error', (error) => resolve(error.message));
      tar.once('close', resolve);
    });
    stop.signal.removeEventListener('abort', end);
    stop.signal.throwIfAborted();
    if (code !== 0 || !existsSync(join(UNPACKING, COURSE))) {
      throw new Trouble(
        `The bundle could not be unpacked. tar said: ${said.trim().slice(-500) || code}`,
        `Look at the disk. ${AGAIN}`,
      );
    }
    mustNotExist();
    await renamed(join(UNPACKING, COURSE), COURSE);
    await fs.rm(part);
  } finally {
    await fs.rm(UNPACKING, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** On Windows, what has just been written may still be looked at by a virus scanner. */
async function renamed(from, to) {
  for (let turn = 0; ; turn += 1) {
    try {
      await fs.rename(from, to);
      return;
    } catch (error) {
      if (turn === 9 || process.platform !== 'win32') throw error;
      await wait(500);
    }
  }
}
