import process from 'node:process';

const controller = new AbortController();

/** Aborts when this process ends, so that nothing that it started goes on. */
export const leaving = controller.signal;

process.once('exit', () => controller.abort());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}
