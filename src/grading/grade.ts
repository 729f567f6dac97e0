import type { Files } from '../course/files.ts';
import { SUITE, type Kata } from '../course/kata.ts';
import { readFrontmatter } from '../course/lesson.ts';
import { suiteChecks, type AnnouncedCheck } from '../course/suite-checks.ts';
import { filesHash, suiteVersion } from '../course/suite-version.ts';
import { cleaned } from '../kit/diagnosis.ts';
import { plain } from '../kit/plain.ts';
import type { Verdict } from '../kit/verdict.ts';
import { takeIn } from './intake.ts';
import type { GradedCheck, GradeReport, Reason, Tier } from './report.ts';

/** Gives the verdict on an answer. `shown` is its folder's name in messages. */
export type Judging = (kata: Kata, files: Files, shown: string) => Promise<Verdict>;

export interface Grading {
  /** The repository. */
  readonly root: string;
  readonly tier: Tier;
  readonly judge: Judging;
  readonly versions: GradeReport['versions'];
  /** What the time is, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** What judging came to. */
type Judged = Pick<GradeReport, 'verdict' | 'checks'> & { reason?: Reason; message?: string };

/**
 * Grades one answer to one kata. It passes only when each check of the suite, as its source
 * announces them, was seen to pass; whatever else is reported is no pass.
 *
 * @param folder where the answer lies; undefined when it was not handed in
 */
export async function grade(
  learner: string,
  kata: Kata,
  folder: string | undefined,
  { root, tier, judge, versions, now = Date.now }: Grading,
): Promise<GradeReport> {
  const began = now();
  const { title } = await readFrontmatter(root, kata.lesson);
  const shown = `answers/${kata.lesson.folder}`;
  const announced = suiteChecks(kata.pristine[SUITE] ?? '').map((check) => ({
    ...check,
    id: `${kata.slug}/${check.id}`,
  }));
  const nothing = { files: {}, ignored: [], refused: [] };
  const intake = folder === undefined ? nothing : await takeIn(folder, kata.editable);
  const { files, ignored, refused } = intake;
  const judged = await judgedIn();
  const score = judged.checks.reduce((sum, check) => sum + check.score, 0);
  return {
    format: 'durable-dojo grade 1',
    learner,
    kata: kata.slug,
    title,
    folder: shown,
    tier,
    ...judged,
    score,
    maxScore: announced.length,
    files: Object.keys(files).toSorted(),
    ignored: [...ignored],
    hashes: { answer: filesHash(files), suite: suiteVersion(kata) },
    versions,
    gradedAt: new Date(began).toISOString(),
    milliseconds: now() - began,
  };

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
    return failClosed(announced, await judge(kata, files, shown));
  }
}

/** Whatever is not seen is not so: the verdict on exactly the checks that were announced. */
export function failClosed(announced: readonly AnnouncedCheck[], verdict: Verdict): Judged {
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
  const graded = verdict.checks.map(({ id, promise, outcome, milliseconds, diagnosis }) => ({
    id,
    promise,
    outcome: outcome === 'pass' ? ('pass' as const) : ('fail' as const),
    score: outcome === 'pass' ? 1 : 0,
    maxScore: 1,
    milliseconds,
    ...(diagnosis ? { diagnosis: cleaned(diagnosis, plain) } : {}),
  }));
  const passes = graded.every(({ outcome }) => outcome === 'pass');
  return { verdict: passes ? 'pass' : 'fail', checks: graded };
}

function notRun({ id, promise }: AnnouncedCheck): GradedCheck {
  return { id, promise, outcome: 'not-run', score: 0, maxScore: 1, milliseconds: 0 };
}
