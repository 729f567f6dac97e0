export { copyCache, sha256 } from './cache.ts';
export { fetchServer } from './fetch.ts';
export { findServer } from './find.ts';
export type { ServerProgram } from './program.ts';
export { startServer } from './start.ts';
export type { RunningServer, StartOptions } from './start.ts';
