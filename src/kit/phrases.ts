import { causes, typeText, type Run } from './run.ts';
import type { HistoryEvent } from './runtime.ts';

/** How a run ended, as the end of a sentence that begins with "it". */
export function ending(run: Run): string {
  const told = causes(run.failure)
    .filter(({ type }) => type !== 'ActivityFailure')
    .map((failure) => (failure.type === 'Error' ? failure.message : typeText(failure)));
  const words: Readonly<Record<Run['state'], string>> = {
    completed: `ended as Completed and returned ${show(run.result)}`,
    failed: `ended as Failed: ${told.join(', caused by ')}`,
    cancelled: 'ended as Canceled',
    terminated: 'was terminated',
    'timed-out': 'ended as Timed Out',
    continued: 'continued as new',
    broken: 'did not end',
    waiting: 'did not end',
    endless: 'did not end',
    blocked: 'did not end',
    unanswered: 'did not end',
    infra: 'did not end',
  };
  return words[run.state];
}

/** A list in a sentence: `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length === 0) return 'nothing';
  if (words.length === 1) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A number of times in a sentence. */
export function count(times: number): string {
  return ['never', 'once', 'twice'][times] ?? `${times} times`;
}

/** What was done so many times, in a sentence: `scheduled twice`, `never scheduled`. */
export function done(what: string, times: number): string {
  return times === 0 ? `never ${what}` : `${what} ${count(times)}`;
}

/** A value as JSON with blanks, at which lines may be broken, cut off where it gets long. */
export function show(value: unknown): string {
  const text = (JSON.stringify(value, undefined, 1) ?? 'nothing').replaceAll(/\n */g, ' ');
  if (text.length <= 120) return text;
  const blank = text.lastIndexOf(' ', 118);
  // A single long word is cut in the middle: nothing of it would be left.
  return blank > 60 ? `${text.slice(0, blank)} …` : `${text.slice(0, 119)}…`;
}

/** What is known of code that did not give back the thread; `code` begins the sentence. */
export function heldThread(code: string): string {
  return `${code} ran for seconds and never came to an await: look for a loop without a way out.`;
}

/** What every run is expected to do. */
export function toAnEnd({ workflow }: Run): string {
  return `${workflow} runs to an end.`;
}

/** Marks the last event of a run. */
export function isLastOf({ events }: Pick<Run, 'events'>): (event: HistoryEvent) => boolean {
  return ({ id }) => id === events.at(-1)?.id;
}

/** What a message was refused with, without what is no learner's business. */
export function refusedWith(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/not found|already completed/.test(message)) return 'the run had ended';
  return message.split('\n')[0]?.replace(/^\d+ [A-Z_]+: /, '') ?? '';
}
