import { proxyActivities } from '@temporalio/workflow';
import type { NewsActivities, Report } from './report-activities.ts';

const { translate } = proxyActivities<NewsActivities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '15 minutes',
});

/** Takes every error for a refusal, a cancellation too. */
export async function translateReportDeaf(report: Report): Promise<Record<string, string>> {
  const { id: reportId, text, languages } = report;
  const texts: Record<string, string> = {};
  // region deaf
  const settled = await Promise.allSettled(
    languages.map((language) => translate({ reportId, text, language })),
  );
  for (const [place, language] of languages.entries()) {
    const one = settled[place];
    texts[language] = one?.status === 'fulfilled' ? one.value : 'not available';
  }
  // endregion
  return texts;
}
