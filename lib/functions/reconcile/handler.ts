import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { formatInstant } from '../../core/instant.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { METRIC_NAMESPACE, UNEXPLAINED_METRIC } from '../../pipeline/deployed/metric-names.ts';
import {
  type ReconciledView,
  type ReconcilePorts,
  reconcileViews,
} from '../../serving/reconcile-view.ts';
import { type DailyRequest, dailyRun } from '../batch/daily-run.ts';
import { log } from '../log.ts';

/** Differences that are logged of a view. */
const MOST_LOGGED = 20;

/**
 * Compares the rows of the days before a schedule with SQL over the lake, logs what it finds, view by
 * view, and counts differences that nothing explains as a metric.
 */
export const reconcileHandler =
  (pipeline: Pipeline, ports: ReconcilePorts, { stage }: { readonly stage: string }) =>
  async (request: DailyRequest): Promise<{ readonly unexplained: number }> => {
    const { from, to, of = 'results' } = dailyRun(request);
    const all = await reconcileViews(pipeline, pipeline.views, ports, { from, to, of });
    for (const each of all) tell(each);
    const unexplained = all.reduce(
      (sum, each) => sum + ('unexplained' in each ? each.unexplained.length : faultOf(each)),
      0,
    );
    const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
    metrics.addDimensions({ Pipeline: pipeline.name, Stage: stage });
    metrics.addMetric(UNEXPLAINED_METRIC, MetricUnit.Count, unexplained);
    metrics.publishStoredMetrics();
    return { unexplained };
  };

/** A view that should be comparable and is not counts as one difference, so that the alarm is raised. */
const faultOf = (each: ReconciledView): number => ('isFault' in each ? 1 : 0);

function tell(found: ReconciledView): void {
  if (!('unexplained' in found)) {
    if (faultOf(found) > 0) log.error('a view cannot be compared', found);
    else log.info('left out', found);
    return;
  }
  const { unexplained, ...counts } = found;
  log.info('reconciled', counts);
  if (unexplained.length === 0) return;
  // keys and values stay in the table: `millrace reconcile` prints them to who may read it
  const differences = unexplained
    .slice(0, MOST_LOGGED)
    .map(({ start, what }) => ({ start: formatInstant(start), what: what.split(':')[0] }));
  log.error('rows differ and nothing explains it', { view: found.view, differences });
}
