/** One pipeline on one stage: what a deployment is called by. */
export interface Deployment {
  readonly pipeline: string;
  readonly stage: string;
}

/** `Data`: what must survive. `Compute`: what can be made again at any time. */
export type StackPart = 'Data' | 'Compute';

/**
 * Name of a stack: `Shop-dev-Data`.
 *
 * Pipelines of different names never share one, or deploying the second would replace the first.
 */
export const stackName = ({ pipeline, stage }: Deployment, part: StackPart): string =>
  `${stackWords(pipeline)}-${stage}-${part}`;

/** `web_shop` as `WebShop`, `web-shop` as `Web-Shop`, `shop_2` as `Shop--2`. */
const stackWords = (name: string): string =>
  name
    .split('-')
    .map((part) =>
      part
        .split(/_(?=\d)/)
        .map(pascalCase)
        .join('--'),
    )
    .join('-');

/** Name of the Kinesis stream behind a stream of the definition: `shop-dev-sales`. */
export const physicalStreamName = ({ pipeline, stage }: Deployment, stream: string): string =>
  `${pipeline}-${stage}-${stream}`;

/** Name of the pipeline's own stream, as if it were declared; so no declared one may bear it. */
export const EXCHANGE_STREAM = 'exchange';

/** Keys of the outputs of the Data stack that every pipeline has; an exchange only if it is planned. */
export const DATA_OUTPUTS = {
  exchangeStream: 'ExchangeStream',
  viewsTable: 'ViewsTable',
  stateTable: 'StateTable',
  lakeBucket: 'LakeBucket',
  /** Work group of Athena; only where the lake has tables. */
  lakeWorkGroup: 'LakeWorkGroup',
} as const;

/** Keys of the outputs of the Compute stack: which definition is deployed, and what it can be asked. */
export const COMPUTE_OUTPUTS = {
  pipeline: 'Pipeline',
  fingerprint: 'Fingerprint',
  /** Version of this package. */
  version: 'Version',
  /** Newest versions of what it stores: `heads=2 lake=1`. */
  formats: 'Formats',
  /** ARN of the state machine that does batch runs. */
  batchMachine: 'BatchMachine',
} as const;

/** Key of the output of the Data stack with the name of a stream: `StreamSales`. */
export const streamOutput = (stream: string): string => `Stream${pascalCase(stream)}`;

/** Database of the lake's tables: what SQL takes as a name. */
export const lakeDatabase = ({ pipeline, stage }: Deployment): string =>
  `${lakeTable(pipeline)}_${lakeTable(stage)}`;

/** Table of a stream in that database. */
export const lakeTable = (stream: string): string =>
  stream.toLowerCase().replace(/[^a-z0-9_]/g, '_');

/** Table of what batch runs have computed of a view, by its id. */
export const resultsTable = (view: string): string => `results_${lakeTable(view)}`;

/** Work group of Athena in which the lake is queried. */
export const lakeWorkGroup = ({ pipeline, stage }: Deployment): string => `${pipeline}-${stage}`;

/** Partition of the state table that says which tasks of a pipeline fail. */
export const failuresPartition = (pipeline: string): string => `F#${pipeline}`;

/** Tags on everything that a deployment creates. */
export const DEPLOYMENT_TAGS = { pipeline: 'millrace:pipeline', stage: 'millrace:stage' } as const;

/** `sales-by_country` as `SalesByCountry`: what CloudFormation takes as an id. */
export const pascalCase = (name: string): string =>
  name
    .split(/[^a-z0-9]+/i)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
