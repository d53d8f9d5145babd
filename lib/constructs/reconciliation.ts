import { EventField, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import type { DefinitionModule } from './bundling.ts';
import { functionEnvironment } from './environment.ts';
import { grantKey, grantLake, grantLakeTables, grantReadRows } from './grants.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import { scheduleCall } from './scheduled-call.ts';
import type { DailyBatch, StageConfig } from './stage-config.ts';

export interface ReconciliationProps {
  readonly pipeline: string;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly resources: PipelineResources;
  readonly daily: DailyBatch;
  /** Path of the module that exports `handler`, instead of the one in `lambdas/`. */
  readonly entry?: string;
}

/** How long after the daily batch run began its rows are compared. Hours. */
const HOURS_AFTER = 3;

/** Compares the rows of the last days with SQL over the lake, every day. */
export class Reconciliation extends Construct {
  readonly reconciler: PipelineFunction;

  constructor(scope: Construct, id: string, props: ReconciliationProps) {
    super(scope, id);
    const { pipeline, stage, definition, resources, daily, entry } = props;
    this.reconciler = new PipelineFunction(this, 'Reconciler', {
      handler: 'reconcile',
      description: `${pipeline}, stage ${stage.name}: compares rows with SQL over the lake`,
      ...{ stage, definition },
      environment: functionEnvironment('reconcile', { pipeline, stage, resources, stream: null }),
      ...(entry === undefined ? {} : { entry }),
    });
    grantKey(this.reconciler, resources);
    grantReadRows(this.reconciler, resources);
    grantLakeTables(this.reconciler, resources, { pipeline, stage: stage.name });
    grantLake(this.reconciler, resources, [
      { prefix: LAKE_PREFIXES.lake, actions: ['get'] },
      { prefix: LAKE_PREFIXES.late, actions: ['get'] },
      { prefix: LAKE_PREFIXES.erasures, actions: ['get'] },
      { prefix: LAKE_PREFIXES.results, actions: ['get'] },
      { prefix: LAKE_PREFIXES.answers, actions: ['get', 'put'] },
    ]);

    const hour = String((daily.hour + HOURS_AFTER) % 24);
    scheduleCall(this, this.reconciler, {
      ...{ id: 'Daily', schedule: Schedule.cron({ hour, minute: '0' }) },
      ...{ retryAttempts: 2, maxEventAge: Duration.hours(2) },
      event: RuleTargetInput.fromObject({ scheduled: EventField.time, days: daily.days }),
      superseded:
        'A day that was missed is compared by the next run, which looks back further than one day; repeated failures raise an alarm.',
    });
  }
}
