// A thread that ends the host when its parent is gone, also while the host's main thread is held
// by an endless loop in an answer and cannot notice by itself.
import process from 'node:process';
import { workerData } from 'node:worker_threads';

const CHECK_EVERY_MS = 500;

setInterval(() => {
  try {
    if (process.platform !== 'win32' && process.ppid !== workerData) throw new Error('orphan');
    process.kill(workerData, 0);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}, CHECK_EVERY_MS);
