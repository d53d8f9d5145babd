import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  Stack,
  type StackProps,
} from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { packageVersion } from '../package/package-root.ts';
import { COMPUTE_OUTPUTS, pascalCase } from '../pipeline/deployed/resource-names.ts';
import { formatsText } from '../pipeline/deployed/stored-formats.ts';
import type { Plan } from '../pipeline/plan/plan.ts';
import { BatchRun } from './batch-run.ts';
import type { DefinitionModule } from './bundling.ts';
import { Compaction } from './compaction.ts';
import type { DataStack } from './data-stack.ts';
import { Heartbeat } from './heartbeat.ts';
import { Lane } from './lane.ts';
import { ChannelArchive, FirehoseArchive } from './managed-archive.ts';
import { PipelineAlarms } from './pipeline-alarms.ts';
import type { Handler } from './pipeline-function.ts';
import { Reconciliation } from './reconciliation.ts';
import { type PipelineResources, resourcesOf } from './resources.ts';
import type { StageConfig } from './stage-config.ts';

export interface ComputeStackProps extends StackProps {
  readonly plan: Plan;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly data: DataStack;
  /** Modules to use instead of those in `lambdas/`. */
  readonly entries?: Readonly<Partial<Record<Handler, string>>>;
}

/** What works on the data and can be made again at any time: lanes, heartbeats, alarms. */
export class ComputeStack extends Stack {
  /** @internal */
  constructor(scope: Construct, id: string, props: ComputeStackProps) {
    const { plan, stage, definition, data, entries = {}, ...stackProps } = props;
    super(scope, id, stackProps);
    // A table must not vanish under the functions that use it; and emulators know no weak references.
    CrossStackReferences.of(this).consume(ReferenceStrength.STRONG);
    this.addStackDependency(data, 'streams are named, not imported');
    const resources = resourcesOf(this, { plan, stage: stage.name, data });
    const common = { pipeline: plan.pipeline, stage, definition, resources };
    const sendsAgain = plan.views.some(({ kind }) => kind === 'operator');
    const entryOf = (handler: Handler) => {
      const entry = entries[handler];
      return entry === undefined ? {} : { entry };
    };

    const hasChain = stage.archive === 'lane';
    const planned = plan.lanes.filter(({ kind }) => hasChain || kind !== 'archive');
    const lanes = planned.map(
      (lane) =>
        new Lane(this, pascalCase(lane.name), {
          ...{ ...common, lane, sendsAgain },
          ...entryOf(lane.kind),
        }),
    );
    updateFirst(lanes, 'exchange');
    const machine = hasChain
      ? new BatchRun(this, 'BatchRun', { ...common, lanes, entries }).machine
      : undefined;
    if (!hasChain) this.archive(plan, { stage, resources });
    const { beater } = new Heartbeat(this, 'Heartbeat', { ...common, ...entryOf('heartbeat') });
    const daily = hasChain && stage.lakeTables ? stage.dailyBatch : undefined;
    const reconciliation =
      daily === undefined
        ? undefined
        : new Reconciliation(this, 'Reconciliation', {
            ...{ ...common, daily },
            ...entryOf('reconcile'),
          });
    const compaction =
      hasChain && stage.compaction
        ? new Compaction(this, 'Compaction', { ...common, ...entryOf('compact') })
        : undefined;
    if (stage.alarms) {
      const pipeline = plan.pipeline;
      const [reconciler, compactor] = [reconciliation?.reconciler, compaction?.compactor];
      const streams = resources;
      const watched = {
        ...{ lanes, streams, heartbeat: beater },
        ...{ batch: machine, reconciler, compactor },
      };
      new PipelineAlarms(this, 'Alarms', { pipeline, stage, ...watched });
    }
    if (machine !== undefined) {
      new CfnOutput(this, COMPUTE_OUTPUTS.batchMachine, { value: machine.stateMachineArn });
    }
    new CfnOutput(this, COMPUTE_OUTPUTS.pipeline, { value: plan.pipeline });
    new CfnOutput(this, COMPUTE_OUTPUTS.fingerprint, { value: plan.fingerprint });
    new CfnOutput(this, COMPUTE_OUTPUTS.version, { value: packageVersion() });
    new CfnOutput(this, COMPUTE_OUTPUTS.formats, { value: formatsText() });
  }

  /** Has a service write what comes in, in the place of the archive lanes. */
  private archive(
    { pipeline, streams }: Plan,
    around: { readonly stage: StageConfig; readonly resources: PipelineResources },
  ): void {
    const Archive = around.stage.archive === 'firehose' ? FirehoseArchive : ChannelArchive;
    for (const { name } of streams) {
      new Archive(this, `${pascalCase(name)}Archive`, { pipeline, stream: name, ...around });
    }
  }
}

/**
 * Deploys a lane's code before that of all others: who receives must know a new view before anybody
 * sends for it, as what is sent for a view that is not known is taken to be of one that was removed.
 */
function updateFirst(lanes: readonly Lane[], kind: Lane['lane']['kind']): void {
  const [first] = lanes.filter(({ lane }) => lane.kind === kind);
  if (first === undefined) return;
  for (const { lane, reader } of lanes) {
    if (lane.kind === 'speed') reader.node.addDependency(first.reader);
  }
}
