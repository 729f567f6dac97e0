import { proxyActivities } from '@temporalio/workflow';

// region crossing
interface Activities {
  findLastDay(id: string): Promise<Date>;
}

const { findLastDay } = proxyActivities<Activities>({ startToCloseTimeout: '30 seconds' });

export async function whatArrives(id: string): Promise<string> {
  const lastDay = await findLastDay(id);
  return typeof lastDay;
}
// endregion
