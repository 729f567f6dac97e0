import {
  defineQuery,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Wage, WageActivities } from './wages-activities.ts';

const { readHours, payWage, payBonus, mailPayslip } = proxyActivities<WageActivities>({
  startToCloseTimeout: '30 seconds',
});

/** Wrong on purpose: the month depends on where the Worker is. */
export async function payMonthHere(wage: Wage): Promise<void> {
  const hours = await readHours(wage);
  // region month
  if (new Date(wage.closedAt).getMonth() === 11) {
    await payBonus(wage);
  }
  // endregion
  await sleep('2 days');
  await payWage(wage, hours);
}

/** Wrong on purpose: after a crash it takes another way. */
export async function payFresh(wage: Wage): Promise<void> {
  // region fresh
  const { isReplaying } = workflowInfo().unsafe;
  if (isReplaying) await readHours(wage); // fresh ones, after a crash
  await payWage(wage, 160);
  // endregion
  await sleep('2 days');
}

/** Wrong on purpose: replayed, it works with other values. */
export async function mailSlip(wage: Wage): Promise<void> {
  // region argument
  const hours = workflowInfo().unsafe.isReplaying ? 0 : 160;
  await mailPayslip(wage, `${hours} hours`);
  await payWage(wage, hours);
  // endregion
}

export const looked = defineQuery<boolean>('looked');

/** Wrong on purpose: it remembers that somebody asked. */
export async function mailUnlessSeen(wage: Wage): Promise<void> {
  // region query
  let seen = false;
  setHandler(looked, () => (seen = true)); // changes state
  await sleep('1 day');
  if (!seen) await mailPayslip(wage, 'your payslip');
  await payWage(wage, 160);
  // endregion
}
