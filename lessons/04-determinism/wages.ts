import { proxyActivities, sleep } from '@temporalio/workflow';
import type { Wage, WageActivities } from './wages-activities.ts';

const { readHours, monthOf, payWage, payBonus, mailPayslip, askForReview } =
  proxyActivities<WageActivities>({ startToCloseTimeout: '30 seconds' });

/** Pays one employee's wage, with the bonus in December. */
export async function payMonth(wage: Wage): Promise<void> {
  const hours = await readHours(wage);
  // region month
  const month = await monthOf(wage.closedAt); // decided once, recorded
  if (month === 12) await payBonus(wage);
  // endregion
  await sleep('2 days');
  await payWage(wage, hours);
}

// region sample
/** Has a share of the payslips looked at by a person, and mails the slip a minute later. */
export async function mailSample(wage: Wage, share: number): Promise<number> {
  const openedAt = Date.now();
  if (Math.random() < share) await askForReview(wage);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  await mailPayslip(wage, 'your payslip');
  return Math.round((Date.now() - openedAt) / 60_000);
}
// endregion
