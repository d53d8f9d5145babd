import { duckDbItems } from '../../adapters/duckdb/item-sql.ts';
import type { LaneOf } from '../../adapters/s3/check-archived.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';
import type { BatchPorts } from '../../runtime/batch/run-batch.ts';
import { mapPorts } from './map-ports.ts';
import { type PlanDeployment, planPorts } from './plan-ports.ts';
import { reducePorts } from './reduce-ports.ts';

/**
 * The ports of a whole run over a deployed pipeline, on this machine: with an SQL engine for what it can
 * compute exactly.
 */
export const batchPorts = (
  definition: BatchDefinition,
  deployment: PlanDeployment,
  laneOf: LaneOf,
): BatchPorts => ({
  sql: duckDbItems(definition, s3Lake(deployment.s3, deployment.lakeBucket)),
  ...mapPorts(deployment),
  ...reducePorts(definition.pipeline, deployment),
  ...planPorts(deployment, laneOf),
});
