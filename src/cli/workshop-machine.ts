import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { CourseError } from '../course/error.ts';
import { mustSeal } from '../grading/sandbox/readiness.ts';
import { inPath } from '../server/command.ts';
import { isFree } from '../server/port.ts';
import { BOARD_PORT } from '../workshop/board.ts';
import { localAddresses } from './addresses.ts';
import type { Finding } from './findings.ts';
import { ownRoom } from './room-file.ts';
import { ROOT } from './root.ts';

/** Twenty downloads at once were measured to take 0.3 GB of memory; the judge wants some as well. */
const ENOUGH_MEMORY = 1e9;
/** For the bundles of three or four kinds of machines. */
const ENOUGH_DISK = 2e9;
const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'brave-browser',
  'msedge',
  'chrome',
];
const INSTALLED = {
  darwin: ['Google Chrome', 'Microsoft Edge', 'Chromium', 'Brave Browser'].map(
    (name) => `/Applications/${name}.app`,
  ),
  win32: ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'].flatMap(
    (path) =>
      ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => {
        const folder = process.env[name];
        return folder === undefined ? [] : [join(folder, path)];
      }),
  ),
} as Readonly<Record<string, readonly string[]>>;

/** What an instructor's machine needs beyond a learner's, to serve a room. */
export async function* workshopMachine(): AsyncGenerator<Finding> {
  yield address();
  yield await boardPort();
  yield await downloads();
  yield browser();
  yield await grading();
}

function address(): Finding {
  const name = 'address';
  const found = localAddresses();
  const [first, ...more] = found;
  if (first === undefined) {
    const text = 'This machine has no address on a local network.';
    const next = 'Join the network of the room, or open a hotspot here. Then type the same again.';
    return { name, state: 'missing', text, next };
  }
  const named = found.map(({ address: each, device }) => `${each} (${device})`).join(', ');
  const text = `On the local network: ${named}. The board: http://${first.address}:${BOARD_PORT}`;
  if (more.length === 0) return { name, state: 'good', text };
  return { name, state: 'good', text, next: 'Give the room the address that its machines are on.' };
}

async function boardPort(): Promise<Finding> {
  const name = 'board';
  if (await isFree(BOARD_PORT))
    return { name, state: 'good', text: `Port ${BOARD_PORT} is free for the board` };
  if (isServed()) {
    return { name, state: 'good', text: `A board of this machine runs at port ${BOARD_PORT}` };
  }
  const text = `Port ${BOARD_PORT} is in use, by something that is no board of this course.`;
  const next = 'End what listens there, or choose another: npx dojo workshop --port 4601';
  return { name, state: 'missing', text, next };
}

/** Whether a process has the room of this machine. */
function isServed(): boolean {
  try {
    ownRoom()();
    return false;
  } catch {
    return true;
  }
}

async function downloads(): Promise<Finding> {
  const name = 'downloads';
  const memory = process.availableMemory();
  const { bavail, bsize } = await statfs(ROOT);
  const disk = bavail * bsize;
  const text = `${gigabytes(memory)} of memory available, ${gigabytes(disk)} free on this disk`;
  if (memory >= ENOUGH_MEMORY && disk >= ENOUGH_DISK) {
    return { name, state: 'good', text: `Room for twenty downloads at once: ${text}` };
  }
  const wanted = `${gigabytes(ENOUGH_MEMORY)} and ${gigabytes(ENOUGH_DISK)} are wanted`;
  const next = 'Close what takes memory, or make room on the disk.';
  return { name, state: 'missing', text: `Little room for a kit: ${text}; ${wanted}.`, next };
}

function browser(): Finding {
  const name = 'browser';
  const installed = INSTALLED[process.platform]?.filter((path) => existsSync(path)) ?? [];
  const found = BROWSERS.map((each) => inPath(each)).find(Boolean) ?? installed[0];
  if (found !== undefined) return { name, state: 'good', text: `Browser for the board (${found})` };
  const text = 'No browser was found for the board; any browser in the room shows it as well.';
  return { name, state: 'absent', text };
}

/** Whether answers of others can be graded here, as the sandbox itself tries it. */
async function grading(): Promise<Finding> {
  const name = 'grading';
  try {
    await mustSeal(ROOT);
    return { name, state: 'good', text: 'The sandbox holds: answers of others can be graded here' };
  } catch (error) {
    if (!(error instanceof CourseError)) throw error;
    return { name, state: 'absent', text: error.message, next: error.hint };
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
