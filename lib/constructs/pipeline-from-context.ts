import type { Construct } from 'constructs';
import { planOf } from '../pipeline/plan/planner.ts';
import { definitionFromContext, stageFromContext } from './app-context.ts';
import { StreamingPipeline } from './streaming-pipeline.ts';

/**
 * The pipeline that `-c pipeline=module.ts` names, on the stage that `-c stage=dev` names; both may stand
 * in the context of `cdk.json`.
 *
 * @throws {@link DefinitionError} if there is no such module or stage, or the pipeline cannot be deployed.
 */
export async function pipelineFromContext(scope: Construct): Promise<StreamingPipeline> {
  const stage = stageFromContext(scope.node);
  const { pipeline, ...definition } = await definitionFromContext(scope.node);
  const plan = planOf(pipeline);
  return new StreamingPipeline(scope, `${plan.pipeline}-${stage.name}`, {
    plan,
    stage,
    definition,
  });
}
