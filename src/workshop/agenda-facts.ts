import { lessonTimes, readAgendas, timed, type TimedPart } from '../course/agenda.ts';
import { readWords } from '../course/words.ts';
import type { AgendaFacts, KataFacts, PartFacts } from './facts.ts';

/** All agendas with their words, and each part's place in time. */
export async function readAgendaFacts(
  root: string,
  katas: readonly KataFacts[],
): Promise<AgendaFacts[]> {
  const [agendas, words, timeOf] = await Promise.all([
    readAgendas(root),
    readWords(root),
    lessonTimes(root),
  ]);
  const say = (key: string) => words.get(key) ?? key;
  const factsOf = (part: TimedPart): PartFacts => {
    const { from, takes, saves, late } = part;
    const lesson = 'lesson' in part ? part.lesson : undefined;
    const kata = katas.find(({ slug }) => slug === lesson);
    return {
      name: kata?.name ?? ('title' in part ? say(part.title) : ''),
      ...(lesson === undefined ? {} : { lesson }),
      from,
      takes,
      saves,
      ...(late ? { how: say(late.how) } : {}),
    };
  };
  return agendas.map(({ id, name, sessions }) => ({
    id,
    name: say(name),
    sessions: sessions.map((session) => ({
      name: say(session.name ?? name),
      parts: timed(session, timeOf).parts.map(factsOf),
    })),
  }));
}
