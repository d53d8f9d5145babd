/** `millrace/cdk`: a pipeline as stacks of the AWS CDK. */
export { definitionFromContext, stageFromContext } from './constructs/app-context.ts';
export type { DefinitionModule } from './constructs/bundling.ts';
export { stageNamed } from './constructs/check-stage.ts';
export { pipelineFromContext } from './constructs/pipeline-from-context.ts';
export type { Handler } from './constructs/pipeline-function.ts';
export type { Capacity, StageConfig } from './constructs/stage-config.ts';
export { StreamingPipeline, type StreamingPipelineProps } from './constructs/streaming-pipeline.ts';
export { planOf } from './pipeline/planner.ts';
