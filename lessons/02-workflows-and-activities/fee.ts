import type { Contract } from './provider.ts';

// region fee
/** What it costs to leave early, in euros. */
export function feeFor({ monthsLeft }: Contract): number {
  return Math.min(monthsLeft * 10, 120);
}
// endregion
