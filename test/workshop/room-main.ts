// A process of its own, to be run where the network is cut: a room with its board, and learners who
// each type the one command, all at once. Prints what came of it as JSON.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { runCommand } from '../../src/server/command.ts';
import { kitCommand } from '../../src/workshop/kit-package.ts';
import { REACHES, ROOM_ADDRESS } from '../cli/cut-network.ts';
import { shell } from '../cli/desk.ts';
import { serveKit } from './served-kit.ts';

/** What one learner has, when their command has ended. */
export interface Learner {
  readonly code: number | null;
  readonly output: string;
  /** Names in their folder. */
  readonly left: readonly string[];
}

/** What is told of the room. */
export interface Room {
  readonly network: string;
  readonly learners: readonly Learner[];
  /** Those who went on to their first verdict. */
  readonly started: readonly Learner[];
  /** What the board's process had in memory at most, in MB. */
  readonly boardPeak: number;
  readonly seconds: { readonly fetching: number; readonly starting: number };
}

const [kit = '', home = '', count = '20', starters = '2'] = process.argv.slice(2);
const LIMIT_MS = 900_000;

const online = await runCommand(process.execPath, ['-e', REACHES], { limit: 30_000 });
const board = await serveKit(kit, ROOM_ADDRESS);
let boardPeak = 0;
const look = setInterval(() => {
  boardPeak = Math.max(boardPeak, Math.round(process.memoryUsage.rss() / 1e6));
}, 50);

const began = performance.now();
const learners = await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => {
    const folder = join(home, `learner ${index + 1}`);
    await mkdir(folder, { recursive: true });
    const learner = await ran(folder, kitCommand(`${board.address}/kit`), index);
    // Twenty courses with their packages are more than a disk need hold.
    if (index >= Number(starters)) await rm(folder, { recursive: true, force: true });
    return learner;
  }),
);
const fetched = performance.now();
clearInterval(look);
const started = await Promise.all(
  learners
    .slice(0, Number(starters))
    .map((_, index) => ran(join(home, `learner ${index + 1}`, 'durable-dojo'), 'npm start', index)),
);
const seconds = {
  fetching: Math.round((fetched - began) / 1000),
  starting: Math.round((performance.now() - fetched) / 1000),
};
const network = online.output.trim();
const room: Room = { network, learners, started, boardPeak, seconds };
console.log(JSON.stringify(room));
await board.close();
process.exit();

/** Types a command in a folder, as somebody whose npm has fetched nothing yet. */
async function ran(folder: string, typed: string, index: number): Promise<Learner> {
  const npm = join(home, `npm ${index + 1}`);
  const child = spawn('sh', ['-c', typed], {
    cwd: folder,
    env: shell({ npm_config_cache: npm, HOME: npm }),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output, left: existsSync(folder) ? (await readdir(folder)).toSorted() : [] };
}
