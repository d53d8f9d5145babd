import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  DistributedMap,
  Fail,
  type IStateMachine,
  JitterType,
  JsonPath,
  LogLevel,
  type RetryProps,
  S3JsonItemReader,
  StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ArnFormat, Aws, Duration, Fn, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import { acknowledge, acknowledgeKey, acknowledgeWildcard } from './acknowledgements.ts';
import { type BatchFunctionProps, BatchFunctions } from './batch-functions.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { StageConfig } from './stage-config.ts';

/** What a schedule that finds nothing to compute ends with; the name is `NothingClosed`'s. */
const NOTHING_CLOSED = 'NothingClosed';

/** Errors that would come again: they say so themselves. */
const FINAL = [NOTHING_CLOSED, 'BatchError', 'DefinitionError', 'InvariantError', 'LakeError'];

/** How long a whole run may take. */
const LONGEST = Duration.days(1);

/**
 * The batch layer: plan → map → gather → reduce → publish.
 *
 * Each half is a Distributed Map over a list of tasks that a step before it has written into the lake,
 * each task an execution of its own. What a task does is named in the lake, so whatever is done again,
 * here or by a redrive, changes nothing; nothing is published before the last task is done.
 */
export class BatchRun extends Construct {
  readonly machine: IStateMachine;

  constructor(scope: Construct, id: string, props: BatchFunctionProps) {
    super(scope, id);
    const { pipeline, stage, resources } = props;
    const { plan, map, reduce } = new BatchFunctions(this, 'Functions', props);
    const half = { stage, resources };
    const request = JsonPath.objectAt('$');
    const chain = this.step('Plan', plan, { step: 'plan', request })
      .addCatch(new Succeed(this, 'NothingToDo'), { errors: [NOTHING_CLOSED] })
      .next(this.half('Map', { ...half, worker: map, index: 'item' }))
      .next(this.step('Gather', plan, { step: 'gather', run: JsonPath.stringAt('$.run') }))
      .next(this.half('Reduce', { ...half, worker: reduce, index: 'bucket' }))
      .next(this.step('Publish', plan, { step: 'publish', run: JsonPath.stringAt('$.run') }));

    const machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(chain),
      comment: `${pipeline}, stage ${stage.name}: computes closed windows again from the lake`,
      timeout: LONGEST,
      tracingEnabled: stage.tracing,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: stage.logRetention,
          removalPolicy: stage.onDestroy,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    resources.key?.grantEncryptDecrypt(machine);
    this.machine = machine;
    this.acknowledgeWildcards(resources, [plan, map, reduce]);
    if (stage.dailyBatch !== undefined) this.schedule(machine, stage.dailyBatch);
  }

  /** A step of the run as a whole, by the function that sees all of it. */
  private step(id: string, worker: PipelineFunction, call: Record<string, unknown>): TaskStateBase {
    return new LambdaInvoke(this, id, {
      lambdaFunction: worker.function,
      payload: TaskInput.fromObject(call),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    })
      .addRetry({ errors: FINAL, maxAttempts: 0 })
      .addRetry(AGAIN);
  }

  /** All tasks of one half, many at once; the first that fails for good stops those that wait. */
  private half(id: string, { stage, resources, worker, index }: Half): DistributedMap {
    const { lake, lakeArn } = resources;
    const failed = new Fail(this, `${id}Failed`, {
      errorPath: '$.failure.Error',
      causePath: '$.failure.Cause',
    });
    const note = new CallAwsService(this, `${id}WriteFailure`, {
      service: 's3',
      action: 'putObject',
      parameters: {
        Bucket: lake.bucketName,
        Key: JsonPath.stringAt('$.failed'),
        Body: JsonPath.objectAt('$.failure'),
      },
      iamAction: 's3:PutObject',
      iamResources: [`${lakeArn}/${LAKE_PREFIXES.batch}*`],
      resultPath: JsonPath.DISCARD,
    })
      .addRetry(AGAIN)
      .next(failed);
    const task = new LambdaInvoke(this, `${id}Task`, {
      lambdaFunction: worker.function,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath: JsonPath.DISCARD,
      outputPath: `$.${index}`, // answers of all tasks together must stay small
    })
      .addRetry({ errors: FINAL, maxAttempts: 0 })
      .addRetry(AGAIN)
      .addCatch(note, { resultPath: '$.failure' });
    const map = new DistributedMap(this, id, {
      itemReader: new S3JsonItemReader({ bucket: lake, key: JsonPath.stringAt('$.tasks') }),
      maxConcurrency: stage.batchConcurrency,
      mapExecutionType:
        stage.batchTasks === 'express' ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      resultPath: JsonPath.DISCARD,
    });
    return map.itemProcessor(task);
  }

  private schedule(machine: IStateMachine, { hour, days }: NonNullable<StageConfig['dailyBatch']>) {
    new Rule(this, 'Daily', {
      schedule: Schedule.cron({ hour: String(hour), minute: '0' }),
      targets: [
        new SfnStateMachine(machine, {
          input: RuleTargetInput.fromObject({ scheduled: EventField.time, days }),
        }),
      ],
    });
    acknowledge(
      this,
      'Serverless-EventBusDLQ',
      'A day that was missed is computed by the next run, which looks back further than one day; a failure raises an alarm.',
    );
  }

  private acknowledgeWildcards(
    { lakeName, lakeArn, key }: BatchFunctionProps['resources'],
    workers: readonly PipelineFunction[],
  ): void {
    for (const { function: worker } of workers) {
      acknowledgeWildcard(
        this,
        `${worker.functionArn}:*`,
        'Versions and aliases of the one function that the step calls; there are none of either.',
      );
    }
    acknowledgeWildcard(
      this,
      `arn:${Aws.PARTITION}:s3:::${lakeName}/*`,
      'A Distributed Map reads its list of tasks itself; the construct of the CDK allows it to read the bucket.',
    );
    acknowledgeWildcard(
      this,
      `${lakeArn}/${LAKE_PREFIXES.batch}*`,
      'What stopped a task is written under the name of its run, which nobody knows before it is asked for.',
    );
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::*]',
      'Delivery of logs and X-Ray take no resource to name; the statement holds their actions alone.',
    );
    if (key !== undefined) acknowledgeKey(this);
    const name = Fn.select(6, Fn.split(':', this.machine.stateMachineArn));
    for (const executions of [`${name}:*`, `${name}/*:*`]) {
      acknowledgeWildcard(
        this,
        Stack.of(this).formatArn({
          service: 'states',
          resource: 'execution',
          resourceName: executions,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
        'Executions of this one state machine, whose tasks are executions that it starts, ends and redrives.',
      );
    }
  }
}

interface Half {
  readonly stage: StageConfig;
  readonly resources: BatchFunctionProps['resources'];
  readonly worker: PipelineFunction;
  /** Field of a task that says which one it is. */
  readonly index: 'item' | 'bucket';
}

/** Whatever may pass: throttles, time-outs, a service that is away. */
const AGAIN: RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(2),
  maxAttempts: 5,
  backoffRate: 2,
  maxDelay: Duration.minutes(1),
  jitterStrategy: JitterType.FULL,
};
