import type { Files } from '../course/files.ts';
import { startingPoint, type Kata, type Mistake } from '../course/kata.ts';
import type { Judge } from '../judge/judge.ts';
import type { CheckResult, Verdict } from '../kit/verdict.ts';
import type { KillMatrix, KillRow } from './kill-matrix.ts';
import { nearest, type Problem } from './problem.ts';

/** The part of the judge that a sweep needs. */
export type Verdicts = Pick<Judge, 'judge'>;

/** What the verdicts on a kata's own answers said. */
export interface KataReport {
  readonly problems: readonly Problem[];
  /** Absent when the mistakes were not judged, because the solution does not pass. */
  readonly matrix?: KillMatrix;
}

const CHECKS = { least: 5, most: 10 };

/**
 * Judges a kata's starting point, its right answers and its mistakes: the first must fail, the
 * second pass, and each mistake must be caught by the check that it names before any other.
 *
 * @param anchors the headings of each lesson, by slug: where failed checks send people
 * @param progress is told of each verdict, one line each
 */
export async function sweepVerdicts(
  kata: Kata,
  judge: Verdicts,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
  progress: (line: string) => void,
): Promise<KataReport> {
  const sweep = new KataSweep(kata, judge, progress);
  const { folder } = kata.lesson;
  const problems: Problem[] = [];

  const start = await sweep.verdict('starting point', startingPoint(kata), `katas/${folder}`);
  problems.push(...startProblems(`katas/${folder}`, start));
  if (start.verdict === 'infra') return { problems };
  const solution = await sweep.verdict('solution', kata.solution, `solutions/${folder}`);
  const wrong = rightProblems(`solutions/${folder}/workflows.ts`, 'The solution', solution);
  if (wrong.length > 0) {
    progress(`${kata.slug}: the rest waits until the solution passes`);
    return { problems: [...problems, ...wrong] };
  }
  const checks = solution.checks.map(({ id }) => id);
  problems.push(...checkProblems(kata, checks));

  for (const { name, files } of kata.alsoRight) {
    const where = `solutions/${folder}/workflows.also-${name}.ts`;
    const verdict = await sweep.verdict(`also-right ${name}`, files, `also-${name}`);
    problems.push(...rightProblems(where, 'This right answer', verdict));
  }

  const rows: KillRow[] = [];
  for (const mistake of kata.mistakes) {
    const where = `solutions/${folder}/workflows.wrong-${mistake.name}.ts`;
    const misnamed = nameProblem(where, mistake, checks);
    if (misnamed) {
      problems.push(misnamed);
      continue;
    }
    const verdict = await sweep.verdict(
      `mistake ${mistake.name}`,
      mistake.files,
      `wrong-${mistake.name}`,
    );
    const failed = failing(verdict).map(({ id }) => id);
    rows.push({ mistake: mistake.name, caughtBy: mistake.caughtBy, failed });
    problems.push(...mistakeProblems(where, mistake, verdict));
  }
  problems.push(...sweep.headingProblems(anchors), ...sweep.vacuousProblems(checks));
  return { problems, matrix: { kata: kata.slug, checks, rows } };
}

/** Asks for verdicts on one kata, and remembers where failed checks send people. */
class KataSweep {
  readonly #kata: Kata;
  readonly #judge: Verdicts;
  readonly #progress: (line: string) => void;
  readonly #total: number;
  #count = 0;
  /** The checks that failed at all. */
  readonly #failed = new Set<string>();
  /** For each place in a lesson that a failed check named, these checks. */
  readonly #reads = new Map<string, Set<string>>();

  constructor(kata: Kata, judge: Verdicts, progress: (line: string) => void) {
    this.#kata = kata;
    this.#judge = judge;
    this.#progress = progress;
    this.#total = 2 + kata.alsoRight.length + kata.mistakes.length;
  }

  async verdict(what: string, files: Files, shown: string): Promise<Verdict> {
    const verdict = await this.#judge.judge(this.#kata, files, shown);
    for (const { id, diagnosis } of verdict.checks) {
      if (!diagnosis) continue;
      this.#failed.add(id);
      for (const read of [diagnosis.read, diagnosis.also ?? []].flat()) {
        this.#reads.set(read, (this.#reads.get(read) ?? new Set()).add(id));
      }
    }
    this.#count += 1;
    const place = `${String(this.#count).padStart(String(this.#total).length)}/${this.#total}`;
    const seconds = (verdict.milliseconds / 1000).toFixed(1);
    const first = failing(verdict)[0]?.id;
    const end = first === undefined ? verdict.verdict : `${verdict.verdict} at ${first}`;
    this.#progress(`${this.#kata.slug} ${place}  ${what}: ${end}  ${seconds} s`);
    return verdict;
  }

