import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { countsOfProgress } from '../adapters/dynamodb/lane-counts.ts';
import type { Json } from '../core/aggregators/aggregator.ts';
import { newReasons, type Reasons, reasonsText } from '../core/counted-reasons.ts';
import { LANE_METRICS, METRIC_NAMESPACE } from '../pipeline/deployed/metric-names.ts';
import type { HeadStore } from '../ports/head-store.ts';
import type { ShardCounts } from '../ports/lane-progress.ts';
import type { TaskId } from '../ports/task.ts';
import type { Frontier } from '../runtime/speed/progress.ts';

/**
 * Heads that tell CloudWatch what each commit counted.
 *
 * Counted once per commit that won: by the difference of its running totals to those of the head that was
 * read, or committed, before it. An invocation that dies in between, and a commit whose answer was lost,
 * leave a gap in the metric, never in the totals.
 *
 * @param stage - The deployment's, such as `prod`.
 */
export function withMetrics(heads: HeadStore, stage: string): HeadStore {
  const before = new Map<string, ShardCounts>();

  return {
    ...heads,
    async read<P extends Json>(task: TaskId) {
      const stored = await heads.read<P>(task);
      if (stored === undefined) before.delete(idOf(task));
      else before.set(idOf(task), countsOfProgress(stored.head.progress));
      return stored;
    },
    async commit(task, head, expected) {
      const isWritten = await heads.commit(task, head, expected);
      if (!isWritten) return false;
      const totals = countsOfProgress(head.progress);
      const former = before.get(idOf(task));
      publish(
        { ...task, on: stage },
        {
          counted: newIn(totals, former),
          reasons: newReasons(totals.reasons ?? {}, former?.reasons ?? {}),
          lag: lagOf(head.progress),
        },
      );
      before.set(idOf(task), totals);
      return true;
    },
  };
}

type Counted = Readonly<Record<'accepted' | 'deadLetters' | 'duplicates' | 'late', number>>;

/** What a task counted since it was read; a task without a head has counted nothing yet. */
function newIn(totals: ShardCounts, former?: ShardCounts): Counted {
  const { accepted = 0, deadLetters = 0, duplicates = 0, late = 0 } = former ?? {};
  return {
    accepted: totals.accepted - accepted,
    deadLetters: totals.deadLetters - deadLetters,
    duplicates: totals.duplicates - duplicates,
    late: totals.late - late,
  };
}

interface Told {
  readonly counted: Counted;
  /** Why steps set things aside: they stand in the line, for counts alone do not say what to do. */
  readonly reasons: Reasons;
  readonly lag: number | undefined;
}

function publish(
  { pipeline, lane, on }: TaskId & { readonly on: string },
  { counted, reasons, lag }: Told,
): void {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.addDimensions({ Pipeline: pipeline, Stage: on, Lane: lane });
  for (const [name, count] of Object.entries(counted)) {
    metrics.addMetric(LANE_METRICS[name as keyof Counted], MetricUnit.Count, count);
  }
  if (lag !== undefined) {
    metrics.addMetric(LANE_METRICS.watermarkLag, MetricUnit.Milliseconds, lag);
  }
  const why = reasonsText(reasons);
  if (why !== '') metrics.addMetadata('Reasons', why);
  metrics.publishStoredMetrics();
}

/** How far a source lane's watermark is behind the newest arrival; `undefined` for other lanes. */
function lagOf(progress: Json): number | undefined {
  const { frontier = null, watermark } = progress as {
    readonly frontier?: Frontier | null;
    readonly watermark?: number | null;
  };
  if (frontier === null || typeof watermark !== 'number') return undefined;
  return Math.max(0, frontier.arrival - watermark);
}

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}/${lane}/${shard}`;
