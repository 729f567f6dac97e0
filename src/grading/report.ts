import { z } from 'zod';

/** Which rules held while an answer ran. Only `sealed` is fit for a grade. */
export const TIERS = ['sealed', 'open'] as const;
export type Tier = (typeof TIERS)[number];

/** Why a verdict is no `pass` or `fail`. */
export const REASONS = [
  /** Nothing of the kata was handed in. */
  'not-submitted',
  /** What was handed in is a link, a device, too large, or no text. */
  'not-taken-in',
  /** It does not compile or load. */
  'does-not-load',
  /** It took longer to judge than any answer may. */
  'took-too-long',
  /** A check of the manifest did not report, or something else did. */
  'suite-incomplete',
  /** The machinery failed. */
  'machinery',
] as const;
export type Reason = (typeof REASONS)[number];

const line = z.strictObject({
  event: z.int().exactOptional().describe('number of the event in the history'),
  at: z.number().exactOptional().describe('virtual milliseconds since the run began'),
  text: z.string(),
  given: z.array(z.string()).exactOptional().describe('what the step was given'),
  heading: z.boolean().exactOptional().describe('whether it says what the lines below it are'),
  marked: z.boolean().describe('whether this line is the one to look at'),
});

const diagnosis = z.strictObject({
  check: z.string(),
  promise: z.string(),
  when: z.string().exactOptional().describe('what the check did to the run'),
  expected: z.string(),
  happened: z.string(),
  lines: z.array(line).describe('the part of the event history that shows it'),
  hurts: z.string().describe('why it hurts in production'),
  read: z.string().describe('lesson#heading'),
  also: z.string().exactOptional().describe('a second place to read'),
});

const check = z.strictObject({
  id: z.string().describe('such as saga/undoes-in-reverse'),
  promise: z.string(),
  outcome: z.enum(['pass', 'fail', 'not-run']),
  score: z.number().min(0),
  maxScore: z.number().min(0),
  milliseconds: z.number().min(0),
  private: z
    .literal(true)
    .exactOptional()
    .describe('a check of whoever grades; where they are only counted, all of them together'),
  diagnosis: diagnosis
    .exactOptional()
    .describe('there when the outcome is fail, unless it is kept back'),
});

const counted = z.strictObject({ passed: z.int().min(0), of: z.int().min(0) });

/** What is said about one answer to one kata. */
export const gradeReport = z
  .strictObject({
    format: z.literal('durable-dojo grade 1'),
    learner: z.string().describe('the name of the folder that was handed in'),
    kata: z.string().describe('the kata’s slug'),
    title: z.string(),
    folder: z.string().describe('where the answer lies in a copy of the course: answers/07-saga'),
    tier: z.enum(TIERS).describe('open: the answer ran without a sandbox, and is no grade'),
    verdict: z
      .enum(['pass', 'fail', 'error', 'infra'])
      .describe('infra: our fault, nothing is said about the answer; try again'),
    reason: z.enum(REASONS).exactOptional().describe('there when the verdict is error or infra'),
    message: z.string().exactOptional().describe('the reason in words'),
    score: z.number().min(0),
    maxScore: z.number().min(0),
    checks: z.array(check).describe('each check of the kata, in the suite’s order'),
    counts: z
      .strictObject({ public: counted, private: counted.exactOptional() })
      .describe('how many checks passed: those that learners know, and those of whoever grades'),
    files: z.array(z.string()).describe('the paths that counted'),
    ignored: z.array(z.string()).describe('names that were handed in beside them, and not read'),
    hashes: z.strictObject({
      answer: z.string().describe('of the files that counted'),
      suite: z.string().describe('of everything that judged'),
      rules: z.string().exactOptional().describe('of the folder with private checks and weights'),
    }),
    versions: z.strictObject({ dojo: z.string(), node: z.string(), sdk: z.string() }),
    gradedAt: z.iso.datetime(),
    milliseconds: z.number().min(0),
  })
  .describe('What Durable Dojo says about one answer to one kata.');

export type GradeReport = z.infer<typeof gradeReport>;
export type GradedCheck = GradeReport['checks'][number];

/** The published description of a report, for programs that read it. */
export function reportSchema(): Record<string, unknown> {
  return z.toJSONSchema(gradeReport);
}
