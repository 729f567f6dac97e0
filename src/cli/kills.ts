import type { Note } from '../kit/history-notes.ts';
import type { RunHistory } from '../kit/run-history.ts';
import type { Verdict } from '../kit/verdict.ts';
import type { Moment } from '../runtime/reaper.ts';

/** What the Worker was about when it was killed. */
export function lastWords({ kind, name = '', service = '', event, attempt = 1 }: Moment): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  switch (kind) {
    case 'task':
      return `the workflow’s code had run after event ${event}, and the server did not know yet`;
    case 'before':
      return `it was about to begin ${name} (event ${event}${again})`;
    case 'after':
      return `${name} was done (event ${event}${again}), and the server did not know yet`;
    case 'call':
      return `in the middle of ${name} (event ${event}${again}), right after ${service}`;
  }
}

/** A verdict whose runs tell when their Worker was killed: their histories record nothing of it. */
export function withKills(verdict: Verdict, kills: readonly Moment[]): Verdict {
  const [run, ...others] = new Set(kills.map((kill) => kill.run));
  // Of several runs, nobody knows which was kept.
  if (run === undefined || others.length > 0) return verdict;
  const checks = verdict.checks.map((check) =>
    check.history ? { ...check, history: noting(check.history, kills) } : check,
  );
  return { ...verdict, checks };
}

function noting(history: RunHistory, kills: readonly Moment[]): RunHistory {
  // Only the run that was started, alone, is named by no title.
  if (history.title !== undefined) return history;
  const notes = kills.flatMap((kill): Note[] => {
    const event = history.events.find(({ id }) => id === kill.event);
    if (kill.member !== '' || !event) return [];
    const about = kill.name === undefined ? {} : { of: event.id };
    const text = `the Worker is killed: ${lastWords(kill)}`;
    return [{ kind: 'worker lost', after: event.id, at: event.at, text, ...about }];
  });
  const all = [...history.notes, ...notes];
  return { ...history, notes: all.sort((one, other) => one.after - other.after) };
}
