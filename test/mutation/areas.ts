/** Sources that belong together, and the tests that hold them. Paths are from the root. */
export interface Area {
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

/** What can be mutated, by name. Tests in the same order are tried until one fails: the nearest first. */
export const AREAS: Readonly<Record<string, Area>> = {
  operators: {
    sources: ['lib/core/operators'],
    tests: ['test/core/operators', 'test/conformance'],
  },
  windows: {
    sources: ['lib/core/windows'],
    tests: ['test/core/windows', 'test/core/operators', 'test/conformance'],
  },
  aggregates: {
    sources: ['lib/core/aggregators', 'lib/core/exact', 'lib/core/sketches'],
    tests: ['test/core/aggregators', 'test/core/exact', 'test/core/sketches'],
  },
  pattern: { sources: ['lib/core/pattern'], tests: ['test/core/pattern'] },
  schema: {
    sources: ['lib/core/schema', 'lib/core/json'],
    tests: ['test/core/schema', 'test/core/json'],
  },
  epoch: { sources: ['lib/runtime/epoch'], tests: ['test/runtime', 'test/simulator'] },
  speed: {
    sources: ['lib/runtime/speed', 'lib/runtime/rows'],
    tests: ['test/runtime', 'test/contract', 'test/simulator'],
  },
  exchange: { sources: ['lib/runtime/exchange'], tests: ['test/runtime', 'test/simulator'] },
  keyed: { sources: ['lib/runtime/keyed'], tests: ['test/runtime', 'test/simulator'] },
  batch: { sources: ['lib/runtime/batch'], tests: ['test/runtime/batch', 'test/runtime'] },
  archive: { sources: ['lib/runtime/archive'], tests: ['test/runtime'] },
  serving: { sources: ['lib/serving'], tests: ['test/serving'] },
  kinesis: {
    sources: ['lib/adapters/kinesis'],
    tests: ['test/adapters', 'test/contract', 'test/cli'],
  },
  dynamodb: { sources: ['lib/adapters/dynamodb'], tests: ['test/adapters', 'test/contract'] },
  s3: { sources: ['lib/adapters/s3'], tests: ['test/adapters', 'test/contract'] },
  produce: { sources: ['lib/cli/produce'], tests: ['test/cli'] },
};
