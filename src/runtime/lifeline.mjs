// A thread of the host's own, which goes on while the main thread is held by an endless loop in an
// answer. It ends the host when its parent is gone, and tells the parent how much processor time
// the host has used: on a busy machine that says more about a loop than the clock does. Where the
// host has no network, it connects ports of its own with sockets that lead out.
import { writeSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';

const CHECK_EVERY_MS = 500;

setInterval(() => {
  try {
    if (process.platform !== 'win32' && process.ppid !== workerData.parent) {
      throw new Error('orphan');
    }
    process.kill(workerData.parent, 0);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
  try {
    const { user, system } = process.cpuUsage();
    writeSync(workerData.meter, `${Math.round((user + system) / 1000)}\n`);
  } catch {
    // The parent then goes by the clock.
  }
}, CHECK_EVERY_MS);

const relays = workerData.relays.map(({ port, socket }) => {
  const server = createServer((near) => {
    const far = connect(socket);
    // Else each workflow task waits some 30 ms for more bytes that never come.
    near.setNoDelay(true);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    near.on('close', () => far.destroy());
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
});
await Promise.all(relays);
parentPort.postMessage('ready');
