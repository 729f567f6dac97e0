/** Must be imported before the SDK's workflow runtime, which looks for this as it is loaded. */
import { AsyncContext, followPromises } from './async-context.ts';

const scope = globalThis as { AsyncLocalStorage?: unknown };
if (scope.AsyncLocalStorage === undefined) {
  followPromises();
  scope.AsyncLocalStorage = AsyncContext;
}
