import { proxyActivities } from '@temporalio/workflow';
import type { Report } from './services.ts';

interface Activities {
  countChunks(file: string): Promise<number>;
  copyStretch(stretch: { file: string; from: number; to: number }): Promise<Report>;
}

const STRETCH = 1000;

const { countChunks } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
});
const { copyStretch } = proxyActivities<Activities>({
  startToCloseTimeout: '30 hours',
  heartbeatTimeout: '8 minutes',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});

export async function importFile(file: string): Promise<Report> {
  const chunks = await countChunks(file);
  const whole: Report = { stars: 0, damaged: [] };
  for (let from = 1; from <= chunks; from += STRETCH) {
    const to = Math.min(from + STRETCH - 1, chunks);
    const { stars, damaged } = await copyStretch({ file, from, to });
    whole.stars += stars;
    whole.damaged.push(...damaged);
  }
  return whole;
}
