import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { GradeBook } from './book/book.ts';
import { gradeKey, Unjudged, type Grader, type Phase } from './grade-key.ts';
import { digest } from './key.ts';

/** The server waits 15 seconds for the next sign of life. */
const BEAT_MS = 3000;

export type CohortActivities = ReturnType<typeof cohortActivities>;

/** What a cohort's workflows have done for them. */
export function cohortActivities(book: GradeBook, grader: Grader) {
  return {
    /** The keys that come after the given one, and the name of that batch. */
    async nextBatch(
      cohort: string,
      after: string | undefined,
      atMost: number,
    ): Promise<{ keys: string[]; id: string }> {
      const keys = await book.keys(cohort, after, atMost);
      return { keys, id: digest(keys) };
    },

    /** Grades one answer, unless it has its grade. */
    async gradeAnswer(key: string): Promise<string> {
      let phase: Phase = 'reading';
      const began = Date.now();
      const beat = () => heartbeat({ phase, seconds: Math.round((Date.now() - began) / 1000) });
      const beats = setInterval(beat, BEAT_MS);
      const enter = (next: Phase) => {
        phase = next;
        beat();
      };
      try {
        return await gradeKey(book, key, grader, enter, cancellationSignal());
      } catch (error) {
        if (!(error instanceof Unjudged)) throw error;
        const { attempt } = activityInfo();
        throw ApplicationFailure.create({
          type: 'infra',
          message: `${error.message} (try ${attempt}, ${phase})`,
        });
      } finally {
        clearInterval(beats);
      }
    },

    /** Enters that an answer could not be judged, with the reason; unless it was, meanwhile. */
    async enterUnjudged(key: string, reason: string): Promise<void> {
      await book.enter(key, await grader.unjudged(await book.answer(key), reason));
    },
  };
}
