/** @caughtBy heartbeats/keeps-history-small */
// Gives each chunk an activity of its own. Then nothing needs heartbeats, as long as files are small.
import { proxyActivities } from '@temporalio/workflow';
import type { Report } from './services.ts';

interface Activities {
  countChunks(file: string): Promise<number>;
  copyChunk(file: string, chunk: number): Promise<number | null>;
}

const { countChunks, copyChunk } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

/** Copies one file of the archive into the catalogue, and reports what it found. */
export async function importFile(file: string): Promise<Report> {
  const report: Report = { stars: 0, damaged: [] };
  const chunks = await countChunks(file);
  for (let chunk = 1; chunk <= chunks; chunk += 1) {
    const stars = await copyChunk(file, chunk);
    if (stars === null) report.damaged.push(chunk);
    else report.stars += stars;
  }
  return report;
}
