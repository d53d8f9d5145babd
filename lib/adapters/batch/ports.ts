import type { Pipeline } from '../../pipeline/definition.ts';
import type { BatchPorts } from '../../runtime/batch/run-batch.ts';
import type { LaneOf } from '../s3/check-archived.ts';
import { mapPorts } from './map-ports.ts';
import { type PlanDeployment, planPorts } from './plan-ports.ts';
import { reducePorts } from './reduce-ports.ts';

/** The ports of a whole run over a deployed pipeline. */
export const batchPorts = (
  pipeline: Pipeline,
  deployment: PlanDeployment,
  laneOf: LaneOf,
): BatchPorts => ({
  ...mapPorts(deployment),
  ...reducePorts(pipeline, deployment),
  ...planPorts(deployment, laneOf),
});
