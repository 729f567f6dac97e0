import { Worker } from '@temporalio/worker';

/** One version of the depot's Workers. `build` is the commit that it was built from. */
export function versionedWorker(build: string): Promise<Worker> {
  // region versioned
  return Worker.create({
    taskQueue: 'depot',
    workflowsPath: new URL('depot-step-1.ts', import.meta.url).pathname,
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: 'depot', buildId: build },
      defaultVersioningBehavior: 'PINNED',
    },
  });
  // endregion
}
