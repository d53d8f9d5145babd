import { dynamoCoverageStore } from '../../adapters/dynamodb/coverage-store.ts';
import { markedProgress } from '../../adapters/dynamodb/lane-progress.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { dynamoViewVersions } from '../../adapters/dynamodb/view-versions.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { greatest } from '../../core/many.ts';
import type { EventTime } from '../../core/time.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { LaneProgress } from '../../ports/lane-progress.ts';
import { lanesInTrouble } from '../../serving/lanes-in-trouble.ts';
import { columnsByView } from '../../serving/served-view.ts';
import { findDeployed } from '../deployed.ts';
import type { QuerySources } from './sources.ts';

/** The rows of a deployed pipeline, and whether the lanes that make them go on. */
export async function deployedRows(pipeline: Pipeline, stage: string): Promise<QuerySources> {
  const deployed = await findDeployed(pipeline, stage);
  const { dynamodb, viewsTable } = deployed;
  const lake = s3Lake(deployed.s3, deployed.lakeBucket);
  const progress = askedOnce(markedProgress({ ...deployed, pipeline: pipeline.name, lake }));
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
      return times.length === 0 ? undefined : greatest(times);
    },
    troubles(view) {
      const making = lanes.filter(({ views }) => views.includes(view));
      return lanesInTrouble(making, progress, Date.now());
    },
  };
}

/** A query asks twice how far a lane is on its shards: for the range, and whether it goes on. */
function askedOnce(progress: LaneProgress): LaneProgress {
  const answers = new Map<string, ReturnType<LaneProgress['shards']>>();
  return {
    ...progress,
    shards(lane, stream) {
      const answer = answers.get(lane) ?? progress.shards(lane, stream);
      answers.set(lane, answer);
      return answer;
    },
  };
}
