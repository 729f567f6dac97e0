import { lessonsOf } from '../pace.ts';
import type { Known } from './following.ts';

/** The lessons of the agenda that is followed, or meant to be. */
export function plannedOf(
  { agendas, agenda }: Known['facts'],
  { pace }: Known['state'],
): ReadonlySet<string> {
  if (pace) return new Set(lessonsOf(agendas, pace));
  return new Set(agenda === undefined ? [] : lessonsOf(agendas, { agenda }));
}
