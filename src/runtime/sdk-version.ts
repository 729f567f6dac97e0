import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as {
  version: string;
};

/** The version of the SDK that is installed. */
export const SDK_VERSION = version;
