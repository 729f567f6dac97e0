import { capital } from '../kit/sentence.ts';
import type { KataFacts } from './facts.ts';
import type { Person, Standing } from './messages.ts';

/** A check that answers fail now, and whose they are. */
export interface FailingNow {
  readonly id: string;
  /** What it promises, as a sentence. */
  readonly promise: string;
  readonly kata: KataFacts;
  readonly people: readonly string[];
}

/**
 * The checks at which answers fail first now, of the katas at hand, those of most people first. Who
 * has said goodbye needs no help with them.
 */
export function failingNow(people: readonly Person[], katas: readonly KataFacts[]): FailingNow[] {
  const found = new Map<string, string[]>();
  for (const { name, left, kata = '', katas: standings } of people) {
    const first = firstFailing(standings[kata]);
    if (left || first === undefined) continue;
    found.set(first, [...(found.get(first) ?? []), name]);
  }
  return [...found]
    .flatMap(([id, names]) => {
      const check = checkOf(id, katas);
      return check ? { id, ...check, people: names } : [];
    })
    .sort((one, other) => other.people.length - one.people.length);
}

/** The check at which an answer fails first now. */
export function firstFailing(standing: Standing | undefined): string | undefined {
  return standing?.verdict === 'fail' ? standing.failing[0] : undefined;
}

/** What a check promises, as a sentence, and whose it is. */
export function checkOf(
  id: string,
  katas: readonly KataFacts[],
): { promise: string; kata: KataFacts } | undefined {
  const kata = katas.find(({ slug }) => id.startsWith(`${slug}/`));
  const promise = capital(kata?.checks.find((check) => check.id === id)?.promise ?? id);
  return kata && { promise, kata };
}
