/** Must be imported before the SDK's workflow runtime, which looks for these as it is loaded. */
import { AsyncContext, followPromises } from './async-context.ts';
import { moveTo, type Locality } from './locality.ts';

const scope = globalThis as { AsyncLocalStorage?: unknown; __DOJO_LOCALITY__?: Locality };
if (scope.AsyncLocalStorage === undefined) {
  followPromises();
  scope.AsyncLocalStorage = AsyncContext;
}
if (scope.__DOJO_LOCALITY__) moveTo(scope.__DOJO_LOCALITY__);
