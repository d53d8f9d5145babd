import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import type { LanePlan } from '../pipeline/plan/plan.ts';
import type { DefinitionModule } from './bundling.ts';
import { functionEnvironment } from './environment.ts';
import {
  grantKey,
  grantLake,
  grantPutRecords,
  grantTables,
  grantTaskFailures,
  grantTopology,
  type LakeGrant,
} from './grants.ts';
import { PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import type { StageConfig } from './stage-config.ts';
import { StreamReader } from './stream-reader.ts';

export interface LaneProps {
  readonly pipeline: string;
  readonly lane: LanePlan;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly resources: PipelineResources;
  /** Whether the exchange lane sends to the exchange: results of steps, or to itself while keys are behind. */
  readonly sendsAgain?: boolean;
  /** Path of the module that exports `handler`, instead of the one in `lambdas/`. */
  readonly entry?: string;
}

const LATE: LakeGrant = { prefix: LAKE_PREFIXES.late, actions: ['put'] };
/** Read where an epoch that died may have put fewer letters of a record than there are. */
const DEAD_LETTERS: LakeGrant = { prefix: LAKE_PREFIXES.deadLetters, actions: ['get', 'put'] };
const ARCHIVE: LakeGrant = { prefix: LAKE_PREFIXES.lake, actions: ['get', 'put'] };

/** One consumer of one stream: its function, what that may touch, and the way records come to it. */
export class Lane extends Construct {
  readonly lane: LanePlan;
  readonly reader: PipelineFunction;
  readonly mappingId: string;

  constructor(scope: Construct, id: string, props: LaneProps) {
    super(scope, id);
    const { pipeline, lane, stage, definition, resources, entry, sendsAgain = false } = props;
    this.lane = lane;
    this.reader = new PipelineFunction(this, 'Reader', {
      handler: lane.kind,
      description: `${pipeline}, stage ${stage.name}: lane ${lane.name}`,
      stage,
      definition,
      environment: functionEnvironment(lane.name, { ...props, stream: lane.stream }),
      ...(entry === undefined ? {} : { entry }),
    });
    this.grant(props, sendsAgain);
    const stream = streamOf(lane, resources);
    const reading = { lane, stage, stream, reader: this.reader, resources };
    this.mappingId = new StreamReader(this, 'Mapping', reading).mappingId;
  }

  private grant({ resources, pipeline }: LaneProps, sendsAgain: boolean): void {
    const { reader } = this;
    grantKey(reader, resources);
    switch (this.lane.kind) {
      case 'speed':
        grantTables(reader, resources);
        grantLake(reader, resources, [DEAD_LETTERS, LATE]);
        if (resources.exchange !== undefined) grantPutRecords(reader, [resources.exchange]);
        break;
      case 'exchange':
        grantTables(reader, resources);
        grantTopology(reader, resources.streams.values());
        grantLake(reader, resources, [LATE]);
        if (sendsAgain && resources.exchange !== undefined) {
          grantPutRecords(reader, [resources.exchange]);
        }
        break;
      case 'archive':
        grantLake(reader, resources, [ARCHIVE]);
        grantTaskFailures(reader, resources, pipeline);
        break;
    }
  }
}

function streamOf({ name, stream }: LanePlan, resources: PipelineResources): IStream {
  const found = stream === null ? resources.exchange : resources.streams.get(stream);
  if (found === undefined) throw new Error(`the plan has no stream for lane ${name}`);
  return found;
}
