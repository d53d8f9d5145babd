/** A test runner in a foreign project. */
export interface Runner {
  /** What is installed beside the package. */
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly [string, ...string[]];
}

const PIPELINE = `
const clicks = schema({ user: string(), at: instant() });
const site = pipeline('site', (p) => {
  p.stream('clicks', clicks, { key: 'user', time: 'at' })
    .groupBy('user').window(tumbling('1h')).aggregate({ clicks: count() }).view('hourly');
});
`;
const IMPORTS = `import { count, instant, pipeline, schema, string, tumbling } from 'millrace';
import { testPipeline } from 'millrace/testing';
`;

/** A test that gives an event and expects its row. */
const testBy = (imports: string, expects: string, more = ''): string => `${imports}
${IMPORTS}${PIPELINE}${more}
test('counts clicks', async () => {
  const pipe = testPipeline(site);
  await pipe.give('clicks', [{ user: 'ada', at: '2026-03-01T10:00:00Z' }]);
  await pipe.advanceTo('2026-03-01T12:00:00Z');
  const [row] = await pipe.rows('hourly');
  ${expects};
});
`;

const JEST = "import { expect, test } from '@jest/globals';";
const VITEST = "import { expect, test } from 'vitest';";
const NODE = "import assert from 'node:assert/strict';\nimport { test } from 'node:test';";
const EXPECTS = 'expect([row?.values.clicks, row?.status]).toEqual([1, "closed"])';
const ASSERTS = 'assert.deepEqual([row?.values.clicks, row?.status], [1, "closed"])';

/** What only TypeScript can say. */
const TYPED = "const ada: Readonly<Record<'user', string>> = { user: 'ada' };\nvoid ada;\n";

/** Types away, for Jest, which knows JavaScript only. */
const STRIP = `import { stripTypeScriptTypes } from 'node:module';
export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
`;
const JEST_CONFIG = `export default {
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\\\.ts$': './strip.mjs' },
};
`;
const jest = (name: string): Runner['command'] => [
  ...(['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', name] as const),
];

/** The runners that people use, from JavaScript and from TypeScript. */
export const RUNNERS: Readonly<Record<string, Runner>> = {
  'node:test': {
    packages: [],
    files: { 'node.test.mjs': testBy(NODE, ASSERTS) },
    command: ['node', '--test', 'node.test.mjs'],
  },
  'node:test in TypeScript': {
    packages: [],
    files: { 'typed.test.ts': testBy(NODE, ASSERTS, TYPED) },
    command: ['node', '--test', 'typed.test.ts'],
  },
  Jest: {
    packages: ['jest@30'],
    files: { 'jest.test.js': testBy(JEST, EXPECTS) },
    command: jest('jest.test.js'),
  },
  'Jest in TypeScript': {
    packages: ['jest@30'],
    files: {
      'typed-jest.test.ts': testBy(JEST, EXPECTS, TYPED),
      'jest.config.mjs': JEST_CONFIG,
      'strip.mjs': STRIP,
    },
    command: jest('typed-jest.test.ts'),
  },
  Vitest: {
    packages: ['vitest@4'],
    files: { 'vitest.test.js': testBy(VITEST, EXPECTS) },
    command: ['npx', 'vitest', 'run'],
  },
  'Vitest in TypeScript': {
    packages: ['vitest@4'],
    files: { 'typed-vitest.test.ts': testBy(VITEST, EXPECTS, TYPED) },
    command: ['npx', 'vitest', 'run'],
  },
};
