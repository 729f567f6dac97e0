// Installs the packages, once and only into this folder. Plain JavaScript: it runs before there is
// anything to run.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** What a bundle for machines without a network has beside the course. */
export const OFFLINE = 'offline';
/** There, what npm would ask of a network. */
export const NPM_CACHE = `${OFFLINE}/npm`;

const EXACT_NODE_FROM = 24;
const TELL_EVERY_MS = 10_000;

/**
 * Makes sure that the packages of the lockfile are installed.
 *
 * @param {string} root the repository
 * @returns {Promise<string>} the Node to go on with
 * @throws {Error} with a message for a person
 */
export async function install(root) {
  const node = await installPackages(root);
  nameDojo(root);
  return node;
}

async function installPackages(root) {
  if (!isInstalled(root)) {
    await npm(root, 'Packages: installing about 540 of them (800 MB), once', [
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ]);
  }
  const node = exactNode(root);
  if (existsSync(node)) return node;
  // Scripts of packages run only where package.json approves them by name.
  const { allowScripts } = readJson(join(root, 'package.json'));
  const approved = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  await npm(root, 'Packages: setting up Node 24 and the compilers', [
    'rebuild',
    '--ignore-scripts=false',
    ...approved,
  ]);
  if (existsSync(node)) return node;
  if (Number(process.versions.node.split('.')[0]) >= EXACT_NODE_FROM) return process.execPath;
  throw new Error(
    `Node ${EXACT_NODE_FROM} could not be installed beside the course for ${process.platform} ${process.arch}.\n` +
      `Install Node ${EXACT_NODE_FROM} or newer yourself, then type the same command again.`,
  );
}

/** Whether npm's own note of what it installed agrees with the lockfile. */
function isInstalled(root) {
  try {
    const wanted = readJson(join(root, 'package-lock.json')).packages;
    const present = readJson(join(root, 'node_modules', '.package-lock.json')).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || optional || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

/**
 * So that `npx dojo` finds us where it looks first. It would find us without, by way of a folder
 * for downloaded packages, which takes two seconds and may ask the network.
 */
function nameDojo(root) {
  const bin = join(root, 'node_modules', '.bin');
  const windows = process.platform === 'win32';
  const path = join(bin, windows ? 'dojo.cmd' : 'dojo');
  if (existsSync(path)) return;
  try {
    if (windows) {
      writeFileSync(path, '@node "%~dp0\\..\\..\\src\\cli\\bootstrap.mjs" %*\r\n');
    } else {
      symlinkSync(join('..', '..', 'src', 'cli', 'bootstrap.mjs'), path);
    }
  } catch {
    // Another process was faster, or the folder is not ours to write; `npx` finds us all the same.
  }
}

function exactNode(root) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(root, 'node_modules', 'node', 'bin', name);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * How npm is started: the one that started us, or the one in PATH.
 *
 * @returns {[string, ...string[]]} the command, and its first arguments
 */
export function npmCommand() {
  const own = process.env.npm_execpath;
  return own && /\.c?js$/.test(own) ? [process.execPath, own] : ['npm'];
}

/**
 * Runs npm quietly; what it printed is shown when it fails. How it goes is no part of what a command
 * prints: that may be JSON.
 */
async function npm(root, what, args) {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  console.error(`${what} …`);
  const tell = setInterval(() => console.error(`  still at it, ${seconds()} …`), TELL_EVERY_MS);
  const cache = join(root, NPM_CACHE);
  // What npm starts asks for packages as well, and hears of this by the environment.
  const offline = existsSync(cache) ? { npm_config_offline: 'true', npm_config_cache: cache } : {};
  const [command, ...first] = npmCommand();
  const child = spawn(
    command,
    [...first, ...args, '--loglevel=error'],
    // Windows starts `npm` through its shell; all arguments are constants of this repository.
    {
      cwd: root,
      env: { ...process.env, ...offline },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command === 'npm' && process.platform === 'win32',
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      printed += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(tell);
  if (code !== 0) {
    throw new Error(
      `npm could not do it (npm ${args[0]}, after ${seconds()}). It said:\n${printed.trim()}\n\n` +
        'Check the network and the disk, then type the same command again.',
    );
  }
  console.error(`  done in ${seconds()}`);
}
