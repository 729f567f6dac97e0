import type { SinkCall } from '@temporalio/workflow/lib/sinks.js';
import type { Metric } from '../../kit/history.ts';

const KINDS: Readonly<Record<string, Metric['kind']>> = {
  addMetricCounterValue: 'counter',
  recordMetricHistogramValue: 'histogram',
  setMetricGaugeValue: 'gauge',
};

/**
 * The metrics that workflow code emitted, as the SDK's runtime hands them out. As in the SDK, nothing
 * is emitted while a history is replayed.
 */
export function metricsIn(calls: readonly SinkCall[]): Metric[] {
  return calls.flatMap(({ ifaceName, fnName, args, workflowInfo }): Metric[] => {
    const kind = KINDS[fnName];
    if (ifaceName !== '__temporal_metrics' || !kind) return [];
    if (workflowInfo.unsafe.isReplaying) return [];
    const [name, value, tags] = [args[0], args.at(-2), args.at(-1)];
    return [{ kind, name: String(name), value: Number(value), tags: tags as Metric['tags'] }];
  });
}
