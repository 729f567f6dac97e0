/** An honest Worker, in a process of its own: `node worker-main.ts host:port queue=cached …`. */
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const nothing = () => undefined;
const logger = {
  log: nothing,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
const [address = '', ...queues] = process.argv.slice(2);
const workflowsPath = fileURLToPath(new URL('./fixtures/workflows.ts', import.meta.url));

Runtime.install({ shutdownSignals: [], logger });
const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
const connection = await NativeConnection.connect({ address });
const workers = await Promise.all(
  queues.map((queue) => {
    const [taskQueue = '', cached] = queue.split('=');
    return Worker.create({
      connection,
      workflowBundle,
      taskQueue,
      maxCachedWorkflows: Number(cached),
      debugMode: true,
      shutdownGraceTime: 0,
    });
  }),
);
const ended = Promise.all(workers.map((worker) => worker.run()));
process.stdin.on('end', () => workers.forEach((worker) => worker.shutdown())).resume();
console.log('polls');
await ended;
await connection.close();
process.exit(0);
