import {
  condition,
  defineQuery,
  defineSignal,
  log,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Report, ReportActivities } from './report-activities.ts';

const { page, release, handToDesk } = proxyActivities<ReportActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '1 minute', backoffCoefficient: 1 }, // once a minute
});

// region messages
export interface Signature {
  by: string;
  verdict: 'release' | 'withhold';
}
export const sign = defineSignal<[Signature]>('sign');
export const progress = defineQuery<string>('progress');
// endregion

const MINUTE = 60_000;

/** Waits for a signature, then releases the report or has it phoned through. */
export async function releaseReport(report: Report): Promise<string> {
  // region listen
  const began = Date.now();
  const signers = [report.doctor];
  let state = 'waits for a signature';
  let signature = undefined as Signature | undefined;
  let late = false;

  setHandler(progress, () => state);
  setHandler(sign, (word) => {
    if (signature || late || !signers.includes(word.by)) return;
    signature = word;
    state = `${word.verdict} signed by ${word.by}`;
  });
  // endregion

  // region wait
  /** Waits for the signature, at most until so many minutes after the start. */
  const signedBefore = (minute: number) => {
    const now = Math.round((Date.now() - began) / MINUTE);
    return condition(() => signature !== undefined, (minute - now) * MINUTE);
  };

  send(page(report.doctor, 'A report waits'));
  if (!(await signedBefore(30))) send(page(report.doctor, 'A report still waits'));
  if (!(await signedBefore(60))) {
    signers.push(report.headOfLab);
    state = 'waits, escalated';
    send(page(report.headOfLab, 'A report is overdue'));
  }
  if (!(await signedBefore(240))) {
    late = true;
    state = 'nobody signed';
  }
  // endregion

  // region act
  if (signature?.verdict === 'release') await release(report.id, signature.by);
  else await handToDesk(report.id, state);
  return state;
  // endregion
}

// region send
/** A page is on its way. Nobody waits for it, and its failure is noted. */
function send(sent: Promise<void>): void {
  sent.catch((error: unknown) => log.warn('A page got lost', { error }));
}
// endregion
