import { CheckFailure, type Finding } from './diagnosis.ts';
import { duration, wholeSeconds } from './duration.ts';
import { eventText, historyLines, marksTooMany } from './lines.ts';
import { childSpans, peakOf, peakOfTree } from './peaks.ts';
import { done, ending, isLastOf, list, show } from './phrases.ts';
import { causes, typeText, type ActivityRecord, type Run } from './run.ts';
import type { HistoryEvent } from './runtime.ts';
import { sameData } from './same-data.ts';

/** Words for one expectation that say more than the check's own. */
export interface Words {
  readonly expected?: string;
  readonly hurts?: string;
  readonly read?: string;
}

const NEVER_SCHEDULED = 'It was never scheduled.';

/** Which history lines a finding marks. */
type Marked = (event: HistoryEvent) => boolean;

/**
 * Ends the check: the run did not do what was expected of it.
 *
 * @throws CheckFailure always
 */
export function fail(
  run: Run,
  finding: { expected: string; happened: string; marked?: Marked; lines?: Finding['lines'] },
  { expected = finding.expected, ...words }: Words = {},
): never {
  throw new CheckFailure({
    run,
    ...(run.when === undefined ? {} : { when: run.when }),
    expected,
    happened: finding.happened,
    lines: [...historyLines(run, finding.marked ?? isLastOf(run)), ...(finding.lines ?? [])],
    ...words,
  });
}

/** What a suite may expect of a finished run; every method throws `CheckFailure`. */
export function expectRun(run: Run, words: Words = {}): RunExpectation {
  return new RunExpectation(run, words);
}

export class RunExpectation {
  readonly #run: Run;
  readonly #words: Words;

  constructor(run: Run, words: Words) {
    this.#run = run;
    this.#words = words;
  }

