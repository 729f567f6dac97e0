export { printKillMatrix, type KillMatrix, type KillRow } from './kill-matrix.ts';
export { printProblem, type Problem } from './problem.ts';
export { sweep, sweepSite, type Sweep, type SweepOptions } from './sweep.ts';
export type { Verdicts } from './verdicts.ts';
