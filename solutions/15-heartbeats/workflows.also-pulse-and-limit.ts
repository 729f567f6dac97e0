import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { createActivities } from './activities.ts';

const { copyStars } = proxyActivities<ReturnType<typeof createActivities>>({
  scheduleToCloseTimeout: '7 days',
  startToCloseTimeout: '2 days',
  heartbeatTimeout: '90 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export const importFile = (file: string) => copyStars(file);
