import { circumstances, percent, row, seconds, targetRows } from '../rows.ts';
import { growthOf, type CohortFigures, type CohortSize } from './measure.ts';

const MILLION = 1_000_000;

/** The figures for people, in at most 80 columns. */
export function cohortReport(figures: CohortFigures): string {
  const { overhead, growth } = figures;
  const { answers, milliseconds, pool, cluster } = overhead;
  return [
    ...circumstances(figures, [`Node ${process.versions.node}`]),
    '',
    `${answers} answers of ${seconds(milliseconds)} each, eight at once`,
    row('by the pool', seconds(pool), ''),
    row('by a cluster and one worker', seconds(cluster), `${percent(cluster / pool - 1)} more`),
    '',
    'Answers that cost nothing, by a cluster',
    ...growth.map(sizeRow),
    row('more for each in the largest', percent(growthOf(growth)), ''),
    '',
    'What a million would come to, on paper',
    ...million(growth.at(-1)),
    '',
    ...targetRows(figures.targets),
  ].join('\n');
}

function sizeRow({ answers, took, events, bytes, longest }: CohortSize): string {
  const each = `${(events / answers).toFixed(1)} events, ${Math.round(bytes / answers)} B each`;
  return row(
    `${whole(answers)}: ${(took / answers).toFixed(1)} ms each`,
    seconds(took),
    `${each}; longest ${longest}`,
  );
}

/** Everything but the cohort's own workflow grows with the answers; that begins anew and again. */
function million(largest: CohortSize | undefined): string[] {
  if (!largest) return [];
  const { answers, took, events, bytes, bookBytes } = largest;
  const fold = MILLION / answers;
  return [
    row('events', whole(events * fold), 'in histories of a few thousand at most'),
    row('histories', gigabytes(bytes * fold), ''),
    row('grade book', gigabytes(bookBytes * fold), 'of the stand-in’s short grades'),
    row('a cluster like this one alone', `${((took * fold) / 3_600_000).toFixed(1)} h`, ''),
  ];
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
