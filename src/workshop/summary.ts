import { md } from '../kit/markup.ts';
import { capital } from '../kit/sentence.ts';
import { counted } from './counted.ts';
import type { KataFacts } from './facts.ts';
import type { Person, Standing } from './messages.ts';

/** So many of the checks that cost most are told. */
const MISTAKES = 10;

/** What a summary is made of. */
export interface Summarized {
  readonly title: string;
  readonly katas: readonly KataFacts[];
  readonly people: readonly Person[];
  /** The katas of the agenda, in their order. */
  readonly planned: readonly string[];
  /** How often each of them asked for help. */
  readonly hands: ReadonlyMap<number, number>;
}

/** For the instructor: what was solved, where time went, what people met. As Markdown. */
export function roomSummary({ title, katas, people, hands }: Summarized): string {
  const times = people.flatMap((person) => Object.values(person.katas));
  const began = times.reduce((first, each) => Math.min(first, each.began), Infinity);
  const last = times.reduce((latest, each) => Math.max(latest, each.last), 0);
  const asked = [...hands.values()].reduce((sum, many) => sum + many, 0);
  if (times.length === 0) {
    return `# ${md(title)}\n\n${counted(people.length, 'person', 'people')} joined, and nobody began a kata.\n`;
  }
  return [
    `# ${md(title)}`,
    '',
    `${day(began)}. ${counted(people.length, 'person', 'people')}; from the first kata to the last verdict ${minutes(last - began)}. ${capital(counted(asked, 'call', 'calls'))} for help.`,
    '',
    '## What was solved, and where time went',
    '',
    '| kata | began | solved | answers | minutes | planned | hints |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...katas.flatMap((kata) => kataRow(kata, people)),
    '',
    'Answers, minutes and hints are medians of those who began. A silence counts ten minutes at most. Planned is the time for the kata, without reading.',
    '',
    '## What cost most tries',
    '',
    ...mistakes(katas, people),
    '',
    '## Who did what',
    '',
    '| name | solved | still open | asked for help |',
    '| --- | --- | --- | ---: |',
    ...people.map((person) => {
      const { solved, open } = sorted(katas, person);
      const names = (list: readonly KataFacts[]) => list.map(({ name }) => md(name)).join(', ');
      return `| ${md(person.name)} | ${names(solved)} | ${names(open)} | ${hands.get(person.id) ?? 0} |`;
    }),
    '',
  ].join('\n');
}

function kataRow({ slug, name, minutes: planned }: KataFacts, people: readonly Person[]): string[] {
  const begun = people.flatMap((person) => person.katas[slug] ?? []);
  if (begun.length === 0) return [];
  const solved = begun.filter((standing) => standing.solved !== undefined);
  const middle = (of: (standing: Standing) => number) => Math.round(median(begun.map(of)));
  const row = [
    md(name),
    begun.length,
    solved.length,
    middle(({ attempts }) => attempts),
    middle(({ worked }) => worked / 60_000),
    planned.kata,
    middle(({ hints }) => hints),
  ];
  return [`| ${row.join(' | ')} |`];
}

function mistakes(katas: readonly KataFacts[], people: readonly Person[]): string[] {
  const met = katas.flatMap(({ slug, folder, checks }) =>
    checks.flatMap(({ id, promise }) => {
      const tries = people.map((person) => person.katas[slug]?.met[id] ?? 0).filter(Boolean);
      const sum = tries.reduce((all, many) => all + many, 0);
      return sum === 0 ? [] : [{ id, promise, folder, people: tries.length, sum }];
    }),
  );
  if (met.length === 0) return ['Nobody failed a check.'];
  return met
    .sort((one, other) => other.sum - one.sum)
    .slice(0, MISTAKES)
    .map(
      ({ id, promise, folder, people: many, sum }) =>
        `- **${md(capital(promise))}** (\`${id}\`): ${counted(sum, 'answer', 'answers')} of ${counted(many, 'person', 'people')}. What to say about it: \`solutions/${folder}/facilitator.md\``,
    );
}

