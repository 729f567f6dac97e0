import type { TestContext } from 'vitest';
import { TEMPORAL } from '../../../bench/cohort/dev-server.ts';
import { needs } from '../../server/fixtures.ts';

/** Skips a test where there is no Temporal server; in CI, only where it could not be built. */
export function needsTemporal(context: TestContext): void {
  const lacks = TEMPORAL === undefined && process.env['DOJO_LACKS'] === 'temporal';
  if (lacks) context.skip('the Temporal server could not be built here');
  needs(context, TEMPORAL !== undefined, 'the `temporal` program');
}
