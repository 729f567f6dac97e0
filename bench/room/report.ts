import { circumstances, megabytes, row, seconds, spread, targetRows } from '../rows.ts';
import type { Timing } from '../statistics.ts';
import type { RoomFigures } from './measure.ts';

/** The figures for people, in at most 80 columns. */
export function roomReport(figures: RoomFigures): string {
  const { room, toBoard, aroundKill, saves, lost, memory } = figures;
  const { learners, everyMs, forMs } = room;
  const minutes = `${Math.round(forMs / 6000) / 10} min`;
  return [
    ...circumstances(figures, [`Node ${process.versions.node}`]),
    '',
    `${learners} learners, a save every ${seconds(everyMs)} each, for ${minutes}`,
    row('from a save to the board, median', seconds(toBoard.median), spread(toBoard)),
    row('the same, p95', seconds(toBoard.p95), counted(toBoard)),
    row('around the kill of the board, median', seconds(aroundKill.median), spread(aroundKill)),
    row('saves, and of these lost', String(saves), String(lost)),
    ...(memory === undefined ? [] : [row('memory of the board', megabytes(memory), '')]),
    '',
    ...targetRows(figures.targets),
  ].join('\n');
}

function counted({ samples }: Timing): string {
  return `${samples.length} saves`;
}