  /** The run ended as Completed. */
  toHaveCompleted(): this {
    if (this.#run.state === 'completed') return this;
    return this.#fail('The workflow ends as Completed.', `It ${ending(this.#run)}.`);
  }

  /** The run returned this value (compared as JSON). */
  toHaveReturned(value: unknown): this {
    this.toHaveCompleted();
    if (sameData(this.#run.result, value)) return this;
    return this.#fail(
      `The workflow returns ${show(value)}.`,
      `It returned ${show(this.#run.result)}.`,
    );
  }

  /** The run ended as Failed, and this error is the failure or a cause of it. */
  toHaveFailedWith(type: string): this {
    const expected = `The workflow ends as Failed, and tells of ${type}.`;
    if (this.#run.state !== 'failed') return this.#fail(expected, `It ${ending(this.#run)}.`);
    const tells = (failure: Run['failure']) => causes(failure).some((cause) => cause.type === type);
    if (tells(this.#run.failure)) return this;
    const heard = causes(this.#run.failure)
      .filter((cause) => cause.type !== 'ActivityFailure')
      .map(typeText);
    const isLast = isLastOf(this.#run);
    return this.#fail(
      expected,
      `It failed, but told of ${heard.join(', caused by ') || 'nothing'}.`,
      (event) => isLast(event) || tells(event.failure),
    );
  }

  /** The run ended as Canceled. */
  toHaveBeenCancelled(): this {
    if (this.#run.state === 'cancelled') return this;
    return this.#fail('The workflow ends as Canceled.', `It ${ending(this.#run)}.`);
  }

  /** Exactly these activities were scheduled, in this order. */
  toHaveScheduled(names: readonly string[]): this {
    const scheduled = this.#run.activities.map(({ name }) => name);
    if (scheduled.join() === names.join()) return this;
    const first = scheduled.findIndex((name, index) => name !== names[index]);
    const wrong = this.#run.activities[first]?.scheduled;
    return this.#fail(
      `The workflow schedules ${list(names)}.`,
      `It scheduled ${list(scheduled)}.`,
      wrong ? ({ id }) => id === wrong.id : undefined,
    );
  }

  /** An activity was scheduled so many times. */
  toHaveScheduledTimes(name: string, times: number): this {
    const found = this.#run.activitiesNamed(name);
    if (found.length === times) return this;
    return this.#fail(
      `${name} is ${done('scheduled', times)}.`,
      `It was ${done('scheduled', found.length)}.`,
      ({ id }) => found.some(({ scheduled }) => scheduled.id === id),
    );
  }

  /** An activity was scheduled, each time with an input for which `accept` holds. */
  toHaveGiven(name: string, what: string, accept: (input: never) => boolean): this {
    const found = this.#run.activitiesNamed(name);
    if (found.length === 0) return this.#fail(`${name} is given ${what}.`, NEVER_SCHEDULED);
    const wrong = found.find(({ input }) => !accept((input ?? {}) as never));
    if (!wrong) return this;
    return this.#fail(
      `${name} is given ${what}.`,
      `It was given ${show(wrong.input)}.`,
      ({ id }) => id === wrong.scheduled.id,
    );
  }

  /** The server counted so many attempts of an activity. */
  toHaveAttempted(name: string, attempts: number): this {
    const [found] = this.#run.activitiesNamed(name);
    if (found?.attempts === attempts) return this;
    return this.#fail(
      `${name} is ${done('attempted', attempts)}.`,
      found ? `It was ${done('attempted', found.attempts)}.` : NEVER_SCHEDULED,
      found && (({ id, of }) => id === found.scheduled.id || of === found.scheduled.id),
    );
  }

  /** Each of these activities was over before the next of them was scheduled. */
  toHaveWaitedBetween(names: readonly string[]): this {
    const records = this.#run.activitiesNamed(...names);
    for (const [index, next] of records.entries()) {
      const open = records.slice(0, index).find((one) => !closedBefore(one, next.scheduled));
      if (!open) continue;
      return this.#fail(
        `${open.name} is over before ${next.name} begins.`,
        `${next.name} was scheduled (event ${next.scheduled.id}) ${whenClosed(open)}.`,
        ({ id }) => id === next.scheduled.id || id === open.scheduled.id || id === open.closed?.id,
      );
    }
    return this;
  }

  /** At no time were more than `limit` activities of these names open at once. */
  toHaveAtMostAtOnce(limit: number, names: readonly string[]): this {
    const { peak, at } = peakOf(this.#run.activitiesNamed(...names));
    if (peak <= limit) return this;
    return this.#fail(
      `At most ${limit} of ${list(names)} are open at once.`,
      `${peak} were open at once, from event ${at} on.`,
      ({ id }) => id === at,
    );
  }

  /** At some time so many activities of these names were open at once. */
  toHaveReachedAtOnce(peak: number, names: readonly string[]): this {
    const reached = peakOf(this.#run.activitiesNamed(...names));
    if (reached.peak >= peak) return this;
    return this.#fail(
      `${peak} of ${list(names)} are open at once.`,
      `At no time were more than ${reached.peak} open.`,
      ({ id }) => id === reached.at,
    );
  }

  /** In this run and all that hang on it together, never more than `limit` of these were open. */
  toHaveAtMostAtOnceInAll(limit: number, names: readonly string[]): this {
    const { peak, run } = peakOfTree(this.#run, names);
    if (peak <= limit) return this;
    return this.#fail(
      `At most ${limit} of ${list(names)} are open at once, all runs taken together.`,
      `${peak} were open at once, one of them in ${run?.title ?? 'this run'}`.replace(/:?$/, '.'),
    );
  }

  /** At no time were more than `limit` children of this run open at once. */
  toHaveAtMostChildrenAtOnce(limit: number): this {
    const { peak, at } = peakOf(childSpans(this.#run.events));
    if (peak <= limit) return this;
    const happened = `${peak} were open at once, from event ${at} on.`;
    const marked: Marked = ({ id }) => id === at;
    return this.#fail(`At most ${limit} children are open at once.`, happened, marked);
  }

  /** Every history of the tree, this run's and those of all its children and successors, is short. */
  toHaveFewerEventsEachThan(limit: number): this {
    const long = this.#run.tree.find(({ events }) => events.length >= limit);
    if (long) new RunExpectation(long, this.#words).toHaveFewerEventsThan(limit);
    return this;
  }

  /** The run took at least, and at most, so many virtual milliseconds. */
  toHaveTaken({ atLeast = 0, atMost = Infinity }: { atLeast?: number; atMost?: number }): this {
    const { length } = this.#run;
    if (length >= atLeast && length <= atMost) return this;
    const limits = [
      ...(atLeast > 0 ? [`at least ${duration(atLeast)}`] : []),
      ...(atMost < Infinity ? [`at most ${duration(atMost)}`] : []),
    ];
    const took = duration(wholeSeconds(length));
    const limit = length < atLeast ? atLeast : atMost;
    const beside = duration(Math.abs(length - limit));
    return this.#fail(
      `The run takes ${limits.join(' and ')}.`,
      // Rounded, it may look like the limit itself.
      took === duration(limit)
        ? `It took ${beside} ${length < limit ? 'less' : 'more'}.`
        : `It took ${took}.`,
    );
  }

  /** A timer of this length (virtual milliseconds) was started. */
  toHaveSlept(length: number): this {
    if (this.#run.timers.some((timer) => timer.duration === length)) return this;
    const lengths = this.#run.timers.map((timer) => duration(timer.duration));
    return this.#fail(
      `The workflow starts a timer of ${duration(length)}.`,
      startedTimers(lengths),
      ({ type }) => type === 'TimerStarted',
    );
  }

  /** No timer was left running when the workflow ended. */
  toHaveLeftNoTimer(): this {
    const left = this.#run.timers.find(({ outcome }) => outcome === 'open');
    if (!left) return this;
    return this.#fail(
      'No timer is left when the workflow ends.',
      `The timer of event ${left.started.id} (${duration(left.duration)}) was still running.`,
      ({ id }) => id === left.started.id,
    );
  }

  /** So many events of a type were recorded. */
  toHaveRecorded(type: string, times: number, name?: string): this {
    const found = this.#run.all(type).filter((event) => name === undefined || event.name === name);
    if (found.length === times) return this;
    return this.#fail(
      `${type}${name === undefined ? '' : ` (${name})`} is ${done('recorded', times)}.`,
      `It was ${done('recorded', found.length)}.`,
      (event) => found.includes(event),
    );
  }

  /** The history stayed below a number of events. */
  toHaveFewerEventsThan(limit: number): this {
    const { length } = this.#run.events;
    if (length < limit) return this;
    const marked = marksTooMany(this.#run.events, limit);
    return this.#fail(`The history has fewer than ${limit} events.`, `It has ${length}.`, marked);
  }

  /** No event carried more than so many bytes of payload. */
  toHavePayloadsBelow(bytes: number): this {
    const heavy = this.#run.events.find((event) => event.bytes >= bytes);
    if (!heavy) return this;
    return this.#fail(
      `Every payload is below ${bytes} bytes.`,
      `Event ${heavy.id} (${eventText(heavy, this.#run.events)}) carries ${heavy.bytes} bytes.`,
      ({ id }) => id === heavy.id,
    );
  }

  #fail(expected: string, happened: string, marked?: Marked): never {
    return fail(this.#run, { expected, happened, ...(marked ? { marked } : {}) }, this.#words);
  }
}

function startedTimers(lengths: readonly string[]): string {
  if (lengths.length === 0) return 'It started no timer.';
  return lengths.length === 1
    ? `Its only timer was one of ${lengths[0]}.`
    : `Its timers were ${list(lengths)}.`;
}

function closedBefore(record: ActivityRecord, event: HistoryEvent): boolean {
  return record.closed !== undefined && record.closed.id < event.id;
}

function whenClosed({ name, closed, scheduled }: ActivityRecord): string {
  const until = closed ? `, until event ${closed.id}` : '';
  return `while ${name} (event ${scheduled.id}) was still open${until}`;
}
