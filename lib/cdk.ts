/**
 * `millrace/cdk`: a pipeline as stacks of the AWS CDK.
 *
 * @module millrace/cdk
 */
export { definitionFromContext, stageFromContext } from './constructs/app-context.ts';
export type { DefinitionModule } from './constructs/bundling.ts';
export { stageNamed } from './constructs/check-stage.ts';
export type { ComputeStack } from './constructs/compute-stack.ts';
export type { DataStack } from './constructs/data-stack.ts';
export { pipelineFromContext } from './constructs/pipeline-from-context.ts';
export type { Handler } from './constructs/pipeline-function.ts';
export type { Capacity, DailyBatch, FunctionSize, StageConfig } from './constructs/stage-config.ts';
export { StreamingPipeline, type StreamingPipelineProps } from './constructs/streaming-pipeline.ts';
export { DefinitionError } from './errors/definition-error.ts';
export { planOf } from './pipeline/plan/planner.ts';
