import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DEAD_LETTERS_METRIC, METRIC_NAMESPACE } from '../pipeline/metric-names.ts';
import type { HeadStore } from '../ports/head-store.ts';
import type { TaskId } from '../ports/task.ts';

/** Names of the metrics beside {@link DEAD_LETTERS_METRIC}. */
export const METRIC = {
  accepted: 'Accepted',
  deadLetters: DEAD_LETTERS_METRIC,
  duplicates: 'Duplicates',
  late: 'LateEvents',
  watermarkLag: 'WatermarkLagMs',
} as const;

interface Counted {
  readonly counters?: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  readonly frontier?: { readonly arrival: number; readonly time: number } | null;
  readonly watermark?: number | null;
}

/**
 * Heads that tell CloudWatch what each commit counted.
 *
 * Counted once per commit that won, by the difference of its running totals to those before it; an
 * invocation that dies in between leaves a gap in the metric, never in the totals.
 *
 * @param stage - The deployment's, such as `prod`.
 */
export function withMetrics(heads: HeadStore, stage: string): HeadStore {
  const before = new Map<string, Record<string, number>>();

  return {
    ...heads,
    async commit(task, head, expected) {
      const isWritten = await heads.commit(task, head, expected);
      const totals = totalsOf(head.progress as Counted);
      const former = before.get(idOf(task));
      before.set(idOf(task), totals);
      if (isWritten && (former !== undefined || expected === undefined)) {
        publish({ ...task, on: stage }, totals, former ?? {});
      }
      return isWritten;
    },
  };
}

function publish(
  { pipeline, stage, on }: TaskId & { readonly on: string },
  totals: Readonly<Record<string, number>>,
  former: Readonly<Record<string, number>>,
): void {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.addDimensions({ Pipeline: pipeline, Stage: on, Lane: stage });
  for (const [name, total] of Object.entries(totals)) {
    const isGauge = name === METRIC.watermarkLag;
    const unit = isGauge ? MetricUnit.Milliseconds : MetricUnit.Count;
    metrics.addMetric(name, unit, isGauge ? total : total - (former[name] ?? 0));
  }
  metrics.publishStoredMetrics();
}

function totalsOf({ counters = {}, frontier, watermark }: Counted): Record<string, number> {
  const late = counters['late'];
  const lateTotal =
    typeof late === 'object' ? Object.values(late).reduce((sum, n) => sum + n, 0) : (late ?? 0);
  const lag: Record<string, number> =
    frontier !== undefined && frontier !== null && typeof watermark === 'number'
      ? { [METRIC.watermarkLag]: Math.max(0, frontier.arrival - watermark) }
      : {};
  return {
    [METRIC.accepted]: Number(counters['accepted'] ?? 0),
    [METRIC.deadLetters]: Number(counters['deadLetters'] ?? 0),
    [METRIC.duplicates]: Number(counters['duplicates'] ?? 0),
    [METRIC.late]: lateTotal,
    ...lag,
  };
}

const idOf = ({ pipeline, stage, shard }: TaskId): string => `${pipeline}/${stage}/${shard}`;
