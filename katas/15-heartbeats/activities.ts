import { ApplicationFailure } from '@temporalio/activity';
import type { Report, Services } from './services.ts';

/** Activities touch the world. A Worker calls this once, with the services that are out there. */
export function createActivities({ archive, catalogue }: Services) {
  return {
    /** Copies a whole file into the catalogue, chunk by chunk. */
    async copyStars(file: string): Promise<Report> {
      // TODO 1: read one chunk after the other, and add its stars to the catalogue. Skip what is
      //         damaged, and report it.
      // TODO 3: report progress. What must the next attempt know, so that it can go on from there?
      // TODO 4: somebody may cancel the import. Find out, and stop.
      throw ApplicationFailure.nonRetryable('Not written yet: copyStars');
    },
  };
}