/** For a learner: what they can do now, what is open, what next. As Markdown. */
export function personSummary({ title, katas, planned }: Summarized, person: Person): string {
  const { solved, open } = sorted(katas, person);
  const inPlan = planned.flatMap((slug) => katas.find((kata) => kata.slug === slug) ?? []);
  // While katas of the agenda are open, no other comes next.
  const [toSolve = []] = [inPlan, katas]
    .map((some) => some.filter((kata) => !solved.includes(kata)))
    .filter((some) => some.length > 0);
  const begun = toSolve.find((kata) => open.includes(kata));
  const next = toSolve.find((kata) => !open.includes(kata));
  const [then] = [
    ...(begun ? ['Then'] : []),
    ...(solved.length > 0 ? ['Go on with'] : []),
    'Begin with',
  ];
  return [
    `# ${md(person.name)}: ${md(title)}`,
    '',
    ...(solved.length > 0
      ? [
          '## What you can do now',
          '',
          ...solved.map((kata) => `- ${md(kata.aim)} ${how(kata, person.katas[kata.slug])}`),
          '',
        ]
      : []),
    ...(open.length > 0
      ? [
          '## What is still open',
          '',
          ...open.flatMap((kata) => stillOpen(kata, person.katas[kata.slug])),
          '',
        ]
      : []),
    '## What next',
    '',
    ...(begun ? [`- Finish ${md(begun.name)}: \`npx dojo start ${begun.slug}\``] : []),
    ...(next
      ? [`- ${then} ${md(next.name)}: ${md(next.aim)} \`npx dojo start ${next.slug}\``]
      : []),
    ...solved
      .slice(0, 1)
      .map(
        ({ slug }) =>
          `- See how others solved what you did: \`npx dojo solution ${slug}\`. Break it yourself: \`npx dojo chaos ${slug}\``,
      ),
    '- Your answers stay in `answers/`. To take your progress to another machine: `npx dojo progress export progress.txt`',
    '',
  ].join('\n');
}

function how({ name }: KataFacts, standing: Standing | undefined): string {
  if (!standing) return '';
  const { attempts, hints } = standing;
  const known = [
    // Where nobody counted, none is told.
    ...(attempts > 0 ? [counted(attempts, 'answer', 'answers')] : []),
    ...(hints > 0 ? [counted(hints, 'hint', 'hints')] : []),
  ].join(', ');
  return `(${md(name)}${known === '' ? '' : `: ${known}`})`;
}

function stillOpen({ slug, name, checks }: KataFacts, standing: Standing | undefined): string[] {
  const { passed = 0, total = 0, failing: [first] = [] } = standing ?? {};
  const check = checks.find(({ id }) => id === first);
  const so = total > 0 ? `${passed} of ${total} checks pass` : 'begun';
  return [
    `- ${md(name)}: ${so}.${check ? ` Next: ${md(check.promise)}. Read \`lessons/${slug}/#${check.read}\` on the site.` : ''}`,
  ];
}

function sorted(
  katas: readonly KataFacts[],
  person: Person,
): { solved: KataFacts[]; open: KataFacts[] } {
  const isSolved = ({ slug }: KataFacts) => person.katas[slug]?.solved !== undefined;
  const begun = katas.filter(({ slug }) => person.katas[slug] !== undefined);
  return {
    solved: begun.filter(isSolved),
    open: begun.filter((kata) => !isSolved(kata)),
  };
}

/** @internal */
export function median(numbers: readonly number[]): number {
  const inOrder = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(inOrder.length / 2);
  const [low = 0, high = 0] = [
    inOrder[inOrder.length % 2 === 0 ? middle - 1 : middle],
    inOrder[middle],
  ];
  return (low + high) / 2;
}

function minutes(milliseconds: number): string {
  const whole = Math.round(milliseconds / 60_000);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en-US', { dateStyle: 'long' });
}
