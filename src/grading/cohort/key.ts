import { createHash } from 'node:crypto';
import type { Kata } from '../../course/kata.ts';
import { suiteVersion } from '../../course/suite-version.ts';
import type { Intake } from '../intake.ts';
import type { Tier } from '../report.ts';
import type { Rules } from '../rules.ts';

/** So many hexadecimal digits of a SHA-256: nobody finds two answers with the same 128 bits. */
const DIGITS = 32;

/** By what an answer is judged, besides its kata. */
export interface Standard {
  readonly tier: Tier;
  readonly rules: Rules;
  readonly versions: { readonly dojo: string; readonly node: string; readonly sdk: string };
}

/**
 * What an answer is known by: a hash of it and of all that judges it. The same answer handed in once
 * more has the same key, and is not graded twice.
 */
export function keyOf(kata: Kata, { files, refused, ignored }: Intake, standard: Standard): string {
  const answer = Object.entries(files).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return digest([
    kata.slug,
    suiteVersion(kata),
    ...standardParts(standard),
    answer,
    refused,
    ignored,
  ]);
}

/**
 * The queue on which a cohort's work lies. It is named after all that judges, so that only those
 * workers take from it who have the same course and rules.
 */
export function queueOf(katas: readonly Kata[], standard: Standard): string {
  const suites = katas.map((kata) => [kata.slug, suiteVersion(kata)]);
  return `dojo-grading-${digest([suites, ...standardParts(standard)]).slice(0, 12)}`;
}

/** What several answers together are known by. */
export function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, DIGITS);
}

function standardParts({ tier, rules, versions }: Standard): unknown[] {
  return [tier, rules.hash ?? '', versions.dojo, versions.sdk];
}
