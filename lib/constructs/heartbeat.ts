import { Schedule } from 'aws-cdk-lib/aws-events';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { DefinitionModule } from './bundling.ts';
import { functionEnvironment } from './environment.ts';
import { grantKey, grantPutRecords, grantReadState } from './grants.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import { scheduleCall } from './scheduled-call.ts';
import type { StageConfig } from './stage-config.ts';

/** How often every shard of every declared stream gets a heartbeat. */
export const HEARTBEAT_INTERVAL = Duration.minutes(1);

export interface HeartbeatProps {
  readonly pipeline: string;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly resources: PipelineResources;
  /** Path of the module that exports `handler`, instead of the one in `lambdas/`. */
  readonly entry?: string;
}

/** Tells every shard how far event time has come, so that the last window of a quiet one closes. */
export class Heartbeat extends Construct {
  readonly beater: PipelineFunction;

  constructor(scope: Construct, id: string, props: HeartbeatProps) {
    super(scope, id);
    const { pipeline, stage, definition, resources, entry } = props;
    const environment = functionEnvironment('heartbeat', { ...props, stream: null });
    const description = `${pipeline}, stage ${stage.name}: heartbeats of all streams`;
    const common = { handler: 'heartbeat', description, stage, definition, environment } as const;
    this.beater = new PipelineFunction(this, 'Beater', {
      ...common,
      ...(entry === undefined ? {} : { entry }),
    });
    grantKey(this.beater, resources);
    grantPutRecords(this.beater, resources.streams.values());
    grantReadState(this.beater, resources);

    scheduleCall(this, this.beater, {
      ...{ id: 'Schedule', schedule: Schedule.rate(HEARTBEAT_INTERVAL) },
      ...{ retryAttempts: 0, maxEventAge: HEARTBEAT_INTERVAL },
      superseded:
        'A heartbeat that was missed is worth nothing a minute later, when the next one says more; ' +
        'keeping it would only deliver it out of date. Repeated failures raise an alarm.',
    });
  }
}
