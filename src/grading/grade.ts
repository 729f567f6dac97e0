import type { Files } from '../course/files.ts';
import type { Kata } from '../course/kata.ts';
import { readFrontmatter } from '../course/lesson.ts';
import { filesHash, suiteVersion } from '../course/suite-version.ts';
import { cleaned } from '../kit/diagnosis.ts';
import { plain } from '../kit/plain.ts';
import type { Verdict } from '../kit/verdict.ts';
import { SEED_VARIABLE } from '../kit/wire.ts';
import { runsBehind, type Explained } from './explain.ts';
import { sum } from './formats/words.ts';
import type { Intake } from './intake.ts';
import { withPrivateSuite } from './private-suite.ts';
import type { GradedCheck, GradeReport, Reason, Tier } from './report.ts';
import { announcedBy, OWN_RULES, type RuledCheck, type Rules } from './rules.ts';

/**
 * Gives the verdict on an answer. `shown` is its folder's name in messages; `more` are the paths of
 * suites that are run after the kata's own.
 */
export type Judging = (
  kata: Kata,
  files: Files,
  shown: string,
  more: readonly string[],
) => Promise<Verdict>;

export interface Grading {
  /** The repository. */
  readonly root: string;
  readonly tier: Tier;
  readonly judge: Judging;
  readonly versions: GradeReport['versions'];
  /** What whoever grades adds to the course. */
  readonly rules?: Rules | undefined;
  /** Is told of each grade of an answer that was judged, with what it rests on. */
  readonly explain?: ((explained: Explained) => Promise<unknown>) | undefined;
  /** What the time is, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** What judging came to. */
type Judged = Pick<GradeReport, 'verdict' | 'checks'> & { reason?: Reason; message?: string };

/**
 * Grades one answer to one kata. It passes only when each check of the suite, as its source
 * announces them, was seen to pass; whatever else is reported is no pass.
 *
 * @param intake what was handed in, as `takeIn` took it
 */
export async function grade(
  learner: string,
  kata: Kata,
  { files, ignored, refused }: Intake,
  { root, tier, judge, versions, rules = OWN_RULES, explain, now = Date.now }: Grading,
): Promise<GradeReport> {
  const began = now();
  const { title } = await readFrontmatter(root, kata.lesson);
  const shown = `answers/${kata.lesson.folder}`;
  const more = rules.suites.get(kata.slug);
  const announced = announcedBy(kata, more);
  let verdict: Verdict | undefined;
  const judged = await judgedIn();
  const weighed = judged.checks.map((check) => weigh(check, rules));
  const report: GradeReport = {
    format: 'durable-dojo grade 1',
    learner,
    kata: kata.slug,
    title,
    folder: shown,
    tier,
    ...judged,
    checks: revealed(kata.slug, weighed, rules),
    counts: countsOf(weighed),
    score: sum(weighed.map((check) => check.score)),
    maxScore: sum(weighed.map((check) => check.maxScore)),
    files: Object.keys(files).toSorted(),
    ignored: [...ignored],
    hashes: {
      answer: filesHash(files),
      suite: suiteVersion(kata),
      ...(rules.hash === undefined ? {} : { rules: rules.hash }),
    },
    versions,
    gradedAt: new Date(began).toISOString(),
    milliseconds: now() - began,
  };
  if (verdict) await explain?.({ report, files, runs: runsBehind(report, verdict) });
  return report;

  async function judgedIn(): Promise<Judged> {
    const unjudged = (reason: Reason, message: string): Judged => ({
      verdict: 'error',
      reason,
      message,
      checks: announced.map(notRun),
    });
    if (refused.length > 0) return unjudged('not-taken-in', refused.join(' '));
    if (Object.keys(files).length === 0) {
      const others = ignored.length > 0 ? ` What is there: ${ignored.join(', ')}.` : '';
      return unjudged(
        'not-submitted',
        `Nothing of it was handed in. An answer to ${kata.slug} is ${kata.editable.join(' and ')}.${others}`,
      );
    }
    // Suites run in threads, which have our environment.
    process.env[SEED_VARIABLE] = String(rules.seed);
    verdict = await withPrivateSuite(root, kata, more, (paths) => judge(kata, files, shown, paths));
    return failClosed(announced, verdict);
  }
}

/** Whatever is not seen is not so: the verdict on exactly the checks that were announced. */
export function failClosed(announced: readonly RuledCheck[], verdict: Verdict): Judged {
  const checks = announced.map(notRun);
  if (verdict.verdict === 'infra') {
    const message = plain(verdict.trouble ?? 'No reason is known.');
    return { verdict: 'infra', reason: 'machinery', message, checks };
  }
  if (verdict.verdict === 'error') {
    const { kind, message = '', details = [] } = verdict.problem ?? {};
    const words = plain([message, ...details].join('\n'));
    const reason = kind === 'too-slow' ? 'took-too-long' : 'does-not-load';
    return { verdict: 'error', reason, message: words, checks };
  }
  const reported = verdict.checks.map(({ id }) => id);
  const asAnnounced =
    announced.length > 0 &&
    reported.length === announced.length &&
    announced.every(({ id }, index) => id === reported[index]);
  const known = verdict.checks.every(({ outcome }) => outcome !== 'infra');
  if (!asAnnounced || !known) {
    const message = `The suite announces ${announced.length} checks, and what reported is: ${reported.join(', ') || 'none'}.`;
    return { verdict: 'infra', reason: 'suite-incomplete', message, checks };
  }
  const graded = verdict.checks.map(
    ({ id, promise, outcome, milliseconds, diagnosis }, index): GradedCheck => ({
      id,
      promise,
      outcome: outcome === 'pass' ? 'pass' : 'fail',
      score: outcome === 'pass' ? 1 : 0,
      maxScore: 1,
      milliseconds,
      ...(announced[index]?.isPrivate ? { private: true } : {}),
      ...(diagnosis ? { diagnosis: cleaned(diagnosis, plain) } : {}),
    }),
  );
  const passes = graded.every(({ outcome }) => outcome === 'pass');
  return { verdict: passes ? 'pass' : 'fail', checks: graded };
}

function notRun({ id, promise, isPrivate }: RuledCheck): GradedCheck {
  const head = { id, promise, ...(isPrivate ? { private: true as const } : {}) };
  return { ...head, outcome: 'not-run', score: 0, maxScore: 1, milliseconds: 0 };
}

function weigh(check: GradedCheck, { weights }: Rules): GradedCheck {
  const weight = weights.get(check.id) ?? 1;
  return { ...check, score: check.score * weight, maxScore: check.maxScore * weight };
}

/** The checks as their learner may see them. */
function revealed(slug: string, checks: readonly GradedCheck[], { reveal }: Rules): GradedCheck[] {
  if (reveal === 'diagnoses') return [...checks];
  if (reveal === 'promises') {
    return checks.map(({ diagnosis, ...check }) =>
      diagnosis && !check.private ? { ...check, diagnosis } : check,
    );
  }
  const kept = checks.filter((check) => check.private);
  const shown = checks.filter((check) => !check.private);
  return kept.length === 0 ? shown : [...shown, together(slug, kept)];
}

/** Some checks as one, of which no more is told than how many pass. */
function together(slug: string, checks: readonly GradedCheck[]): GradedCheck {
  const outcomes = checks.map(({ outcome }) => outcome);
  return {
    id: `${slug}/private`,
    promise: `what whoever grades has checked beside these holds: ${passed(checks)} of ${checks.length}`,
    outcome: outcomes.find((outcome) => outcome !== 'pass') ?? 'pass',
    score: sum(checks.map((check) => check.score)),
    maxScore: sum(checks.map((check) => check.maxScore)),
    milliseconds: sum(checks.map((check) => check.milliseconds)),
    private: true,
  };
}

function countsOf(checks: readonly GradedCheck[]): GradeReport['counts'] {
  const count = (some: readonly GradedCheck[]) => ({ passed: passed(some), of: some.length });
  const kept = checks.filter((check) => check.private);
  return {
    public: count(checks.filter((check) => !check.private)),
    ...(kept.length > 0 ? { private: count(kept) } : {}),
  };
}

function passed(checks: readonly GradedCheck[]): number {
  return checks.filter(({ outcome }) => outcome === 'pass').length;
}
