import { type Environment, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DefinitionError } from '../errors/definition-error.ts';
import { DEPLOYMENT_TAGS, type StackPart, stackName } from '../pipeline/deployed/resource-names.ts';
import type { Plan } from '../pipeline/plan/plan.ts';
import type { DefinitionModule } from './bundling.ts';
import { checkIds } from './check-ids.ts';
import { checkStage } from './check-stage.ts';
import { ComputeStack } from './compute-stack.ts';
import { DataStack } from './data-stack.ts';
import { turnOnFlags } from './feature-flags.ts';
import type { Handler } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';

/** What is deployed, and how. */
export interface StreamingPipelineProps {
  /** Made by {@link planOf}. */
  readonly plan: Plan;
  /** Made by {@link stageNamed}, or described by the caller. */
  readonly stage: StageConfig;
  /** Module that is bundled into the functions; the plan must have been made from it. */
  readonly definition: DefinitionModule;
  /**
   * Account and region.
   *
   * @defaultValue those that the CDK command line is used with
   */
  readonly env?: Environment;
  /** Modules to use instead of the handlers in `lambdas/`. */
  readonly entries?: Readonly<Partial<Record<Handler, string>>>;
}

/**
 * A pipeline on one stage, as two stacks: what must survive, and what can be made again.
 *
 * Stacks are named `<Pipeline>-<stage>-Data` and `-Compute`; outputs of the former name its resources.
 *
 * @throws {@link DefinitionError} `STAGE_INVALID`, `NAME_TAKEN` if two streams would share an id, or why
 *   the plan can be run in one process only
 */
export class StreamingPipeline extends Construct {
  /** What must survive. */
  readonly data: DataStack;
  /** What can be made again. */
  readonly compute: ComputeStack;

  /** Makes both stacks. */
  constructor(scope: Construct, id: string, props: StreamingPipelineProps) {
    super(scope, id);
    turnOnFlags(this);
    const { plan, definition, env, entries } = props;
    if (plan.undeployable !== null) {
      throw new DefinitionError(plan.undeployable.code, plan.undeployable.fault);
    }
    const stage = checkStage(props.stage);
    checkIds(plan);
    const deployment = { pipeline: plan.pipeline, stage: stage.name };
    const stack = (part: StackPart) => ({
      plan,
      stage,
      stackName: stackName(deployment, part),
      ...(env === undefined ? {} : { env }),
    });

    this.data = new DataStack(this, 'Data', {
      ...stack('Data'),
      description: `${plan.pipeline}, stage ${stage.name}: streams, tables and lake`,
    });
    this.compute = new ComputeStack(this, 'Compute', {
      ...stack('Compute'),
      description: `${plan.pipeline}, stage ${stage.name}: lanes, heartbeats and alarms`,
      definition,
      data: this.data,
      ...(entries === undefined ? {} : { entries }),
    });
    Tags.of(this).add(DEPLOYMENT_TAGS.pipeline, plan.pipeline);
    Tags.of(this).add(DEPLOYMENT_TAGS.stage, stage.name);
  }
}
