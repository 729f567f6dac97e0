/** What is said of repeated measurements; all times in milliseconds. */
export interface Timing {
  /** In the order in which they were taken. */
  readonly samples: readonly number[];
  readonly median: number;
  /** The smallest sample that at least 95 of 100 do not exceed. */
  readonly p95: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Sums up repeated measurements.
 *
 * @throws RangeError when there are none
 */
export function timing(samples: readonly number[]): Timing {
  return {
    samples,
    median: median(samples),
    p95: percentile(samples, 95),
    least: Math.min(...samples),
    most: Math.max(...samples),
  };
}

/** The middle one, or the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const sorted = inOrder(samples);
  const middle = sorted.length / 2;
  const below = sorted[Math.ceil(middle) - 1] ?? NaN;
  const above = sorted[Math.floor(middle)] ?? NaN;
  return (below + above) / 2;
}

/** The smallest sample that at least `percent` of 100 do not exceed: always one that was taken. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = inOrder(samples);
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[Math.max(rank, 1) - 1] ?? NaN;
}

function inOrder(samples: readonly number[]): number[] {
  if (samples.length === 0) throw new RangeError('There is nothing to sum up.');
  return [...samples].sort((one, other) => one - other);
}
