import { EventField, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import type { DefinitionModule } from './bundling.ts';
import { functionEnvironment } from './environment.ts';
import { grantKey, grantLake } from './grants.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import { scheduleCall } from './scheduled-call.ts';
import type { StageConfig } from './stage-config.ts';

export interface CompactionProps {
  readonly pipeline: string;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly resources: PipelineResources;
  /** Path of the module that exports `handler`, instead of the one in `lambdas/`. */
  readonly entry?: string;
}

/** Makes few large objects of the many small ones of each hour, every hour. */
export class Compaction extends Construct {
  readonly compactor: PipelineFunction;

  constructor(scope: Construct, id: string, props: CompactionProps) {
    super(scope, id);
    const { pipeline, stage, definition, resources, entry } = props;
    this.compactor = new PipelineFunction(this, 'Compactor', {
      handler: 'compact',
      description: `${pipeline}, stage ${stage.name}: compacts the lake`,
      ...{ stage, definition },
      environment: functionEnvironment('compact', { pipeline, stage, resources, stream: null }),
      ...(entry === undefined ? {} : { entry }),
    });
    grantKey(this.compactor, resources);
    grantLake(this.compactor, resources, [
      { prefix: LAKE_PREFIXES.lake, actions: ['get', 'put', 'remove'] },
      { prefix: LAKE_PREFIXES.compactions, actions: ['get', 'put'] },
    ]);
    scheduleCall(this, this.compactor, {
      ...{ id: 'Hourly', schedule: Schedule.cron({ minute: '30' }) },
      ...{ retryAttempts: 0, maxEventAge: Duration.hours(1) },
      event: RuleTargetInput.fromObject({ scheduled: EventField.time }),
      superseded:
        'An hour that was missed is compacted by the next run, which looks back two days; repeated failures raise an alarm.',
    });
  }
}
