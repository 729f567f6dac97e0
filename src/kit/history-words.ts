import { capital } from './sentence.ts';
import { clock } from './duration.ts';
import type { Drawing, Row } from './history-drawing.ts';
import { isToSee } from './history-fold.ts';
import { plain } from './plain.ts';
import type { JudgedRun, RunHistory } from './run-history.ts';

/** How a run stood at last, in words; all others did not end. */
const ENDED: Partial<Record<NonNullable<RunHistory['state']>, string>> = {
  completed: 'ended as Completed',
  failed: 'ended as Failed',
  cancelled: 'ended as Canceled',
  terminated: 'was terminated',
  'timed-out': 'ended as Timed Out',
  continued: 'continued as new',
};

/** `placeOrder: 23 events in 30 days of virtual time; ended as Failed`. */
export function summary({ workflow, title = '', total, events, state }: RunHistory): string {
  const took = events.at(-1)?.at ?? 0;
  const time = took < 1000 ? 'less than a second' : length(took);
  const end = state === undefined ? 'recorded before' : (ENDED[state] ?? 'did not end');
  // `run 2 of 3` does not name it; `the child sendMail` does.
  const name = title.includes(workflow) ? title : [workflow, title].filter(Boolean).join(', ');
  return plain(`${name}: ${total} events in ${time} of virtual time; ${end}`);
}

/** A length of virtual time, in the words of the clock beside it. */
function length(milliseconds: number): string {
  return clock(milliseconds).replace('+', '');
}

/** What a row says. */
export function rowText(row: Row): string {
  switch (row.kind) {
    case 'skip':
      return `⋮ ${length(row.milliseconds)} later`;
    case 'left out':
      return `… ${row.events} more events${row.folded ? '' : ', not kept'}`;
    case 'note':
    case 'event':
      return plain(row.text.replaceAll('\n', ' '));
  }
}

/** What a step was given that tells it from others: `key: "order-7"`; mostly nothing. */
export function rowGiven(row: Row): string {
  return row.kind === 'event' ? plain(row.given.join(', ')) : '';
}

/** What a row's words are like: `look` is to be looked at, and `quiet` says nothing by itself. */
export function rowTone(row: Row): 'look' | 'bad' | 'quiet' | 'plain' {
  if (isToSee(row)) return 'look';
  if (row.kind === 'note') return 'bad';
  if (row.kind !== 'event') return 'quiet';
  return row.tone === 'failed' ? 'bad' : row.tone;
}

/** `7`, or `5–7`; nothing for what is no event. */
export function rowNumber(row: Row): string {
  if (row.kind !== 'event') return '';
  return row.first === row.last ? String(row.first) : `${row.first}–${row.last}`;
}

/** Virtual time since the beginning of the run, such as `+1 h`; nothing between two events. */
export function rowTime(row: Row): string {
  return row.kind === 'event' || row.kind === 'note' ? clock(row.at) : '';
}

/** The check's promise as a sentence. */
export function promiseText({ promise }: Pick<JudgedRun, 'promise'>): string {
  return `${capital(promise)}.`;
}

/** What stands below a drawing: what its signs mean, and what it leaves out. */
export function legend({ outcome }: JudgedRun, { rows, barsLeftOut }: Drawing): string[] {
  return [
    ...(outcome === 'fail' && rows.some(isToSee) ? ['▶ is what the failed check is about.'] : []),
    ...(barsLeftOut > 0 ? [`For ${barsLeftOut} more bars there was no room.`] : []),
  ];
}
