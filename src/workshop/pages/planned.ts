import type { Known } from './following.ts';

/** The lessons of the agenda that is followed, or meant to be. */
export function plannedOf(
  { agendas, agenda }: Known['facts'],
  { pace }: Known['state'],
): ReadonlySet<string> {
  const followed = agendas.find(({ id }) => id === (pace?.agenda ?? agenda));
  const session = pace
    ? followed?.sessions.slice(pace.session, pace.session + 1)
    : followed?.sessions;
  const parts = (session ?? []).flatMap((each) => each.parts);
  return new Set(parts.flatMap(({ lesson }) => lesson ?? []));
}
