import { ActivityFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { NewsActivities, Report } from './report-activities.ts';

// region deadline
const { translate } = proxyActivities<NewsActivities>({
  startToCloseTimeout: '20 seconds', // one try
  scheduleToCloseTimeout: '15 minutes', // all tries: until it goes out
});
// endregion

interface Translations {
  texts: Record<string, string>;
  missing: Record<string, string>;
}

/** Gathers whatever translations are there in time, and says which are not, and why. */
export async function translateReport(report: Report): Promise<Translations> {
  const { id: reportId, text, languages } = report;
  // region fan-out
  // Starts all of them; the promises are in the order of the languages.
  const settled = await Promise.allSettled(
    languages.map((language) => translate({ reportId, text, language })),
  );
  // endregion

  // region gather
  const texts: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const [place, language] of languages.entries()) {
    const one = settled[place];
    if (one?.status === 'fulfilled') texts[language] = one.value;
    if (one?.status === 'rejected') missing[language] = reasonFor(one.reason);
  }
  return { texts, missing };
  // endregion
}

// region reason
function reasonFor(error: unknown): string {
  if (isCancellation(error)) throw error; // no refusal: see “Cancellation”
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
// endregion
