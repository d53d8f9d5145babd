/** When the prices below were last compared with those that AWS publishes: year and month. */
export const PRICES_AS_OF = '2026-06';

/** Region that the prices hold for. */
export const PRICED_REGION = 'us-east-1';

/** What some number of units costs, without free tiers, discounts and tax. */
export interface Price {
  readonly usd: number;
  /** Number of units that `usd` is the price of. */
  readonly per: number;
  readonly unit: string;
  /** Page of AWS that says so. */
  readonly source: string;
}

const from =
  (page: string) =>
  (usd: number, per: number, unit: string): Price => ({
    usd,
    per,
    unit,
    source: `https://aws.amazon.com/${page}/pricing/`,
  });

const kinesis = from('kinesis/data-streams');
const lambda = from('lambda');
const dynamodb = from('dynamodb');
const s3 = from('s3');
const cloudwatch = from('cloudwatch');
const kms = from('kms');
const xray = from('xray');

/** First price tier of everything that a deployment pays for. */
export const PRICES = {
  shard: kinesis(0.015, 1, 'shard-hours'),
  putUnit: kinesis(0.014, 1e6, 'units of 25 KB'),
  /** From the second day of retention to the seventh. */
  longerRetention: kinesis(0.02, 1, 'shard-hours'),
  dedicatedReader: kinesis(0.015, 1, 'consumer-shard-hours'),
  dedicatedRead: kinesis(0.013, 1, 'GB'),

  invocation: lambda(0.2, 1e6, 'invocations'),
  /** arm64, up to 7.5 billion GB-seconds a month. */
  compute: lambda(0.000_013_333_4, 1, 'GB-seconds'),

  write: dynamodb(0.625, 1e6, 'write units of 1 KB'),
  /** Strongly consistent. */
  read: dynamodb(0.125, 1e6, 'read units of 4 KB'),
  tableStorage: dynamodb(0.25, 1, 'GB-months'),
  pointInTimeRecovery: dynamodb(0.2, 1, 'GB-months'),

  put: s3(0.005, 1e3, 'requests'),
  /** Of the first 50 TB; intelligent tiering lowers it for what is not read. */
  storage: s3(0.023, 1, 'GB-months'),

  logs: cloudwatch(0.5, 1, 'GB'),
  customMetric: cloudwatch(0.3, 1, 'metrics'),
  alarm: cloudwatch(0.1, 1, 'metrics of alarms'),
  trace: xray(5, 1e6, 'traces'),

  key: kms(1, 1, 'keys'),
  keyRequest: kms(0.03, 1e4, 'requests'),
} as const satisfies Record<string, Price>;

/** Hours of a month, as AWS counts them. */
export const HOURS_PER_MONTH = 730;

export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;