  /** Places in lessons that a failed check names and that are not there. */
  headingProblems(anchors: ReadonlyMap<string, ReadonlySet<string>>): Problem[] {
    return [...this.#reads].flatMap(([read, checks]): Problem[] => {
      const [slug = '', anchor] = read.split('#');
      const headings = anchors.get(slug);
      if (headings && (anchor === undefined || headings.has(anchor))) return [];
      const meant = nearest(anchor ?? '', [...(headings ?? [])]);
      return [
        {
          where: this.#suite([...checks].join(', ')),
          wrong: headings
            ? `sends people to '${read}', and that lesson has no such heading.`
            : `sends people to '${read}', and there is no lesson '${slug}'.`,
          fix:
            meant === undefined
              ? 'Write the heading, or name another one.'
              : `Is it meant to be '${slug}#${meant}'?`,
        },
      ];
    });
  }

  /** Checks that nothing failed: neither the starting point nor any mistake. */
  vacuousProblems(checks: readonly string[]): Problem[] {
    return [...new Set(checks)]
      .filter((id) => !this.#failed.has(id))
      .map((id) => ({
        where: this.#suite(id),
        wrong: 'never failed: nothing shows that it can.',
        fix: 'Write the mistake that it is there for.',
      }));
  }

  #suite(checks: string): string {
    return `katas/${this.#kata.lesson.folder}: ${checks}`;
  }
}

function startProblems(where: string, verdict: Verdict): Problem[] {
  if (verdict.verdict === 'fail') return [];
  if (verdict.verdict === 'pass') {
    return [
      {
        where,
        wrong: 'The starting point passes every check.',
        fix: 'Leave something to write, or write the check that misses it.',
      },
    ];
  }
  return [
    {
      where,
      wrong: `The starting point has no verdict: ${unjudged(verdict)}`,
      fix: 'A starting point compiles and loads, and then fails its checks.',
    },
  ];
}

function rightProblems(where: string, what: string, verdict: Verdict): Problem[] {
  switch (verdict.verdict) {
    case 'pass':
      return [];
    case 'fail':
      return failing(verdict).map(({ id, diagnosis }) => ({
        where,
        wrong: `${what} fails ${id}: ${diagnosis?.happened ?? ''}`,
        fix: 'One of the two is wrong: the answer, or the check.',
      }));
    default:
      return [
        {
          where,
          wrong: `${what} has no verdict: ${unjudged(verdict)}`,
          fix: 'Mend this first.',
        },
      ];
  }
}

function mistakeProblems(where: string, { caughtBy }: Mistake, verdict: Verdict): Problem[] {
  const failed = failing(verdict).map(({ id }) => id);
  if (verdict.verdict === 'pass') {
    return [
      {
        where,
        wrong: 'survives: every check passes.',
        fix: `Sharpen ${caughtBy}, which should catch it.`,
      },
    ];
  }
  if (verdict.verdict !== 'fail') {
    return [
      {
        where,
        wrong: `has no verdict: ${unjudged(verdict)}`,
        fix: 'A mistake compiles, loads and runs; a check catches it.',
      },
    ];
  }
  if (!failed.includes(caughtBy)) {
    return [
      {
        where,
        wrong: `names ${caughtBy}, which passes; what fails is ${failed.join(', ')}.`,
        fix: `Sharpen ${caughtBy}, or name the check that catches this idea.`,
      },
    ];
  }
  if (failed[0] !== caughtBy) {
    return [
      {
        where,
        wrong: `is caught by ${failed[0]} before ${caughtBy}, which it names.`,
        fix: 'People see the first failure. Make that the one which names their mistake: reorder the checks, loosen the earlier one, or name it.',
      },
    ];
  }
  return [];
}

function checkProblems(kata: Kata, checks: readonly string[]): Problem[] {
  const where = `katas/${kata.lesson.folder}`;
  const doubles = [...new Set(checks.filter((id, index) => checks.indexOf(id) !== index))];
  const { least, most } = CHECKS;
  return [
    ...doubles.map((id) => ({
      where: `${where}: ${id}`,
      wrong: 'is the id of two checks.',
      fix: 'Give one of them an id of its own.',
    })),
    ...(checks.length >= least && checks.length <= most
      ? []
      : [
          {
            where,
            wrong: `The suite has ${checks.length} checks.`,
            fix: `A kata has ${least} to ${most}: fewer leave gaps, and more nobody reads.`,
          },
        ]),
  ];
}

function nameProblem(
  where: string,
  { caughtBy }: Mistake,
  checks: readonly string[],
): Problem | undefined {
  if (checks.includes(caughtBy)) return undefined;
  const meant = nearest(caughtBy, checks);
  return {
    where,
    wrong: `names the check '${caughtBy}', and the suite has no such check.`,
    fix:
      meant === undefined
        ? `Name one of: ${checks.join(', ')}.`
        : `Is it meant to be: @caughtBy ${meant}?`,
  };
}

function failing(verdict: Verdict): CheckResult[] {
  return verdict.checks.filter(({ outcome }) => outcome !== 'pass');
}

/** Why there is neither a pass nor a fail. */
function unjudged({ problem, trouble }: Verdict): string {
  if (problem) return [problem.message, ...problem.details].join('\n    ');
  return trouble ?? 'nobody knows why.';
}
