import { proxyActivities } from '@temporalio/workflow';
import type { NewsActivities, Report } from './report-activities.ts';

const { translate } = proxyActivities<NewsActivities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '15 minutes',
});

/** The first agency that refuses ends everything. */
export async function translateReportHasty(report: Report): Promise<Record<string, string>> {
  const { id: reportId, text, languages } = report;
  // region all
  const texts = await Promise.all(
    languages.map((language) => translate({ reportId, text, language })),
  );
  // endregion
  return Object.fromEntries(languages.map((language, place) => [language, texts[place] ?? '']));
}
