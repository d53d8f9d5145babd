/** What can be mutated: folders and files by the name of what they are, from the root. */
export const AREAS: Readonly<Record<string, readonly string[]>> = {
  operators: ['lib/core/operators'],
  windows: ['lib/core/windows'],
  aggregates: ['lib/core/aggregators', 'lib/core/exact', 'lib/core/sketches'],
  pattern: ['lib/core/pattern'],
  schema: ['lib/core/schema', 'lib/core/json'],
  epoch: ['lib/runtime/epoch'],
  speed: ['lib/runtime/speed', 'lib/runtime/rows'],
  exchange: ['lib/runtime/exchange'],
  keyed: ['lib/runtime/keyed'],
  batch: ['lib/runtime/batch'],
  archive: ['lib/runtime/archive'],
  serving: ['lib/serving'],
  kinesis: ['lib/adapters/kinesis', 'lib/functions'],
  dynamodb: ['lib/adapters/dynamodb'],
  s3: ['lib/adapters/s3'],
  produce: ['lib/cli/produce'],
};
