import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Astro's own program, to be run by Node. */
export const ASTRO = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');

/**
 * The environment to run Astro in. Vitest's own DEV, BASE_URL and others would find their way into
 * the site that we build.
 */
export function astroEnvironment(own: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const vitests = /^(VITEST.*|NODE_ENV|MODE|DEV|PROD|SSR|TEST|BASE_URL)$/;
  const inherited = Object.entries(process.env).filter(([name]) => !vitests.test(name));
  return { ...Object.fromEntries(inherited), ASTRO_TELEMETRY_DISABLED: '1', ...own };
}
