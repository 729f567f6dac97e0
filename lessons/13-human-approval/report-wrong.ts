import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { Report, ReportActivities } from './report-activities.ts';

const { page, release, handToDesk } = proxyActivities<ReportActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '1 minute', backoffCoefficient: 1 }, // once a minute
});

interface Signature {
  by: string;
  verdict: 'release' | 'withhold';
}
const sign = defineSignal<[Signature]>('sign');

/** Wrong on purpose: the loser of a race goes on running. */
export async function releaseRaced(report: Report): Promise<void> {
  let signature = undefined as Signature | undefined;
  setHandler(sign, (word) => {
    signature ??= word;
  });
  await page(report.doctor, 'A report waits');
  // region race
  await Promise.race([condition(() => signature !== undefined), sleep('30 minutes')]);
  // endregion
  if (signature) await release(report.id, signature.by);
  else await handToDesk(report.id, 'nobody signed');
}

/** Wrong on purpose: each page holds up the clock of everything after it. */
export async function releaseInLine(report: Report): Promise<void> {
  let signature = undefined as Signature | undefined;
  setHandler(sign, (word) => {
    signature ??= word;
  });
  const signed = () => signature !== undefined;
  // region line
  await page(report.doctor, 'A report waits');
  if (!(await condition(signed, '30 minutes'))) {
    await page(report.doctor, 'A report still waits');
    if (!(await condition(signed, '30 minutes'))) {
      await page(report.headOfLab, 'A report is overdue');
      await condition(signed, '3 hours');
    }
  }
  // endregion
  if (signature) await release(report.id, signature.by);
  else await handToDesk(report.id, 'nobody signed');
}

/** Wrong on purpose: the last word wins. */
export async function releaseLastWord(report: Report): Promise<void> {
  // region overwrite
  let signature = undefined as Signature | undefined;
  setHandler(sign, (word) => {
    signature = word; // every signal, whenever it comes
  });
  await condition(() => signature !== undefined, '4 hours');
  if (signature?.verdict === 'release') await release(report.id, signature.by);
  // endregion
  await page(report.doctor, `Done: ${signature?.verdict ?? 'nothing'}`);
}
