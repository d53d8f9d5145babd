import { dynamoCoverageStore } from '../../adapters/dynamodb/coverage-store.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { dynamoViewVersions } from '../../adapters/dynamodb/view-versions.ts';
import { markedProgress } from '../../adapters/lane-progress.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import type { EventTime } from '../../core/time.ts';
import type { Pipeline } from '../../pipeline/definition.ts';
import { planOf } from '../../pipeline/planner.ts';
import type { ViewVersions } from '../../ports/view-versions.ts';
import type { RowSources } from '../../serving/query-rows.ts';
import { columnsByView } from '../../serving/served-view.ts';
import { findDeployed } from '../deployed.ts';

/** The rows of a deployed pipeline. */
export async function deployedRows(
  pipeline: Pipeline,
  stage: string,
): Promise<RowSources & { readonly versions: ViewVersions }> {
  const deployed = await findDeployed(pipeline, stage);
  const { dynamodb, viewsTable } = deployed;
  const progress = markedProgress({
    ...deployed,
    pipeline: pipeline.name,
    lake: s3Lake(deployed.s3, deployed.lakeBucket),
  });
  const coverage = dynamoCoverageStore(dynamodb, viewsTable);
  const { lanes } = planOf(pipeline);

  async function reachedBy(stream: string): Promise<EventTime[]> {
    const lane = lanes.find((each) => each.kind === 'speed' && each.stream === stream);
    if (lane === undefined) return [];
    const shards = await progress.shards(lane.name, stream);
    return shards.flatMap(({ reached }) => reached?.time ?? []);
  }

  return {
    reader: dynamoRowReader(dynamodb, viewsTable, columnsByView(pipeline)),
    versions: dynamoViewVersions(dynamodb, viewsTable),
    covered: async (view) => (await coverage.read(view)).ranges,
    async reached(names) {
      const times = (await Promise.all(names.map(reachedBy))).flat();
      return times.length === 0 ? undefined : Math.max(...times);
    },
  };
}
