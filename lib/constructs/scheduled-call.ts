import { Rule, type Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, type LambdaFunctionProps } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledgements.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface ScheduledCall extends Pick<LambdaFunctionProps, 'event'> {
  /** Of the rule. */
  readonly id: string;
  readonly schedule: Schedule;
  readonly retryAttempts: number;
  readonly maxEventAge: NonNullable<LambdaFunctionProps['maxEventAge']>;
  /** Why a call that was missed need not be kept. */
  readonly superseded: string;
}

/** Calls a function by the clock, without a queue of what was missed. */
export function scheduleCall(
  scope: Construct,
  { function: called }: PipelineFunction,
  { id, schedule, superseded, ...target }: ScheduledCall,
): void {
  new Rule(scope, id, { schedule, targets: [new LambdaFunction(called, target)] });
  acknowledge(scope, 'Serverless-LambdaDLQ', superseded);
  acknowledge(scope, 'Serverless-EventBusDLQ', superseded);
}
