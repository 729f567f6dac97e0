import { csvText } from '../../kit/csv.ts';
import type { Format } from './format.ts';

const HEAD = ['learner', 'kata', 'verdict', 'score', 'of', 'tier', 'reason', 'graded at', 'answer'];

/** A table of a whole cohort, for spreadsheets. */
export const csv: Format = {
  of: 'cohort',
  file: 'cohort.csv',
  knowsInfra: true,
  write(reports) {
    const rows = reports.map((one) => [
      one.learner,
      one.kata,
      one.verdict,
      // What nobody knows is no zero.
      one.verdict === 'infra' ? '' : String(one.score),
      String(one.maxScore),
      one.tier,
      one.reason ?? '',
      one.gradedAt,
      one.hashes.answer,
    ]);
    return csvText([HEAD, ...rows]);
  },
};
