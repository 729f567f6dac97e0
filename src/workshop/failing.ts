import { capital } from '../kit/sentence.ts';
import type { KataFacts } from './facts.ts';
import type { Person } from './messages.ts';

/** A check that answers fail now, and whose they are. */
export interface FailingNow {
  readonly id: string;
  /** What it promises, as a sentence. */
  readonly promise: string;
  readonly kata: KataFacts;
  readonly people: readonly string[];
}

/** The checks at which answers fail first now, of the katas at hand, those of most people first. */
export function failingNow(people: readonly Person[], katas: readonly KataFacts[]): FailingNow[] {
  const found = new Map<string, string[]>();
  for (const { name, kata = '', katas: standings } of people) {
    const { verdict, failing: [first] = [] } = standings[kata] ?? {};
    if (verdict !== 'fail' || first === undefined) continue;
    found.set(first, [...(found.get(first) ?? []), name]);
  }
  return [...found]
    .flatMap(([id, names]) => {
      const kata = katas.find(({ slug }) => id.startsWith(`${slug}/`));
      const promise = capital(kata?.checks.find((check) => check.id === id)?.promise ?? id);
      return kata ? { id, promise, kata, people: names } : [];
    })
    .sort((one, other) => other.people.length - one.people.length);
}
