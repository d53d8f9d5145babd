import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { errorCode } from '../adapters/aws/error-code.ts';
import { LANE_METRICS, METRIC_NAMESPACE } from '../pipeline/deployed/metric-names.ts';
import { log, loggedError } from './log.ts';

/** Which part of a batch is not done. */
export interface Undone {
  /** Of the stream that the lane reads. */
  readonly shard: string;
  /** Sequence number of the first record that is not done; the batch comes again from there. */
  readonly from: string;
}

/** What the handler of a lane tells of batches that are not done. */
export interface BatchReport {
  failed(undone: Undone, error: unknown): void;
  /** Time was up before all of it was taken. */
  unfinished(undone: Undone): void;
  /** Records of the exchange that are no messages: they were passed over. */
  foreign(shard: string, sequences: readonly string[]): void;
}

/** Records that a line of the log names; of more it says how many. */
const MOST_NAMED = 10;

/** Where nobody counts. */
export const LOGGED: BatchReport = {
  failed: (undone, error) =>
    log.error('batch failed and will be delivered again', {
      ...undone,
      failure: loggedError(error),
    }),
  unfinished: (undone) => log.info('time is up, the rest comes again', { ...undone }),
  foreign: (shard, sequences) =>
    log.warn('records of the exchange are no messages, and were passed over', {
      shard,
      count: sequences.length,
      first: sequences.slice(0, MOST_NAMED),
    }),
};

/** One lane of one deployment. */
export interface ReportedLane {
  readonly pipeline: string;
  readonly stage: string;
  readonly lane: string;
}

/**
 * A report that is logged and counted.
 *
 * A handler that reports failures of items ends well as far as Lambda can see, so the metric `Errors`
 * of its function does not move: what fails is a metric of our own.
 */
export function countedReport({ pipeline, stage, lane }: ReportedLane): BatchReport {
  function publish(name: string, count: number, code?: string): void {
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    metrics.addDimensions({ Pipeline: pipeline, Stage: stage, Lane: lane });
    if (code !== undefined) metrics.addMetadata('Code', code);
    metrics.addMetric(name, MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  }

  return {
    failed(undone, error) {
      LOGGED.failed(undone, error);
      publish(LANE_METRICS.failed, 1, errorCode(error));
    },
    unfinished(undone) {
      LOGGED.unfinished(undone);
      publish(LANE_METRICS.unfinished, 1);
    },
    foreign(shard, sequences) {
      LOGGED.foreign(shard, sequences);
      publish(LANE_METRICS.foreign, sequences.length);
    },
  };
}
