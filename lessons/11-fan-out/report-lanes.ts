import { proxyActivities } from '@temporalio/workflow';
import type { NewsActivities, Report } from './report-activities.ts';

const { translate } = proxyActivities<NewsActivities>({ startToCloseTimeout: '20 seconds' });

/** Never has more than two translations under way: our account allows no more. */
export async function translateInLanes(report: Report): Promise<string[]> {
  const { id: reportId, text, languages } = report;
  // region lanes
  const texts: string[] = [];
  const line = languages.entries(); // one iterator, which all lanes share

  async function lane() {
    for (const [place, language] of line) {
      texts[place] = await translate({ reportId, text, language });
    }
  }
  await Promise.all([lane(), lane()]); // two lanes: at most two at once
  // endregion
  return texts;
}
