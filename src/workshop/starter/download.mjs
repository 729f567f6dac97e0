// Has a bundle come over a line that may be bad, and makes sure that it is the right one.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import process from 'node:process';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { AGAIN, board, command, kit, megabytes, platform, stop, Trouble } from './kit.mjs';

/** What `npm start` adds to what was unpacked. */
const PACKAGES_BYTES = 900e6;
/** Of a network that brings nothing, so many tries are enough, so long apart. */
const PAUSES_MS = [1_000, 2_000, 3_000, 5_000];
/** A line on which nothing has come for so long is cut, whatever it says. */
const SILENCE_MS = 20_000;
const TELL_EVERY_MS = process.stdout.isTTY ? 200 : 10_000;

/** The board has another bundle by now. */
export class Changed extends Error {}

/** The bundle for this machine, as the board has it by now. */
export async function bundleOfNow() {
  const there = await patiently(async (signal) => {
    const response = await fetch(`${kit}/bundles.json`, { signal });
    if (!response.ok) throw notTheBoard();
    return response.json();
  });
  const bundle = there.find((each) => each.platform === platform);
  if (bundle) return bundle;
  const others = there.map((each) => each.platform).join(', ') || 'none';
  throw new Trouble(
    `The board has no bundle for this kind of machine, ${platform}. For these it has one: ${others}.`,
    `Tell who teaches. They type: npx dojo setup --offline-bundle kit/ --platform ${platform}\n${AGAIN}`,
  );
}

/** Downloads what is missing of the bundle; gives the file in which all of it is. */
export async function downloaded(bundle) {
  const print = bundle.sha256.slice(0, 8);
  console.log(
    `Durable Dojo for ${platform}, ${megabytes(bundle.bytes)} MB, from ${board}\n` +
      `Its SHA-256 begins with ${print}, as the screen of the room shows it.`,
  );
  const part = `dojo-${platform}-${print}.tar.part`;
  await removeOtherParts(part);
  await mustHaveRoom(bundle, part);
  if ((await sizeOf(part)) > bundle.bytes) await fs.rm(part);
  await patiently((signal, alive) => download(bundle, part, signal, alive), part, bundle);
  return part;
}

/** Parts of bundles that were here before are of no use. */
async function removeOtherParts(part) {
  const ours = /^dojo-\w+-\w+-[0-9a-f]{8}\.tar\.part$/;
  for (const name of await fs.readdir('.')) {
    if (ours.test(name) && name !== part) await fs.rm(name, { force: true });
  }
}

async function mustHaveRoom({ bytes }, part) {
  const { bavail, bsize } = await fs.statfs('.');
  const wanted = 2 * bytes - (await sizeOf(part)) + PACKAGES_BYTES;
  if (bavail * bsize >= wanted) return;
  throw new Trouble(
    `There is no room: ${gigabytes(bavail * bsize)} GB are free on this disk, and ${gigabytes(wanted)} GB are wanted.`,
    `Make room, or go to a folder on another disk. ${AGAIN}`,
  );
}

/** Has the rest of the bundle come, from where it was cut before. */
async function download({ file, bytes, sha256 }, part, signal, alive) {
  const have = await sizeOf(part);
  if (have === bytes) return;
  const headers = { 'If-Match': `"${sha256}"` };
  if (have > 0) headers.Range = `bytes=${have}-`;
  const response = await fetch(`${kit}/${file}`, { headers, signal });
  if (response.status === 412 || response.status === 404) throw new Changed();
  if (!response.ok || response.headers.get('etag') !== `"${sha256}"`) throw notTheBoard();
  const goesOn = response.status === 206;
  let come = goesOn ? have : 0;
  const target = await fs.open(part, goesOn ? 'a' : 'w');
  const progress = new Progress(bytes);
  try {
    for await (const chunk of response.body) {
      alive();
      await target.appendFile(chunk);
      come += chunk.length;
      progress.show(come);
    }
  } finally {
    await target.close();
    progress.end();
  }
  if (come !== bytes) throw new Error('it ended too early');
}

/** What answers in the board's place: a page of the network where one has to log in, say. */
function notTheBoard() {
  return new Error('what answers there is not the board');
}

/** Does it again where the network fails; for as long as something comes, with endless patience. */
async function patiently(work, part, bundle) {
  for (let failed = 0; ; failed += 1) {
    const before = part ? await sizeOf(part) : 0;
    const attempt = new AbortController();
    const end = () => attempt.abort();
    stop.signal.addEventListener('abort', end);
    const timer = setTimeout(end, SILENCE_MS);
    const alive = () => timer.refresh();
    try {
      return await work(attempt.signal, alive);
    } catch (error) {
      if (stop.signal.aborted || error instanceof Changed || isOfDisk(error)) throw error;
      const come = part ? await sizeOf(part) : 0;
      if (come > before) failed = 0;
      const why = attempt.signal.aborted ? 'nothing came any more' : reason(error);
      if (failed === PAUSES_MS.length) {
        throw new Trouble(
          `${board} cannot be reached: ${why}.`,
          `Is this machine on the same network as the board, and is the address the one on the screen?${
            come > 0 ? ` What has come stays, ${part}.` : ''
          } ${AGAIN}`,
        );
      }
      const pause = PAUSES_MS[failed];
      const where = bundle ? ` at ${megabytes(come)} of ${megabytes(bundle.bytes)} MB` : '';
      console.log(`The line was cut${where}: ${why}. It goes on from there in ${pause / 1000} s …`);
      await wait(pause, undefined, { signal: stop.signal });
    } finally {
      clearTimeout(timer);
      stop.signal.removeEventListener('abort', end);
    }
  }
}

/** A bundle that is not as the board says is removed. */
export async function mustBeRight(bundle, part) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(part), hash, { signal: stop.signal });
  const found = hash.digest('hex');
  if (found === bundle.sha256) {
    console.log('The checksum is right.');
    return;
  }
  await fs.rm(part);
  throw new Trouble(
    `What came is not the bundle: its SHA-256 begins with ${found.slice(0, 8)}. It was removed, and nothing was unpacked.`,
    `Type the same again: ${command}\nIf that ends here too, tell who teaches: npx dojo doctor --workshop --kit kit looks at the bundles.`,
  );
}

/** How far it is: a line that is written over, or without a terminal one now and then. */
class Progress {
  constructor(bytes) {
    this.bytes = bytes;
    this.shown = performance.now();
  }

  show(come) {
    if (performance.now() - this.shown < TELL_EVERY_MS) return;
    this.shown = performance.now();
    const text = `  ${megabytes(come)} of ${megabytes(this.bytes)} MB …`;
    if (process.stdout.isTTY) process.stdout.write(`\r${text}`);
    else console.log(text);
  }

  end() {
    if (process.stdout.isTTY) process.stdout.write('\r\u001B[2K');
  }
}

async function sizeOf(path) {
  return fs.stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Whether a disk is at fault: then trying again does not help. */
function isOfDisk({ code }) {
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EFBIG'].includes(code);
}

/** Why the network failed, as far as it says: `fetch` keeps that in the cause. */
function reason({ message, cause }) {
  const inner = cause && (cause.message || cause.code);
  return inner || message;
}

function gigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}
