import { csvText } from '../kit/csv.ts';
import type { KataFacts } from './facts.ts';
import type { Room } from './room.ts';

const HEAD = [
  'name',
  'kata',
  'state',
  'checks passed',
  'of',
  'answers judged',
  'hints',
  'minutes worked',
  'began',
  'solved',
  'fails first at',
];

/** All that is known of who did what, a line for each learner and kata. */
export function roomCsv(room: Room, katas: readonly KataFacts[]): string {
  const rows = room.people().flatMap(({ name, katas: standings }) =>
    katas.flatMap(({ slug }) => {
      const standing = standings[slug];
      if (!standing) return [];
      const { solved, passed, total, attempts, hints, worked, began, failing } = standing;
      return [
        [
          name,
          slug,
          solved === undefined ? 'open' : 'solved',
          String(passed),
          String(total),
          String(attempts),
          String(hints),
          String(Math.round(worked / 60_000)),
          new Date(began).toISOString(),
          solved === undefined ? '' : new Date(solved).toISOString(),
          failing[0] ?? '',
        ],
      ];
    }),
  );
  return csvText([HEAD, ...rows]);
}
