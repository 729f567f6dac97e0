// Tries to get out of the sandbox in which it runs, in each way that answers might. Prints a line of
// JSON for each: its name, and what it got hold of, or nothing.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import process from 'node:process';

const { files, folders, port, abstract, pid, reversed, tmpBytes } = JSON.parse(process.argv[2]);
// So that it stands nowhere in here unless it came from outside.
const secret = Array.from(reversed).toReversed().join('');

/** What the first of some acts brings that succeeds. */
async function first(acts) {
  for (const act of acts) {
    try {
      const got = await act();
      if (got) return String(got);
    } catch {
      // As it should be.
    }
  }
  return undefined;
}

const reach = (to) =>
  new Promise((resolve) => {
    const socket = connect(to);
    const end = (got) => {
      socket.destroy();
      resolve(got);
    };
    socket.setTimeout(500, () => end(undefined));
    socket.on('error', () => end(undefined));
    socket.on('connect', () => end(JSON.stringify(to)));
  });

function fill(path, bytes) {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(1 << 20);
  try {
    for (let written = 0; written <= bytes; written += chunk.length) writeSync(file, chunk);
    return `${bytes} bytes in ${path}`;
  } finally {
    closeSync(file);
  }
}

const limit = (name) => {
  const line = readFileSync('/proc/self/limits', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(name));
  return /unlimited\s+\S+\s+\S*\s*$/.test(line ?? 'unlimited') ? `${name}: unlimited` : undefined;
};

const CANARIES = {
  'reads-a-file': () => first(files.map((path) => () => readFileSync(path, 'utf8').slice(0, 80))),
  'lists-a-folder': () => first(folders.map((path) => () => readdirSync(path).join(', '))),
  'writes-beside-it': () =>
    first(
      ['/', '/dev/', '/usr/', '/etc/', ...folders.map((folder) => `${folder}/`)].map(
        (folder) => () => {
          const path = `${folder}dojo-canary`;
          writeFileSync(path, 'a canary was here');
          return path;
        },
      ),
    ),
  'fills-a-disk': () =>
    first(['/tmp/a', '/tmp/b', '/dev/shm/a'].map((path) => () => fill(path, tmpBytes))),
  'reaches-the-machine': () =>
    first([
      () => reach({ host: '127.0.0.1', port }),
      () => reach({ path: `\0${abstract}` }),
      () => reach({ host: '169.254.169.254', port: 80 }),
    ]),
  'sees-a-process': () =>
    first([
      () => process.kill(pid, 0) && `process ${pid}`,
      () => readdirSync('/proc').filter((name) => Number(name) > 0).length > 20 && '/proc',
    ]),
  'sees-a-secret': () =>
    first(
      ['/proc/self/environ', '/proc/1/environ', '/proc/1/cmdline'].map(
        (path) => () => readFileSync(path, 'utf8').includes(secret) && path,
      ),
    ),
  'makes-a-sandbox': () =>
    first([() => execFileSync('unshare', ['-Ur', 'id'], { encoding: 'utf8', stdio: 'pipe' })]),
  'has-no-limits': () =>
    first(['Max processes', 'Max cpu time', 'Max data size'].map((name) => () => limit(name))),
};

for (const [name, act] of Object.entries(CANARIES)) {
  const got = await act();
  console.log(JSON.stringify(got === undefined ? { name } : { name, got }));
}
