import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { markedProgress } from '../../adapters/lane-progress.ts';
import type { Pipeline } from '../../pipeline/definition.ts';
import { planOf } from '../../pipeline/planner.ts';
import { newestEvent } from '../../serving/newest-event.ts';
import type { RowSources } from '../../serving/query-rows.ts';
import { servedView } from '../../serving/served-view.ts';
import { findDeployed } from '../deployed.ts';

/** The rows of a deployed pipeline. */
export async function deployedRows(pipeline: Pipeline, stage: string): Promise<RowSources> {
  const deployed = await findDeployed(pipeline, stage);
  const { dynamodb, viewsTable } = deployed;
  const columns = new Map(
    pipeline.views
      .map(servedView)
      .map(({ id, keys, results }) => [id, [...keys, ...results]] as const),
  );
  const progress = markedProgress({ ...deployed, pipeline: pipeline.name });
  const { lanes, streams } = planOf(pipeline);

  async function newestOf(stream: string): Promise<number | undefined> {
    const lane = lanes.find((each) => each.kind === 'speed' && each.stream === stream);
    const policy = streams.find(({ name }) => name === stream);
    if (lane === undefined || policy === undefined) return undefined;
    return newestEvent(await progress.shards(lane.name, stream), policy.maxOutOfOrderness);
  }

  return {
    reader: dynamoRowReader(dynamodb, viewsTable, columns),
    async newestEvent(names) {
      const times = await Promise.all(names.map(newestOf));
      const known = times.filter((time) => time !== undefined);
      return known.length === 0 ? undefined : Math.max(...known);
    },
  };
}
