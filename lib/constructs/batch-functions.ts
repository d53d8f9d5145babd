import { Construct } from 'constructs';
import { LAKE_PREFIXES } from '../pipeline/deployed/lake-prefixes.ts';
import { acknowledge } from './acknowledgements.ts';
import type { DefinitionModule } from './bundling.ts';
import { functionEnvironment } from './environment.ts';
import {
  grantKey,
  grantLake,
  grantReadState,
  grantTopology,
  grantViews,
  type LakeGrant,
} from './grants.ts';
import type { Lane } from './lane.ts';
import { type Handler, PipelineFunction } from './pipeline-function.ts';
import type { PipelineResources } from './resources.ts';
import type { StageConfig } from './stage-config.ts';

export interface BatchFunctionProps {
  readonly pipeline: string;
  readonly stage: StageConfig;
  readonly definition: DefinitionModule;
  readonly resources: PipelineResources;
  /** Whose given-up records a run has to know of. */
  readonly lanes: readonly Lane[];
  /** Modules to use instead of those in `lambdas/`. */
  readonly entries: Readonly<Partial<Record<Handler, string>>>;
}

type BatchHandler = Extract<Handler, `batch-${string}`>;

const RUNS: LakeGrant = { prefix: LAKE_PREFIXES.batch, actions: ['get', 'put'] };
const RECORDS: LakeGrant = { prefix: LAKE_PREFIXES.lake, actions: ['get'] };
const RESULTS: LakeGrant = { prefix: LAKE_PREFIXES.results, actions: ['get', 'put'] };
const ERASURES: LakeGrant = { prefix: LAKE_PREFIXES.erasures, actions: ['get'] };
const LATE: LakeGrant = { prefix: LAKE_PREFIXES.late, actions: ['get'] };
const GIVEN_UP: LakeGrant = { prefix: LAKE_PREFIXES.givenUp, actions: ['get'] };

/** The functions of a batch run: one for the run as a whole, one for each kind of task. */
export class BatchFunctions extends Construct {
  readonly plan: PipelineFunction;
  readonly map: PipelineFunction;
  readonly reduce: PipelineFunction;

  constructor(scope: Construct, id: string, props: BatchFunctionProps) {
    super(scope, id);
    const { resources, lanes } = props;
    const { streams } = resources;
    const kinds = lanes
      .filter(({ lane }) => lane.kind !== 'archive') // what is not named is taken for one
      .map(({ lane, reader }) => `${lane.kind}=${reader.function.functionName}`);

    this.plan = this.made('Plan', 'batch-plan', props, { LANES: kinds.join(',') });
    grantReadState(this.plan, resources);
    grantViews(this.plan, resources);
    grantTopology(this.plan, streams.values());
    grantLake(this.plan, resources, [RECORDS, GIVEN_UP, LATE, ERASURES, RUNS]);

    this.map = this.made('Map', 'batch-map', props);
    grantTopology(this.map, streams.values());
    grantLake(this.map, resources, [RECORDS, RUNS]);

    this.reduce = this.made('Reduce', 'batch-reduce', props);
    grantViews(this.reduce, resources);
    grantLake(this.reduce, resources, [RUNS, RESULTS]);
  }

  private made(
    id: string,
    handler: BatchHandler,
    { pipeline, stage, definition, resources, entries }: BatchFunctionProps,
    variables: Readonly<Record<string, string>> = {},
  ): PipelineFunction {
    const entry = entries[handler];
    const environment = functionEnvironment(handler, { pipeline, stage, resources, stream: null });
    const made = new PipelineFunction(this, id, {
      ...{ handler, stage, definition },
      description: `${pipeline}, stage ${stage.name}: ${id.toLowerCase()} of batch runs`,
      environment: { ...environment, ...variables },
      ...(entry === undefined ? {} : { entry }),
    });
    grantKey(made, resources);
    acknowledge(
      made,
      'Serverless-LambdaDLQ',
      'A state machine waits for the answer of each call and retries it; what fails for good is in the report of the run.',
    );
    return made;
  }
}
