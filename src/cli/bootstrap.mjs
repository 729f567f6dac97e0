#!/usr/bin/env node
// The way in, for any Node from 20 on: installs what is missing, then goes on in the exact Node
// that comes with the dependencies. Nothing may be imported here that has to be installed first.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { install } from './install.mjs';

const OLDEST_NODE = 20;
const OUR_FAULT = 3;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(
    `This is Node ${process.versions.node}, and the course needs Node ${OLDEST_NODE} or newer.\n` +
      'Install a newer one from https://nodejs.org, then type the same command again.',
  );
  process.exit(OUR_FAULT);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
let node = '';
try {
  node = await install(root);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(OUR_FAULT);
}

const child = spawn(
  node,
  [
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('./main.ts', import.meta.url)),
    ...process.argv.slice(2),
  ],
  // The channel closes when we end, however we end; then the child ends too.
  { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
// The terminal sends Ctrl-C to both of us, and the child decides what it means.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  console.error(`${node} could not be started: ${error.message}`);
  process.exit(OUR_FAULT);
});
child.once('exit', (code, signal) => process.exit(signal ? OUR_FAULT : (code ?? OUR_FAULT)));
