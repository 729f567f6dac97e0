/**
 * Catches the metrics that workflow code emits, in the process that runs it. Must be imported before
 * the SDK's Worker.
 *
 * The SDK hands them to a sink of its own, which it does not let anybody replace; here its maker is.
 * As in the SDK, nothing is emitted while a history is replayed.
 */
import metrics from '@temporalio/worker/lib/workflow/metrics.js';
import type { Metric } from '../kit/history.ts';

interface Info {
  readonly runId: string;
}

/** A host lives long, and not every metric is asked for. */
const MOST_METRICS = 20_000;

const caught = new Map<string, Metric[]>();
let count = 0;

function note({ runId }: Info, metric: Metric): void {
  if (count > MOST_METRICS) forgetMetrics();
  count += 1;
  const known = caught.get(runId) ?? [];
  known.push(metric);
  caught.set(runId, known);
}

/** What an execution emitted so far, in order. */
export function metricsOf(runId: string): Metric[] {
  return caught.get(runId) ?? [];
}

export function forgetMetrics(): void {
  caught.clear();
  count = 0;
}

type Tags = Metric['tags'];

/** The sinks of metrics that also say whether their values are whole numbers. */
const typed = (kind: 'histogram' | 'gauge') => ({
  fn: (
    info: Info,
    name: string,
    _type: string,
    _unit: string,
    _about: string,
    ...[value, tags]: [number, Tags]
  ) => note(info, { kind, name, value, tags }),
  callDuringReplay: false,
});

(metrics as { initMetricSink: unknown }).initMetricSink = () => ({
  __temporal_metrics: {
    addMetricCounterValue: {
      fn: (info: Info, name: string, _unit: string, _about: string, value: number, tags: Tags) =>
        note(info, { kind: 'counter', name, value, tags }),
      callDuringReplay: false,
    },
    recordMetricHistogramValue: typed('histogram'),
    setMetricGaugeValue: typed('gauge'),
  },
});
