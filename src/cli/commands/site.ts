import { join } from 'node:path';
import { printProblem, sweepSite } from '../../sweep/index.ts';
import { EXIT } from '../exit.ts';
import { ROOT } from '../root.ts';
import { runNode } from './test.ts';

const ASTRO = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');
/** Nobody is told what anybody builds or reads. */
const QUIET = { ASTRO_TELEMETRY_DISABLED: '1' };

/** Serves the site on this machine; pages follow their files. */
export async function site({ port }: { readonly port?: number }): Promise<number> {
  const args = port === undefined ? [] : ['--port', String(port)];
  // Two may read at once; and Astro must not move itself into the background.
  return runNode([ASTRO, 'dev', '--ignore-lock', ...args], QUIET);
}

/** Builds the site into `dist/`, unless a reader would stumble over something in it. */
export async function build({ base }: { readonly base: string }): Promise<number> {
  const problems = await sweepSite(ROOT);
  if (problems.length > 0) {
    console.error(problems.map(printProblem).join('\n'));
    return EXIT.fail;
  }
  return runNode([ASTRO, 'build'], { ...QUIET, DOJO_BASE: base });
}
