/** The inside of a thread that executes workflow code. */
import { parentPort, workerData } from 'node:worker_threads';
import vm from 'node:vm';
import type { Asked, Request, Told } from '../sandbox/distance.ts';
import { Realm } from './realm.ts';
import type { ThreadOptions } from './thread.ts';

const { script, ...options } = workerData as { script: string } & ThreadOptions;
const compiled = new vm.Script(script, { filename: 'sandbox.js' });
let realm: Realm | undefined;

parentPort?.on('message', ({ id, request }: Asked) => {
  done(request).then(
    (result) => parentPort?.postMessage({ id, result }),
    (error: unknown) => parentPort?.postMessage({ id, error: String(error) }),
  );
});

async function done(request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      realm = new Realm(compiled, {
        ...request.options,
        ...options,
        print: (printed) => parentPort?.postMessage({ printed } satisfies Told),
      });
      return undefined;
    case 'activate':
      return realm?.activated(request.activation);
    case 'dispose':
      return realm?.dispose(request.runId);
  }
}
